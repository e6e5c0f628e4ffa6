"""The chains of certificates in the worked example of TR-03110, byte by byte."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from thiqa.card.channel.cv_certificates import (
    Authorization,
    CvCertificate,
    Role,
    TerminalType,
    trust_anchor,
    verify_certificate,
)
from thiqa.card.channel.cv_certificates.errors import CvTerminalTypeError
from thiqa.card.channel.cv_certificates.public_key import CvPublicKey, InheritingKey
from thiqa.crypto.certificate_keys import EllipticKey
from thiqa.crypto.curves import BRAINPOOL_P512

EXAMPLE = json.loads(Path(__file__).with_name("eac_worked_example.json").read_text())
KINDS = ("ecdh", "dh")
CHAIN = ("authority", "document_verifier", "terminal")


@dataclass(frozen=True)
class Facts:
    """What the example says about a certificate."""

    authority: str
    holder: str
    authorization: Authorization
    effective: date
    expires: date


INSPECTION, AUTHENTICATION = TerminalType.INSPECTION_SYSTEM, TerminalType.AUTHENTICATION_TERMINAL
FACTS = {
    ("ecdh", "authority"): Facts(
        "DECVCAAT00001",
        "DECVCAAT00001",
        Authorization(INSPECTION, Role.AUTHORITY, 0b11),
        date(2010, 9, 30),
        date(2011, 9, 25),
    ),
    ("ecdh", "document_verifier"): Facts(
        "DECVCAAT00001",
        "DETESTDVDE019",
        Authorization(AUTHENTICATION, Role.DOMESTIC_VERIFIER, 0x001FFFFF10),
        date(2010, 9, 30),
        date(2010, 10, 30),
    ),
    ("ecdh", "terminal"): Facts(
        "DETESTDVDE019",
        "DETESTATDE019",
        Authorization(AUTHENTICATION, Role.TERMINAL, 0x0000000110),
        date(2010, 9, 30),
        date(2010, 10, 30),
    ),
    ("dh", "authority"): Facts(
        "DETESTCVCA00003",
        "DETESTCVCA00003",
        Authorization(INSPECTION, Role.AUTHORITY, 0b11),
        date(2010, 3, 24),
        date(2011, 3, 19),
    ),
    ("dh", "document_verifier"): Facts(
        "DETESTCVCA00003",
        "DETESTDVDE019",
        Authorization(AUTHENTICATION, Role.DOMESTIC_VERIFIER, 0x001FFFFF10),
        date(2010, 3, 24),
        date(2010, 4, 24),
    ),
    ("dh", "terminal"): Facts(
        "DETESTDVDE019",
        "DETESTATDE019",
        Authorization(AUTHENTICATION, Role.TERMINAL, 0x0000000110),
        date(2010, 3, 24),
        date(2010, 4, 24),
    ),
}


def raw(kind: str, name: str) -> bytes:
    return bytes.fromhex(EXAMPLE[kind][name])


def read(kind: str, name: str) -> CvCertificate:
    return CvCertificate.from_bytes(raw(kind, name))


def keys(kind: str) -> dict[str, CvPublicKey]:
    """Return the keys of a chain, each on the curve that it inherits."""
    found: dict[str, CvPublicKey] = {}
    for name in CHAIN:
        key = read(kind, name).public_key
        found[name] = key.on(found["authority"]) if isinstance(key, InheritingKey) else key
    return found


@pytest.mark.parametrize(("kind", "name"), sorted(FACTS))
def test_each_field_is_the_examples(kind: str, name: str) -> None:
    certificate, facts = read(kind, name), FACTS[kind, name]
    assert (str(certificate.authority), str(certificate.holder)) == (facts.authority, facts.holder)
    assert certificate.authorization == facts.authorization
    assert (certificate.effective, certificate.expires) == (facts.effective, facts.expires)


@pytest.mark.parametrize(("kind", "name"), sorted(FACTS))
def test_a_certificate_is_written_as_it_was_read(kind: str, name: str) -> None:
    assert read(kind, name).to_bytes() == raw(kind, name)


def test_the_authoritys_curve_is_recognised_by_its_parameters() -> None:
    key = keys("ecdh")["authority"].key
    assert isinstance(key, EllipticKey)
    assert key.curve == BRAINPOOL_P512


@pytest.mark.parametrize("kind", KINDS)
def test_every_signature_of_the_chain_holds(kind: str) -> None:
    found = keys(kind)
    for name, issuer in (
        ("authority", "authority"),
        ("document_verifier", "authority"),
        ("terminal", "document_verifier"),
    ):
        certificate = read(kind, name)
        found[issuer].verify(certificate.signature, certificate.body)


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_authority_is_for_other_terminals_than_its_chain(kind: str) -> None:
    """Section 2.7.1: the kinds must be equal. Those of the example are not."""
    authority = trust_anchor(read(kind, "authority"))
    with pytest.raises(CvTerminalTypeError):
        verify_certificate(read(kind, "document_verifier"), authority, date(2010, 10, 1))
