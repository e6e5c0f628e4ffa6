"""A code becomes tokens, once."""

import hashlib

from thiqa.base import b64url_encode, constant_time_equal
from thiqa.oidc.authorization.grants import grant_life
from thiqa.oidc.errors import InvalidGrantError
from thiqa.oidc.freeze import require_unfrozen
from thiqa.oidc.models import State
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.sender_constraint import require_bound_key
from thiqa.oidc.tokens.token_call import Redeemed, TokenCall
from thiqa.oidc.tokens.token_response import redeemed
from thiqa.oidc.tokens.tokens import read_code

VERIFIER_LENGTHS = range(43, 129)
"""RFC 7636, section 4.1."""


async def redeem_code(call: TokenCall, records: Records) -> Redeemed:
    """Redeem a code (RFC 6749, section 4.1.3; RFC 7636, section 4.6).

    1. the code is ours; 2. it is this client's; 3. a second use revokes what the first one
    gave; 4. it lives; 5. the redirect_uri is the request's; 6. the verifier fits the
    challenge; 7. the key that it is bound to is proved (RFC 9449, section 10); 8. the citizen
    does not contest what the service did; 9. it is redeemed by compare-and-swap, so that one
    of many wins.
    """
    parameters = call.parameters
    authorization_id, secret = read_code(parameters.get("code", ""))
    found = await records.oidc.get(authorization_id)
    if found is None or found.code is None or not constant_time_equal(found.code, secret):
        raise _unknown_code()  # 1
    request = found.request
    if request.client_id != call.client.id:
        raise InvalidGrantError(
            "the code is another client's",
            rule="RFC 6749, section 4.1.3",
            parameter="code",
            mend="Redeem a code with the client that sent the request.",
        )  # 2
    if found.state is not State.GRANTED or found.grant is None:
        await records.oidc.revoke(found.id)
        raise _used_code()  # 3
    if found.expires_at <= call.now:
        raise _unknown_code()  # 4
    if parameters.get("redirect_uri", request.redirect_uri) != request.redirect_uri:
        raise InvalidGrantError(
            "redirect_uri is not the one of the request",
            rule="RFC 6749, section 4.1.3",
            parameter="redirect_uri",
            mend="Send the redirect_uri of the authorization request, or none.",
        )  # 5
    check_verifier(parameters.get("code_verifier"), request.code_challenge)  # 6
    require_bound_key(request, call.sender)  # 7
    await require_unfrozen(
        records,
        found.grant.person_id,
        call.client.id,
        refusal=InvalidGrantError,
        parameter="code",
    )  # 8
    until = call.now + grant_life(call.provider.policy, request)
    if not await records.oidc.redeem(found.id, until):  # 9
        await records.oidc.revoke(found.id)
        raise _used_code()
    return await redeemed(call, records, found, found.grant)


def check_verifier(verifier: str | None, challenge: str | None) -> None:
    """RFC 7636, section 4.6; RFC 9700, section 4.8.2: none when there was no challenge."""
    if challenge is None and verifier is None:
        return
    if challenge is None or verifier is None or len(verifier) not in VERIFIER_LENGTHS:
        raise InvalidGrantError(
            "code_verifier is missing or has a wrong length",
            rule="RFC 7636, section 4.5",
            parameter="code_verifier",
            mend="Send the verifier of 43 to 128 characters that the challenge was made from.",
        )
    computed = b64url_encode(hashlib.sha256(verifier.encode()).digest())
    if not constant_time_equal(computed.encode(), challenge.encode()):
        raise InvalidGrantError(
            "code_verifier does not fit the code_challenge",
            rule="RFC 7636, section 4.6",
            parameter="code_verifier",
            mend="The challenge is the base64url of the verifier's SHA-256; keep both together.",
        )


def _unknown_code() -> InvalidGrantError:
    return InvalidGrantError(
        "the code is unknown or has expired",
        rule="RFC 6749, section 4.1.2",
        parameter="code",
        mend="Redeem the code at once: it lives for a minute.",
    )


def _used_code() -> InvalidGrantError:
    return InvalidGrantError(
        "the code has been used: all its tokens are revoked",
        rule="RFC 6749, section 4.1.2",
        parameter="code",
        mend="Redeem a code once; after a lost answer, start again.",
    )
