"""Web eID format 1.1: a certificate for signatures that does not belong to the card."""

import base64
import json
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from authorities import DAY, NOW, Critical, ca_extensions, certify, holder_extensions, key_usage
from card_logins import SALMA, card_of, complete, issue_nonce, site, specimen_pki
from thiqa.login.errors import SigningCertificateError
from thiqa.pki import TrustAnchors, profiles
from thiqa.pki.specimen import Credential

COMMITS: list[Critical] = [(key_usage("content_commitment"), True), holder_extensions()[2]]
HOLDER = profiles.card_holder("SALMA", "BENALI", SALMA.national_number)
ISSUER = specimen_pki().card_ca
CARD = card_of(ISSUER, holder_extensions())


def attempt(certificate: x509.Certificate, **policy: Any) -> None:
    login = site(**policy)
    nonce = issue_nonce(login)
    token = json.loads(CARD.token(nonce)) | {
        "format": "web-eid:1.1",
        "unverifiedSigningCertificates": [
            {
                "certificate": base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(),
                "supportedSignatureAlgorithms": [
                    {"cryptoAlgorithm": "ECC", "hashFunction": "SHA-384", "paddingScheme": "NONE"}
                ],
            }
        ],
    }
    complete(login, json.dumps(token), nonce)


def signing(
    subject: x509.Name = HOLDER,
    issuer: Credential = ISSUER,
    extensions: list[Critical] = COMMITS,
    **options: Any,
) -> x509.Certificate:
    return certify(subject, extensions, issuer=issuer, **options).certificate


def test_the_certificate_for_signatures_of_the_same_card_is_accepted() -> None:
    attempt(signing())


def test_the_same_names_in_another_order_are_the_same_holder() -> None:
    attempt(signing(x509.Name(reversed(list(HOLDER)))))


@pytest.mark.parametrize("number", ["AB123457", "X1"])
def test_one_of_another_holder_is_refused(number: str) -> None:
    with pytest.raises(SigningCertificateError, match="another holder"):
        attempt(signing(profiles.card_holder("SALMA", "BENALI", number)))


def test_one_of_a_holder_with_one_name_more_is_refused() -> None:
    with pytest.raises(SigningCertificateError, match="another holder"):
        attempt(signing(x509.Name([*HOLDER, *HOLDER])))


def test_one_of_another_issuer_that_we_trust_is_refused() -> None:
    pki = specimen_pki()
    anchors = TrustAnchors((pki.card_ca.certificate, pki.card_root.certificate))
    with pytest.raises(SigningCertificateError, match="another issuer"):
        attempt(signing(issuer=pki.card_root), anchors=anchors)


def test_one_of_a_self_made_authority_of_the_same_name_is_refused() -> None:
    impostor = certify(ISSUER.certificate.subject, ca_extensions())
    with pytest.raises(SigningCertificateError, match="not signed"):
        attempt(signing(issuer=impostor))


@pytest.mark.parametrize("period", [{"not_after": NOW - 1}, {"not_before": NOW + 1}])
def test_one_out_of_its_time_is_refused(period: dict[str, int]) -> None:
    with pytest.raises(SigningCertificateError):
        attempt(signing(**({"not_before": NOW - DAY} | period)))


@pytest.mark.parametrize(
    "extensions", [[COMMITS[1]], [(key_usage("digital_signature"), True), COMMITS[1]]]
)
def test_one_that_is_not_for_signatures_is_refused(extensions: list[Critical]) -> None:
    with pytest.raises(SigningCertificateError, match="not for signatures"):
        attempt(signing(extensions=extensions))
