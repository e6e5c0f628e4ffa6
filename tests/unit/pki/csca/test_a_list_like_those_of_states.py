"""A made-up master list with what is odd in those that states publish: every key is usable."""

import pytest
from asn1crypto import core
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from chip_authorities import (
    NOW,
    YEAR,
    Credential,
    altered,
    authority,
    list_signer,
    master_list,
)
from thiqa.crypto.curves import P_256
from thiqa.pki.csca import Laxity, MasterList, find_issuers, gather, read_master_list
from thiqa.pki.csca.extensions import MASTER_LIST_SIGNING

ROOT = authority("CSCA")


def serial(number: int) -> Credential:
    def change(certificate: asn1.Certificate) -> None:
        certificate["tbs_certificate"]["serial_number"] = number

    return altered(authority(f"Serial {number}"), change)


def null_in_ecdsa() -> Credential:
    def change(certificate: asn1.Certificate) -> None:
        for held in (
            certificate["tbs_certificate"]["signature"],
            certificate["signature_algorithm"],
        ):
            held["parameters"] = core.Null()

    return altered(authority("Null"), change)


def odd_boolean() -> Credential:
    made = authority("Boolean")
    certificate = asn1.Certificate.load(made.der)
    signed = certificate["tbs_certificate"].dump()
    odd = signed.replace(bytes.fromhex("30060101ff020100"), bytes.fromhex("3006010101020100"))
    held = {
        "tbs_certificate": asn1.TbsCertificate.load(odd),
        "signature_algorithm": certificate["signature_algorithm"],
        "signature_value": made.key.sign(odd, ec.ECDSA(hashes.SHA256())),
    }
    return Credential(asn1.Certificate(held).dump(), made.key)


def without(name: str) -> Credential:
    def change(certificate: asn1.Certificate) -> None:
        held = certificate["tbs_certificate"]["extensions"]
        kept = [each for each in held if each["extn_id"].native != name]
        certificate["tbs_certificate"]["extensions"] = asn1.Extensions(kept)

    return altered(authority(f"Without {name}"), change)


def generalized_time() -> Credential:
    def change(certificate: asn1.Certificate) -> None:
        certificate["tbs_certificate"]["validity"]["not_after"] = asn1.Time(
            "general_time", core.GeneralizedTime.load(b"\x18\x0f20380101000000Z")
        )

    return altered(authority("Time"), change)


EARLIER, GONE = authority("CSCA DE", country="DE"), authority("CSCA DE", country="DE")
LINK = authority("CSCA DE", country="DE", issuer=EARLIER)
MISNAMED = authority(
    "CSCA 3", country="DE", issuer=Credential(authority("CSCA 3", country="DE").der, EARLIER.key)
)
UNRESOLVED = authority("CSCA DE", country="DE", issuer=GONE)
NO_AUTHORITY = authority("CSCA DE", country="DE", issuer=EARLIER, is_authority=False)
ODD = {
    Laxity.SERIAL_NUMBER: [serial(0), serial(-78)],
    Laxity.ALGORITHM_PARAMETERS: [null_in_ecdsa()],
    Laxity.BOOLEAN_FORM: [odd_boolean()],
    Laxity.NO_KEY_USAGE: [without("key_usage")],
    Laxity.NO_BASIC_CONSTRAINTS: [without("basic_constraints")],
    Laxity.NO_USAGE_PERIOD: [without("private_key_usage_period")],
    Laxity.NO_ALTERNATIVE_NAME: [without("subject_alt_name")],
    Laxity.TIME_FORM: [generalized_time()],
    Laxity.COUNTRY_FORM: [authority("CSCA of ro", country="ro")],
    Laxity.NOT_AN_AUTHORITY: [NO_AUTHORITY],
}
LISTED = [
    ROOT,
    authority("Written out", explicit=P_256),
    EARLIER,
    LINK,
    MISNAMED,
    UNRESOLVED,
    *(each for odd in ODD.values() for each in odd),
]


@pytest.fixture(scope="module")
def listed() -> MasterList:
    der = master_list(list_signer(ROOT, MASTER_LIST_SIGNING), LISTED)
    return read_master_list(der, anchors=[ROOT.read], now=NOW)


def test_every_certificate_is_usable(listed: MasterList) -> None:
    assert set(listed.certificates) == {each.read for each in LISTED}
    assert listed.unusable == ()


@pytest.mark.parametrize("laxity", ODD, ids=str)
def test_each_departure_is_named(laxity: Laxity) -> None:
    for odd in ODD[laxity]:
        assert laxity in odd.read.laxities
        assert laxity not in ROOT.read.laxities


def test_every_issuer_is_found_or_reported(listed: MasterList) -> None:
    found = find_issuers(listed.certificates)
    assert found.unresolved == (UNRESOLVED.read,)
    assert found.misnamed == {MISNAMED.read}
    assert set(found.issuer_of) | set(found.unresolved) == set(listed.certificates)
    assert found.issuer_of[LINK.read] == EARLIER.read


def test_being_listed_makes_nobody_an_issuer_who_says_that_it_is_none(listed: MasterList) -> None:
    trust = gather(pinned={ROOT.read: NOW}, master_lists=[listed])
    assert NO_AUTHORITY.read in trust.authorities
    assert not NO_AUTHORITY.read.is_authority
    assert not ODD[Laxity.NO_BASIC_CONSTRAINTS][0].read.is_authority
    assert ODD[Laxity.NO_KEY_USAGE][0].read.is_authority
    assert LINK.read.is_in_time(NOW + YEAR // 2)
