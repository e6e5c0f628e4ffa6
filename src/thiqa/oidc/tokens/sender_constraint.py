"""What a request proves about its sender, so that tokens are worth nothing to anybody else.

FAPI 2.0 Security Profile, section 5.3.2.1: by DPoP (RFC 9449) or by mutual TLS (RFC 8705).
"""

from dataclasses import dataclass, replace

from thiqa.oidc.clients.mutual_tls import TLS_METHODS, certificate_thumbprint
from thiqa.oidc.errors import InvalidDpopProofError, InvalidGrantError, InvalidRequestError
from thiqa.oidc.http import ServiceRequest
from thiqa.oidc.models import AuthorizationRequest, Client
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.dpop import Call, VerifiedProof, proof_in, verify_proof
from thiqa.oidc.tokens.tokens import Confirmation

JKT = "jkt"
"""RFC 9449, section 6.1."""
X5T = "x5t#S256"
"""RFC 8705, section 3.1."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The key that a request proves its sender to hold; `use` consumes the proof."""

    confirmation: Confirmation | None = None
    proof: VerifiedProof | None = None

    async def use(self, records: Records) -> None:
        """Make sure that the proof, if that is how the key was proved, was not used before."""
        if self.proof is not None:
            await self.proof.use(records)


ANYBODY = Sender()
"""Nothing is proved: what is given is a bearer token."""


def proof_of(
    provider: Provider, request: ServiceRequest, access_token: str | None = None
) -> VerifiedProof | None:
    """Return the verified proof of a request, or None if it has none."""
    proof = proof_in(request.scope["headers"])
    if proof is None:
        return None
    path = request.scope["path"]
    addresses = tuple(f"{origin}{path}" for origin in provider.policy.origins)
    call = Call(request.scope["method"], addresses, access_token)
    return verify_proof(proof, call, provider.nonces, request.now)


def certificate_of(provider: Provider, request: ServiceRequest) -> Confirmation | None:
    """Return the certificate of a request's sender as tokens are bound to it."""
    der = provider.certificates.of(request.scope)
    return None if der is None else Confirmation(X5T, certificate_thumbprint(der))


def require_sender(provider: Provider, request: ServiceRequest, client: Client) -> Sender:
    """Return who will be able to use the tokens that a client asks for.

    1. A proof binds them to its key (RFC 9449, section 5). 2. Without one a client that is
    known by its certificate, or wants its tokens bound to it, shows it (RFC 8705, section 3).
    3. A client of dpop_bound_access_tokens gets nothing without a proof (RFC 9449, section
    5.2).
    """
    proof = proof_of(provider, request)
    if client.tls_client_certificate_bound_access_tokens and proof is not None:
        raise _two_constraints()
    if proof is not None:
        return Sender(Confirmation(JKT, proof.jkt), proof)  # 1
    if client.dpop_bound_access_tokens:
        raise _proof_needed()  # 3
    if _is_bound_to_certificates(client):
        return Sender(certificate_of(provider, request) or _refuse_without_certificate())  # 2
    return ANYBODY


def bind_code(checked: AuthorizationRequest, proof: VerifiedProof | None) -> AuthorizationRequest:
    """Bind the code to the key that the pushed request was proved with (RFC 9449, 10.1)."""
    if proof is None:
        return checked
    if checked.dpop_jkt not in {None, proof.jkt}:
        raise InvalidDpopProofError(
            "dpop_jkt is not the key of the DPoP proof",
            rule="RFC 9449, section 10.1",
            parameter="dpop_jkt",
            mend="Send the thumbprint of the proof's own key, or leave dpop_jkt out.",
        )
    return replace(checked, dpop_jkt=proof.jkt)


def require_bound_key(request: AuthorizationRequest, sender: Sender) -> None:
    """RFC 9449, section 10: a code that is bound to a key is redeemed with it alone."""
    if request.dpop_jkt is None:
        return
    if sender.proof is None or sender.proof.jkt != request.dpop_jkt:
        raise InvalidGrantError(
            "the code is bound to another DPoP key",
            rule="RFC 9449, section 10",
            parameter="DPoP",
            mend="Prove the key of dpop_jkt, or of the proof that came with the pushed request.",
        )


def _is_bound_to_certificates(client: Client) -> bool:
    by_certificate = client.token_endpoint_auth_method in TLS_METHODS
    return client.tls_client_certificate_bound_access_tokens or by_certificate


def _refuse_without_certificate() -> Confirmation:
    raise InvalidRequestError(
        "a client certificate is needed",
        rule="RFC 8705, section 3",
        parameter="client certificate",
        mend="Send the request to the token endpoint of mtls_endpoint_aliases, with a certificate.",
    )


def _proof_needed() -> InvalidDpopProofError:
    return InvalidDpopProofError(
        "a DPoP proof is needed",
        rule="RFC 9449, section 5.2",
        parameter="DPoP",
        mend="Send a DPoP proof with the request, as dpop_bound_access_tokens was registered.",
    )


def _two_constraints() -> InvalidRequestError:
    return InvalidRequestError(
        "the client's tokens are bound to its certificate, and not to a DPoP key",
        rule="RFC 8705, section 3",
        parameter="DPoP",
        mend="Leave the DPoP header out, or register dpop_bound_access_tokens instead.",
    )
