"""Algorithm confusion: what the token names must be one of its key, in its one encoding."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from authorities import holder_extensions
from card_logins import (
    TestCard,
    card_of,
    complete,
    issue_card,
    issue_nonce,
    log_in,
    site,
    specimen_pki,
)
from thiqa.login.errors import AlgorithmRefusedError, SignatureRefusedError, TokenMalformedError

P384 = ["ES256", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]


@pytest.mark.parametrize("algorithm", P384)
def test_an_algorithm_of_another_key_is_refused_for_a_p384_key(algorithm: str) -> None:
    with pytest.raises(AlgorithmRefusedError):
        log_in(site(), issue_card(), algorithm=algorithm)


def test_es384_is_refused_for_a_p256_key() -> None:
    with pytest.raises(AlgorithmRefusedError):
        log_in(site(), issue_card(curve=ec.SECP256R1()), algorithm="ES384")


def test_a_curve_of_the_same_size_is_not_the_same_curve() -> None:
    key = ec.generate_private_key(ec.BrainpoolP256R1())
    card = card_of(specimen_pki().card_ca, holder_extensions(), key=key)
    with pytest.raises(AlgorithmRefusedError):
        log_in(site(), card, algorithm="ES256")


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "ES512"])
def test_an_elliptic_curve_algorithm_is_refused_for_an_rsa_key(algorithm: str) -> None:
    key = rsa.generate_private_key(65537, 2048)
    rsa_card = card_of(specimen_pki().card_ca, holder_extensions(), key=key)
    signer = TestCard(rsa_card.certificate, issue_card().key)
    with pytest.raises(AlgorithmRefusedError):
        log_in(site(), signer, algorithm=algorithm)


@pytest.mark.parametrize(
    "algorithm", ["none", "NONE", "HS384", "ES256K", "EdDSA", "ES384 ", "es384"]
)
def test_an_algorithm_that_web_eid_does_not_have_is_refused(algorithm: str) -> None:
    login, card = site(), issue_card()
    nonce = issue_nonce(login)
    token = json.loads(card.token(nonce)) | {"algorithm": algorithm}
    with pytest.raises(AlgorithmRefusedError):
        complete(login, json.dumps(token), nonce)


def test_an_algorithm_that_the_policy_leaves_out_is_refused() -> None:
    log_in(site(algorithms={"ES384"}), issue_card())
    with pytest.raises(AlgorithmRefusedError):
        log_in(site(algorithms={"ES256"}), issue_card())


def test_a_signature_in_der_is_refused() -> None:
    login, card = site(), issue_card()
    nonce = issue_nonce(login)
    token = json.loads(card.token(nonce))
    raw = base64.b64decode(token["signature"])
    der = encode_dss_signature(int.from_bytes(raw[:48]), int.from_bytes(raw[48:]))
    token["signature"] = base64.b64encode(der).decode()
    with pytest.raises(SignatureRefusedError):
        complete(login, json.dumps(token), nonce)


@pytest.mark.parametrize("change", ["shorter", "longer", "halves padded", "s padded"])
def test_a_signature_of_another_length_is_refused(change: str) -> None:
    login, card = site(), issue_card()
    nonce = issue_nonce(login)
    token = json.loads(card.token(nonce))
    raw = base64.b64decode(token["signature"])
    changed = {
        "shorter": raw[:-1],
        "longer": raw + b"\0",
        "s padded": raw[:48] + b"\0" + raw[48:],
        "halves padded": b"\0" + raw[:48] + b"\0" + raw[48:],
    }[change]
    token["signature"] = base64.b64encode(changed).decode()
    with pytest.raises(SignatureRefusedError):
        complete(login, json.dumps(token), nonce)


@pytest.mark.parametrize("spelling", ["=", "\n", " "])
def test_a_signature_has_one_spelling(spelling: str) -> None:
    login, card = site(), issue_card()
    nonce = issue_nonce(login)
    token = json.loads(card.token(nonce))
    token["signature"] += spelling
    with pytest.raises(TokenMalformedError):
        complete(login, json.dumps(token), nonce)
