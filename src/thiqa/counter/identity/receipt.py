"""The receipt: proof that this use of an identity is on the record, checked without anybody."""

from collections.abc import Iterable

from thiqa.counter.errors import AnswerRefusedError
from thiqa.counter.identity.models import CheckedReceipt, PendingLogin, VerifiedIdToken
from thiqa.ledger.errors import LedgerError
from thiqa.ledger.events import Release
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt

CLOCK_SKEW_SECONDS = 30


def check_receipt(
    text: str,
    policy: LogPolicy,
    record_key: VerifierKey,
    *,
    client_id: str,
    id_token: VerifiedIdToken,
    received: Iterable[str],
    login: PendingLogin,
    now: int,
) -> CheckedReceipt:
    """Return the receipt if it is about what we just received.

    1. it holds: the entry is in the log that the provider's record key signs and that enough
    witnesses have seen; 2. the entry is a release of claims to us; 3. about this citizen;
    4. for our purpose; 5. at the level that we were told; 6. it names every claim that we
    received; 7. it was made during this login, so it is not the receipt of an earlier one.
    """
    try:
        verified = verify_receipt(text, policy.for_log(record_key))  # 1
    except LedgerError as error:
        raise AnswerRefusedError(f"receipt: does not hold: {error}") from error
    event = verified.entry.event
    if not isinstance(event, Release) or event.client_id != client_id:  # 2
        raise AnswerRefusedError("receipt: not of a release to us")
    if event.subject != id_token.subject:  # 3
        raise AnswerRefusedError("receipt: about somebody else")
    if event.purpose != login.purpose:  # 4
        raise AnswerRefusedError("receipt: of another purpose")
    if event.acr != id_token.acr:  # 5
        raise AnswerRefusedError("receipt: of another level of assurance")
    if not set(received) <= set(event.claims):  # 6
        raise AnswerRefusedError("receipt: does not name every claim that we received")
    if not login.began_at - CLOCK_SKEW_SECONDS <= event.at <= now + CLOCK_SKEW_SECONDS:  # 7
        raise AnswerRefusedError("receipt: not of this login")
    return CheckedReceipt(
        text=text,
        index=verified.index,
        log=verified.checkpoint.origin,
        log_key=record_key.text,
        log_size=verified.checkpoint.head.size,
        at=event.at,
    )
