"""Who will be able to use the tokens that a client asks for; the numbers are `require_sender`'s."""

import ssl
from dataclasses import replace
from typing import Any

import pytest

from proofs import ProofKey
from provider_parts import CLIENT, ISSUER, NONCES, NOW, Parts, request
from thiqa.oidc.clients.coherence import check_coherence
from thiqa.oidc.clients.mutual_tls import certificate_thumbprint
from thiqa.oidc.errors import (
    InvalidDpopProofError,
    InvalidGrantError,
    InvalidRequestError,
    RegistrationError,
)
from thiqa.oidc.http import ServiceRequest
from thiqa.oidc.models import AuthenticationMethod, Client
from thiqa.oidc.tokens.dpop import VerifiedProof
from thiqa.oidc.tokens.sender_constraint import (
    ANYBODY,
    Sender,
    bind_code,
    require_bound_key,
    require_sender,
)
from thiqa.oidc.tokens.tokens import Confirmation
from tls_certificates import self_signed

KEY = ProofKey(lambda: NOW, nonce=NONCES.current(NOW))
CERTIFICATE = self_signed().der
BY_CERTIFICATE = Confirmation("x5t#S256", certificate_thumbprint(CERTIFICATE))
BY_KEY = Confirmation("jkt", KEY.jkt)
DPOP = replace(CLIENT, dpop_bound_access_tokens=True)
TLS = replace(CLIENT, tls_client_certificate_bound_access_tokens=True)
KNOWN_BY_CERTIFICATE = replace(
    CLIENT, token_endpoint_auth_method=AuthenticationMethod.TLS_CLIENT_AUTH
)


def asked(*, proof: bool = False, certificate: bool = False) -> ServiceRequest:
    made = KEY.proof("POST", f"{ISSUER}/token").encode()
    chain = (ssl.DER_cert_to_PEM_cert(CERTIFICATE),) if certificate else ()
    scope: dict[str, Any] = {
        "method": "POST",
        "path": "/token",
        "headers": [(b"dpop", made)] if proof else [],
        "extensions": {"tls": {"client_cert_chain": chain}},
    }
    return ServiceRequest(scope, {}, NOW)


def sender(client: Client, **how: bool) -> Sender:
    return require_sender(Parts().provider, asked(**how), client)


def test_1_a_proof_binds_the_tokens_of_any_client_to_its_key() -> None:
    for client in (CLIENT, DPOP, KNOWN_BY_CERTIFICATE):
        assert sender(client, proof=True).confirmation == BY_KEY
        assert sender(client, proof=True, certificate=True).confirmation == BY_KEY


def test_2_a_client_of_certificates_gets_tokens_for_its_certificate() -> None:
    for client in (TLS, KNOWN_BY_CERTIFICATE):
        assert sender(client, certificate=True).confirmation == BY_CERTIFICATE
        with pytest.raises(InvalidRequestError, match="certificate"):
            sender(client)


def test_2_a_client_of_certificates_is_not_talked_into_a_proof() -> None:
    with pytest.raises(InvalidRequestError, match="bound to its certificate"):
        sender(TLS, proof=True, certificate=True)


def test_3_a_client_of_proofs_gets_nothing_without_one() -> None:
    for certificate in (False, True):
        with pytest.raises(InvalidDpopProofError, match="needed"):
            sender(DPOP, certificate=certificate)


def test_other_clients_get_bearer_tokens() -> None:
    assert sender(CLIENT) is ANYBODY
    assert sender(CLIENT, certificate=True) is ANYBODY


def proved(jkt: str) -> VerifiedProof:
    return VerifiedProof(jkt, b"digest", NOW + 1)


def test_a_proof_beside_a_pushed_request_binds_its_code() -> None:
    assert bind_code(request(), None).dpop_jkt is None
    assert bind_code(request(dpop_jkt="a"), None).dpop_jkt == "a"
    assert bind_code(request(), proved("a")).dpop_jkt == "a"
    assert bind_code(request(dpop_jkt="a"), proved("a")).dpop_jkt == "a"
    with pytest.raises(InvalidDpopProofError, match="dpop_jkt"):
        bind_code(request(dpop_jkt="a"), proved("b"))


def test_a_bound_code_needs_its_key() -> None:
    require_bound_key(request(), ANYBODY)
    require_bound_key(request(), Sender(proof=proved("b")))
    require_bound_key(request(dpop_jkt="a"), Sender(proof=proved("a")))
    for other in (ANYBODY, Sender(BY_CERTIFICATE), Sender(proof=proved("b"))):
        with pytest.raises(InvalidGrantError, match="DPoP key"):
            require_bound_key(request(dpop_jkt="a"), other)


@pytest.mark.parametrize("subject", ["town-hall", "CN=a, O=b", "C=MAR", "/CN=a"])
def test_a_subject_that_no_certificate_can_have_is_not_registered(subject: str) -> None:
    client = replace(KNOWN_BY_CERTIFICATE, tls_client_auth_subject_dn=subject)
    with pytest.raises(RegistrationError, match="tls_client_auth_subject_dn"):
        check_coherence(client)
    check_coherence(replace(client, tls_client_auth_subject_dn="CN=town-hall,C=MA"))
