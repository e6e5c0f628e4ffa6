"""The official tokens and refused tokens, with the names of the cases in the official libraries.

Revocation is switched off here by an explicit policy: the authorities' test responders are
not reachable from a test, and the official tests switch it off for the same cases.
"""

import asyncio
import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from thiqa.login import errors
from thiqa.login.identifier import read_national_number
from thiqa.login.policy import RevocationUnchecked, WebEidPolicy
from thiqa.login.signature import WEB_EID_ALGORITHMS, verify_signature
from thiqa.login.web_eid import VerifiedCard, WebEidValidator
from thiqa.pki import TrustAnchors, load_authority
from thiqa.pki.certificate import read_certificate, read_public_key

HERE = Path(__file__).parent
TOKENS: dict[str, dict[str, Any]] = json.loads((HERE / "tokens.json").read_text("utf-8"))
CERTIFICATES: dict[str, str] = json.loads((HERE / "certificates.json").read_text("utf-8"))

UNCHECKED = RevocationUnchecked("published test vectors")
NONCE = TOKENS["estonian"]["nonce"]
TEST_DAY = "2021-08-01"


def seconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def anchors(*files: str) -> TrustAnchors:
    return TrustAnchors(tuple(load_authority((HERE / file).read_bytes()) for file in files))


async def fetch(url: str, question: bytes) -> bytes:
    raise AssertionError("revocation is switched off")


def verify(  # each argument is what one case changes
    token: str,
    *,
    nonce: str = NONCE,
    origin: str = "https://ria.ee",
    authorities: tuple[str, ...] = ("TEST_of_ESTEID2018.cer",),
    at: str = TEST_DAY,
    **policy: Any,
) -> VerifiedCard:
    rules = WebEidPolicy(origin, anchors(*authorities), revocation=UNCHECKED, **policy)
    return asyncio.run(WebEidValidator(rules, fetch).verify(token, nonce, seconds(at)))


def verify_official(case: str, **changes: Any) -> VerifiedCard:
    vector = TOKENS[case]
    return verify(
        vector["token"],
        **{
            "nonce": vector["nonce"],
            "origin": vector["origin"],
            "authorities": tuple(vector["authorities"]),
            "at": vector["at"],
            **changes,
        },
    )


def with_members(**members: Any) -> str:
    token = json.loads(TOKENS["estonian"]["token"]) | members
    return json.dumps({name: value for name, value in token.items() if value is not None})


def with_certificate(constant: str) -> str:
    return with_members(unverifiedCertificate=CERTIFICATES[constant])


# accepted


def test_when_valid_token_and_nonce_then_validation_succeeds() -> None:
    subject = verify_official("estonian").certificate.subject
    assert {
        oid: subject.get_attributes_for_oid(oid)[0].value
        for oid in (
            NameOID.COMMON_NAME,
            NameOID.GIVEN_NAME,
            NameOID.SURNAME,
            NameOID.SERIAL_NUMBER,
            NameOID.COUNTRY_NAME,
        )
    } == {
        NameOID.COMMON_NAME: "JÕEORG,JAAK-KRISTJAN,38001085718",
        NameOID.GIVEN_NAME: "JAAK-KRISTJAN",
        NameOID.SURNAME: "JÕEORG",
        NameOID.SERIAL_NUMBER: "PNOEE-38001085718",
        NameOID.COUNTRY_NAME: "EE",
    }


@pytest.mark.parametrize("case", ["belgian_es384", "belgian_rs256", "estonian_1_1"])
def test_when_card_of_another_country_or_format_is_validated_then_validation_succeeds(
    case: str,
) -> None:
    verify_official(case)


def test_when_valid_rs256_signature_then_succeeds() -> None:
    token = json.loads(TOKENS["latvian_rs256"]["token"])
    certificate = read_certificate(base64.b64decode(token["unverifiedCertificate"]))
    verify_signature(
        read_public_key(certificate),
        "RS256",
        base64.b64decode(token["signature"]),
        origin="https://ria.ee",
        nonce=NONCE,
        allowed=WEB_EID_ALGORITHMS,
    )


@pytest.mark.parametrize("case", ["finnish_es384", "finnish_ps256"])
def test_finnish_test_cards_that_are_not_strict_der_are_refused_here(case: str) -> None:
    """Their certificates encode a default value, or parameters that ECDSA does not have."""
    with pytest.raises(errors.CertificateMalformedError):
        verify_official(case)


def test_when_unrelated_ca_certificate_is_expired_then_validation_succeeds() -> None:
    both = ("eID_TEST_EC_Citizen_CA.cer", "TEST_of_ESTEID2018.cer")
    verify_official("estonian", authorities=both, at="2024-07-01")


# structure


@pytest.mark.parametrize("token", ["", "null", "\0" * 99, "\0" * 10_001, "somestring", " " * 200])
def test_when_token_is_null_too_short_too_long_or_no_token_then_parsing_fails(token: str) -> None:
    with pytest.raises(errors.TokenMalformedError):
        verify(token)


@pytest.mark.parametrize(
    "version",
    [
        "invalid.0",
        "web-eid",
        "web-eid:1",
        "web-eid:1.",
        "web-eid:1.0TEST",
        "web-eid:1.1.0",
        "web-eid:1.01",
        "web-eid:0.9",
        "web-eid:2",
        "web-eid:2.0",
        "webauthn:1",
        "web-eid:1.0\n",
    ],
)
def test_when_unknown_token_version_then_parsing_fails(version: str) -> None:
    with pytest.raises(errors.TokenFormatUnsupportedError):
        verify(with_members(format=version))


def test_when_format_is_missing_or_null_then_parsing_fails() -> None:
    with pytest.raises(errors.TokenMalformedError):
        verify(with_members(format=None))


@pytest.mark.parametrize("version", ["web-eid:1.2", "web-eid:1.10", "web-eid:1.999"])
def test_when_format_is_a_later_minor_version_then_validation_succeeds(version: str) -> None:
    verify(with_members(format=version, futureMember="x"))


# algorithm


@pytest.mark.parametrize("algorithm", ["NONE", "none", "\0\t\ninvalid", "HS256", "EdDSA", "es384"])
def test_when_algorithm_none_or_invalid_then_validation_fails(algorithm: str) -> None:
    with pytest.raises(errors.AlgorithmRefusedError):
        verify(with_members(algorithm=algorithm))


@pytest.mark.parametrize("algorithm", ["", 1, None])
def test_when_algorithm_empty_or_no_text_then_parsing_fails(algorithm: object) -> None:
    with pytest.raises(errors.TokenMalformedError):
        verify(with_members(algorithm=algorithm))


# certificate


@pytest.mark.parametrize("value", [None, "", [1, 2, 3, 4], 1234, "This is not a certificate"])
def test_when_certificate_field_is_missing_empty_array_number_or_not_base64_then_parsing_fails(
    value: object,
) -> None:
    with pytest.raises(errors.TokenMalformedError):
        verify(with_members(unverifiedCertificate=value))


def test_when_certificate_field_is_not_certificate_then_parsing_fails() -> None:
    with pytest.raises(errors.CertificateMalformedError):
        verify(with_members(unverifiedCertificate="VGhpcyBpcyBub3QgYSBjZXJ0aWZpY2F0ZQ=="))


def test_when_certificate_key_usage_is_missing_then_validation_fails() -> None:
    with pytest.raises(errors.CertificatePurposeError):
        verify(with_certificate("missing_key_usage_cert"))


def test_when_certificate_purpose_is_wrong_then_validation_fails() -> None:
    with pytest.raises(errors.CertificatePurposeError):
        verify(with_certificate("wrong_purpose_cert"))


def test_when_certificate_policy_is_wrong_then_validation_fails() -> None:
    with pytest.raises(errors.CertificatePolicyError):
        verify(with_certificate("wrong_policy_cert"))


def test_when_certificate_policy_is_disallowed_then_validation_fails() -> None:
    with pytest.raises(errors.CertificatePolicyError):
        verify_official("estonian", disallowed_policies={"1.3.6.1.4.1.51361.1.2.1"})


@pytest.mark.parametrize(
    ("constant", "day"), [("old_mobile_id_cert", "2021-03-01"), ("new_mobile_id_cert", TEST_DAY)]
)
def test_when_using_mobile_id_certificate_then_validation_fails(constant: str, day: str) -> None:
    with pytest.raises(errors.CertificatePolicyError):
        verify(with_certificate(constant), at=day)


@pytest.mark.parametrize("constant", ["expired_rsa_cert", "expired_ecdsa_cert"])
def test_when_certificate_is_expired_then_validation_fails(constant: str) -> None:
    with pytest.raises(errors.CardExpiredError):
        verify(with_certificate(constant))


@pytest.mark.parametrize("day", ["2018-10-17", "2018-08-17"])
def test_when_user_or_also_ca_certificate_is_not_yet_valid_then_validation_fails(day: str) -> None:
    with pytest.raises(errors.CardNotYetValidError):
        verify_official("estonian", at=day)


@pytest.mark.parametrize("day", ["2026-10-19", "2033-10-19"])
def test_when_user_or_also_ca_certificate_is_no_longer_valid_then_validation_fails(
    day: str,
) -> None:
    with pytest.raises(errors.CardExpiredError):
        verify_official("estonian", at=day)


@pytest.mark.parametrize("authority", ["ESTEID2018.cer", "eID_TEST_EC_Citizen_CA.cer"])
def test_when_certificate_ca_is_not_part_of_trust_chain_then_validation_fails(
    authority: str,
) -> None:
    with pytest.raises(errors.CardNotTrustedError):
        verify_official("estonian", authorities=(authority,))


def test_when_certificate_has_trailing_bytes_then_parsing_fails() -> None:
    der = base64.b64decode(json.loads(TOKENS["estonian"]["token"])["unverifiedCertificate"])
    with pytest.raises(errors.CertificateMalformedError):
        verify(with_members(unverifiedCertificate=base64.b64encode(der + b"\0").decode()))


# signature


def test_when_valid_token_and_wrong_challenge_nonce_then_validation_fails() -> None:
    with pytest.raises(errors.SignatureRefusedError):
        verify_official("estonian", nonce="12345678123456781234567812345678912356789124")


def test_when_valid_token_and_wrong_origin_then_validation_fails() -> None:
    with pytest.raises(errors.SignatureRefusedError):
        verify_official("estonian", origin="https://invalid.org")


def test_when_token_with_wrong_cert_then_validation_fails() -> None:
    with pytest.raises(errors.SignatureRefusedError):
        verify_official("estonian_of_another_certificate")


# format 1.1


def version_1_1(**members: Any) -> str:
    token = json.loads(TOKENS["estonian_1_1"]["token"])
    token["unverifiedSigningCertificates"][0] |= members
    return json.dumps(token)


@pytest.mark.parametrize("value", [None, [], {}, [None], [{}]])
def test_when_signing_certificates_are_missing_or_empty_then_validation_fails(
    value: object,
) -> None:
    with pytest.raises(errors.TokenMalformedError):
        verify(with_members(format="web-eid:1.1", unverifiedSigningCertificates=value))


def test_when_signing_certificates_are_present_in_1_0_then_validation_fails() -> None:
    entries = json.loads(TOKENS["estonian_1_1"]["token"])["unverifiedSigningCertificates"]
    with pytest.raises(errors.TokenMalformedError):
        verify(with_members(unverifiedSigningCertificates=entries))


def test_when_signing_certificate_is_not_base64_then_validation_fails() -> None:
    with pytest.raises(errors.TokenMalformedError):
        verify(version_1_1(certificate="This is not a certificate"), at="2023-10-01")


def test_when_signing_certificate_is_not_a_certificate_then_validation_fails() -> None:
    with pytest.raises(errors.SigningCertificateError):
        verify(version_1_1(certificate="VGhpcyBpcyBub3QgYSBjZXJ0aWZpY2F0ZQ=="), at="2023-10-01")


def test_when_signing_certificate_subject_does_not_match_then_validation_fails() -> None:
    token = json.loads(TOKENS["belgian_es384"]["token"])
    with pytest.raises(errors.SigningCertificateError, match="another holder"):
        verify(version_1_1(certificate=token["unverifiedCertificate"]), at="2023-10-01")


def test_when_signing_certificate_is_not_suitable_for_signing_then_validation_fails() -> None:
    token = json.loads(TOKENS["estonian"]["token"])
    with pytest.raises(errors.SigningCertificateError, match="not for signatures"):
        verify(version_1_1(certificate=token["unverifiedCertificate"]), at="2023-10-01")


@pytest.mark.parametrize(
    "algorithms",
    [
        [{"cryptoAlgorithm": "RSA", "hashFunction": "SHA-256"}],
        [{"cryptoAlgorithm": "DSA", "hashFunction": "SHA-256", "paddingScheme": "NONE"}],
        [{"cryptoAlgorithm": "ECC", "hashFunction": "SHA-1", "paddingScheme": "NONE"}],
        [{"cryptoAlgorithm": "ECC", "hashFunction": "SHA-256", "paddingScheme": ["NONE"]}],
    ],
)
def test_when_supported_signature_algorithms_are_unknown_then_validation_fails(
    algorithms: object,
) -> None:
    with pytest.raises(errors.SigningCertificateError):
        verify(version_1_1(supportedSignatureAlgorithms=algorithms), at="2023-10-01")


@pytest.mark.parametrize("algorithms", [None, [], "ECC", ["ECC"]])
def test_when_supported_signature_algorithms_are_missing_then_validation_fails(
    algorithms: object,
) -> None:
    with pytest.raises(errors.TokenMalformedError):
        verify(version_1_1(supportedSignatureAlgorithms=algorithms), at="2023-10-01")


# configuration


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "not-url",
        "https://ria.ee/excessive-element",
        "https://ria.ee/",
        "http://ria.ee",
        "ria://ria.ee",
        "https:///ria.ee",
        "https://RIA.ee",
        "https://ria.ee:443",
        "https://user@ria.ee",
        "https://päike.ee",
        "https://ria.ee\n",
        "http://localhost:80",
        "http://localhost.ria.ee",
    ],
)
def test_when_origin_is_no_origin_then_building_fails(origin: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        WebEidPolicy(origin, anchors("TEST_of_ESTEID2018.cer"))


# holder


def test_organization_and_foreign_certificates_name_nobody_of_ours() -> None:
    organization = x509.load_der_x509_certificate(
        base64.b64decode(CERTIFICATES["organization_cert"])
    )
    with pytest.raises(errors.IdentifierMalformedError):
        read_national_number(organization)
    with pytest.raises(errors.ForeignIdentifierError):
        read_national_number(verify_official("estonian").certificate)
