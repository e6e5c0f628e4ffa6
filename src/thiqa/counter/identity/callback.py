"""The browser is back from the provider: every check until we know who the citizen is."""

from collections.abc import Mapping
from typing import Any

from thiqa.base import Database
from thiqa.counter.errors import (
    AnswerRefusedError,
    DeclinedError,
    LoginGoneError,
    ProviderError,
    RequestRefusedError,
)
from thiqa.counter.identity.client import Client
from thiqa.counter.identity.id_token import verify_id_token
from thiqa.counter.identity.models import Identity, PendingLogin
from thiqa.counter.identity.receipt import check_receipt
from thiqa.counter.records import Records

DECLINED = frozenset({"access_denied"})
PROVIDER_FAILED = frozenset({"server_error", "temporarily_unavailable"})
"""RFC 6749, section 4.1.2.1; every other error says that our request was wrong."""
NOT_SIGNED_IN = frozenset({"login_required", "interaction_required", "consent_required"})
"""OpenID Connect Core, section 3.1.2.6: the citizen could not or did not finish."""


async def finish_login(
    client: Client, database: Database[Records], query: Mapping[str, str], browser: str | None
) -> tuple[Identity, PendingLogin]:
    """Return the citizen who is behind an authorization response, and the login that it ends.

    1. The state is of a login that this browser began; it is good for once.
    2. The provider that answers is the one that we asked (RFC 9207: mix-up).
    3. The answer is not an error.
    4. The code buys tokens, with the verifier that only we know (RFC 7636).
    5. The ID token is from this provider, for us, and for this login.
    6. Userinfo is about the citizen of the ID token (OpenID Connect Core, section 5.3.2).
    7. The receipt proves that this very release of claims is on the record.
    """
    login = await take_login(client, database, query.get("state", ""), browser or "")  # 1
    check_issuer(query, login)  # 2
    refuse_error(query)  # 3
    tokens = await client.redeem(read_code(query), login)  # 4
    id_token = verify_id_token(
        tokens,
        await client.provider.keys_for(tokens.id_token),
        login=login,
        client_id=client.client_id,
        now=client.clock(),
    )  # 5
    claims = read_claims(await client.userinfo(tokens), id_token.subject, login)  # 6
    metadata = await client.provider.metadata()
    receipt = check_receipt(
        await client.receipt(tokens),
        client.record_policy,
        metadata.record_key,
        client_id=client.client_id,
        id_token=id_token,
        received=claims,
        login=login,
        now=client.clock(),
    )  # 7
    identity = Identity(
        subject=id_token.subject,
        purpose=login.purpose,
        claims=claims,
        acr=id_token.acr,
        auth_time=id_token.auth_time,
        id_token=tokens.id_token,
        sid=id_token.sid,
        receipt=receipt,
    )
    return identity, login


async def take_login(
    client: Client, database: Database[Records], state: str, browser: str
) -> PendingLogin:
    """OpenID Connect Core, section 3.1.2.7: `state` is of a login that this browser began."""
    now = client.clock()
    login = await database.run(lambda records: records.identity.take_login(state, browser, now))
    if login is None:
        raise LoginGoneError("no such login waits for this browser (state)")
    return login


def check_issuer(query: Mapping[str, str], login: PendingLogin) -> None:
    """RFC 9207, section 2.4: `iss` is the issuer that the request was sent to."""
    if query.get("iss") != login.issuer:
        raise AnswerRefusedError("the answer comes from another provider (iss)")


def refuse_error(query: Mapping[str, str]) -> None:
    """RFC 6749, section 4.1.2.1: an error, told apart by who has to act."""
    error = query.get("error")
    if error is None:
        return
    if error in DECLINED:
        raise DeclinedError("the citizen declined")
    if error in NOT_SIGNED_IN:
        raise LoginGoneError(f"the login was not finished: {error}")
    if error in PROVIDER_FAILED:
        raise ProviderError(f"the provider failed: {error}")
    raise RequestRefusedError(f"the provider refused our request: {error[:64]!r}")


def read_code(query: Mapping[str, str]) -> str:
    """RFC 6749, section 4.1.2: an answer that is no error has a code."""
    code = query.get("code")
    if not code:
        raise AnswerRefusedError("the answer has neither a code nor an error")
    return code


def read_claims(userinfo: Mapping[str, Any], subject: str, login: PendingLogin) -> dict[str, Any]:
    """Return the claims that we asked for and nothing else, if they are about this citizen."""
    if userinfo.get("sub") != subject:
        raise AnswerRefusedError("userinfo: about another person (sub)")
    return {name: userinfo[name] for name in login.claims if name in userinfo}
