"""An access token as every protected resource of ours takes it: this is the only way in."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from thiqa.base import Database, EncodingError
from thiqa.oidc.errors import (
    InsufficientScopeError,
    InvalidClientError,
    InvalidDpopProofError,
    InvalidTokenError,
    UseDpopNonceError,
)
from thiqa.oidc.freeze import require_unfrozen
from thiqa.oidc.http import ServiceRequest
from thiqa.oidc.models import Authorization, Grant, State
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.dpop import VerifiedProof
from thiqa.oidc.tokens.sender_constraint import JKT, X5T, certificate_of, proof_of
from thiqa.oidc.tokens.tokens import VerifiedAccessToken, verify_access_token

Result = TypeVar("Result")

BEARER, DPOP = "bearer", "dpop"


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """A living token of ours, and the proof that its sender may use it, not consumed yet."""

    token: VerifiedAccessToken
    proof: VerifiedProof | None = None

    async def run(
        self,
        database: Database[Records],
        unit: Callable[[Records], Coroutine[Any, Any, Result]],
    ) -> Result:
        """Run a unit that only reads, and consume the proof in the same piece of work."""
        proof = self.proof
        if proof is None:
            return await database.read(unit)

        async def once(records: Records) -> Result:
            result = await unit(records)
            try:
                await proof.use(records)
            except InvalidDpopProofError as error:
                raise InvalidTokenError.because_of(error) from error
            return result

        return await database.run(once)


async def presented_token(provider: Provider, request: ServiceRequest) -> PresentedToken:
    """Return the access token of a request, if its sender may use it.

    1. it stands in the Authorization header, nowhere else (RFC 6750, section 2.1; RFC 9449,
    section 7.1); 2. it is ours, and of a service that is still registered; 3. one that is
    bound to a key comes with a proof of that key and as DPoP, any other one does not; 4. one
    that is bound to a certificate comes over a connection with that certificate.
    """
    scheme, text = request.authorization()
    if scheme not in {BEARER, DPOP} or not text:
        raise InvalidTokenError("")  # 1
    token = await _verified(provider, text, request.now)  # 2
    bound_to = None if token.confirmation is None else token.confirmation.method
    if bound_to not in {None, JKT, X5T}:
        raise InvalidTokenError(
            "the access token is bound in a way that nobody here knows",
            rule="RFC 7800, section 3.1",
            parameter="cnf",
            mend="Use the token as it was given.",
        )  # 3
    if (scheme == DPOP) != (bound_to == JKT):
        raise _wrong_scheme(scheme)  # 3
    if bound_to == JKT:
        return PresentedToken(token, _proof(provider, request, text, token))  # 3
    if bound_to == X5T and certificate_of(provider, request) != token.confirmation:
        raise _wrong_certificate()  # 4
    return PresentedToken(token)


async def living_grant(
    records: Records, token: VerifiedAccessToken, now: int
) -> tuple[Authorization, Grant]:
    """Return what a token stands for, if it is neither revoked nor over nor contested."""
    if token.authorization is None:
        raise InsufficientScopeError(
            "the token stands for no citizen",
            rule="RFC 6750, section 3.1",
            parameter="scope",
            mend="Ask a citizen: a token of client_credentials opens what is the service's own.",
        )
    found = await records.oidc.get(token.authorization)
    if found is None or found.state is not State.REDEEMED or found.grant is None:
        raise InvalidTokenError(
            "the grant has been revoked",
            rule="RFC 6750, section 3.1",
            parameter="access_token",
            mend="Begin a new login: a code or a refresh token was used twice.",
        )
    if found.expires_at <= now:
        raise InvalidTokenError(
            "the grant is over",
            rule="RFC 6750, section 3.1",
            parameter="access_token",
            mend="Begin a new login.",
        )
    if found.request.client_id != token.client_id:
        raise InvalidTokenError(
            "the grant is another service's",
            rule="RFC 6750, section 3.1",
            parameter="access_token",
            mend="Use the token that was given to this service.",
        )
    await require_unfrozen(
        records,
        found.grant.person_id,
        token.client_id,
        refusal=InvalidTokenError,
        parameter="access_token",
    )
    return found, found.grant


async def _verified(provider: Provider, text: str, now: int) -> VerifiedAccessToken:
    keys = provider.keys.verification_keys(now)
    try:
        token = verify_access_token(text, provider.policy, keys, now)
        await provider.clients.find(token.client_id)
    except (EncodingError, KeyError, TypeError, ValueError) as error:
        raise InvalidTokenError(
            "the access token is not ours",
            rule="RFC 9068, section 4",
            parameter="access_token",
            mend="Send the access_token of the token response as it was given.",
        ) from error
    except InvalidClientError as error:
        raise InvalidTokenError(
            "the service is not registered any more",
            rule="RFC 6750, section 3.1",
            parameter="client_id",
            mend="Register the service again.",
        ) from error
    return token


def _proof(
    provider: Provider, request: ServiceRequest, text: str, token: VerifiedAccessToken
) -> VerifiedProof:
    """RFC 9449, section 4.3, point 12: a proof with the token's hash, by the token's key."""
    try:
        proof = proof_of(provider, request, access_token=text)
    except (InvalidDpopProofError, UseDpopNonceError) as error:
        raise InvalidTokenError.because_of(error) from error
    if proof is None:
        raise InvalidTokenError.because_of(
            InvalidDpopProofError(
                "a DPoP proof is needed",
                rule="RFC 9449, section 7.1",
                parameter="DPoP",
                mend="Send a DPoP proof with the access token.",
            )
        )
    if token.confirmation is None or proof.jkt != token.confirmation.thumbprint:
        raise InvalidTokenError(
            "the access token is bound to another DPoP key",
            rule="RFC 9449, section 4.3",
            parameter="DPoP: jwk",
            mend="Prove the key that the token was asked for with.",
        )
    return proof


def _wrong_scheme(scheme: str) -> InvalidTokenError:
    needed = "DPoP" if scheme == BEARER else "Bearer"
    return InvalidTokenError(
        f"the access token is used as {needed}",
        rule="RFC 9449, section 7.2",
        parameter="Authorization",
        mend=f"Send `Authorization: {needed} …`, as token_type said.",
    )


def _wrong_certificate() -> InvalidTokenError:
    return InvalidTokenError(
        "the access token is bound to another certificate",
        rule="RFC 8705, section 3",
        parameter="client certificate",
        mend="Use the certificate that the token was asked for with.",
    )
