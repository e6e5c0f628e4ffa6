"""The citizen's side of a decoupled login: what waits for them, and their first word on it."""

from dataclasses import dataclass

from thiqa.ledger.events import Refusal
from thiqa.oidc.backchannel.models import BackchannelLogin
from thiqa.oidc.backchannel.number import number_to_match
from thiqa.oidc.backchannel.outcome import close_request
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.models import Authorization, Client, Policy, Purpose, State
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records

NUMBER_MISMATCH, NOT_ME = "number_mismatch", "not_me"
"""Why a request was refused before it was read, as the record says it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A login that waits for the citizen; `is_open`: the number was right, in this browser."""

    login: BackchannelLogin
    authorization: Authorization
    client: Client
    purpose: Purpose

    @property
    def is_open(self) -> bool:
        """Whether the citizen has picked the number, and has yet to consent."""
        return self.authorization.state is State.OPENED


async def waiting_logins(
    policy: Policy, records: Records, person_id: str, browser: bytes, now: int
) -> list[Waiting]:
    """Return the logins that wait for a citizen, and those that wait in this very browser."""
    logins = await records.oidc.list_backchannel(person_id, now)
    found = [await _waiting(policy, records, login, browser, now) for login in logins]
    return [each for each in found if each is not None]


async def pick_number(
    provider: Provider,
    records: Records,
    identifier: bytes,
    *,
    person_id: str,
    browser: bytes,
    number: int | None,
    now: int,
) -> bool:
    """Open a login for this browser by its number; anything else refuses it for good.

    1. it waits for this citizen; 2. it opens for one browser; 3. another number, or none (it
    was not me), takes it away and goes on the record.
    """
    login = await records.oidc.get_backchannel(identifier)
    if login is None or login.person_id != person_id:  # 1
        raise BrowserError(BrowserError.REQUEST_GONE, detail="no login of this citizen's")
    waiting = await _waiting(provider.policy, records, login, browser, now)
    if waiting is None:
        raise BrowserError(BrowserError.REQUEST_GONE, detail="it does not wait")
    if waiting.is_open:
        raise BrowserError(BrowserError.REQUEST_USED, detail="its number was picked before")
    if not await records.oidc.open(login.id, browser, now, login.ends_at):  # 2
        raise BrowserError(BrowserError.REQUEST_USED, detail="answered elsewhere just now")
    if number == number_to_match(login.id):
        return True
    await close_request(records, waiting.authorization, now)  # 3
    await provider.recorder.append(
        records,
        Refusal(
            at=now,
            client_id=waiting.client.id,
            purpose=waiting.purpose.id,
            claims=waiting.authorization.request.claims.all(),
            reason=NOT_ME if number is None else NUMBER_MISMATCH,
        ),
        person_id=person_id,
        client_id=waiting.client.id,
    )
    return False


async def _waiting(
    policy: Policy, records: Records, login: BackchannelLogin, browser: bytes, now: int
) -> Waiting | None:
    authorization = await records.oidc.get(login.id)
    client = await records.oidc.get_client(login.client_id)
    if authorization is None or client is None or login.ends_at <= now:
        return None
    is_ours = authorization.state is State.PUSHED or (
        authorization.state is State.OPENED and authorization.browser == browser
    )
    purpose = client.purposes.get(authorization.request.purpose)
    if not is_ours or purpose is None or not client.is_served(now, sandbox=policy.sandbox):
        return None
    return Waiting(login, authorization, client, purpose)
