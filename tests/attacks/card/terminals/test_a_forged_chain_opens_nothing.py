"""Each rule by which a card believes a certificate, and the certificate that breaks just it.

The numbers of cases are those of the tests of BSI TR-03105, part 3.2, that a card has to pass.
"""

import os
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from terminals import (
    BEGIN,
    END,
    TODAY,
    CheckingCard,
    Hierarchy,
    authority,
    below,
    changed,
    named,
    new_key,
    show,
    trusting,
)
from thiqa.card.channel.cv_certificates import (
    Authorization,
    CvCertificate,
    CvSigningKey,
    KeyReference,
    Role,
    TerminalType,
    TrustedKey,
    issue,
    trust_anchor,
    verify_certificate,
)
from thiqa.card.channel.cv_certificates.errors import (
    CvCertificateError,
    CvExpiredError,
    CvKeyError,
    CvReferenceError,
    CvRoleError,
    CvSignatureError,
    CvTerminalTypeError,
)
from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.specimen_terminals import ALL_RIGHTS, Issuer, Validity
from thiqa.card.transport.apdu import StatusWord
from thiqa.crypto.curves import BRAINPOOL_P256, P_256, P_384, Curve
from thiqa.crypto.signature_algorithms import Mechanism, SignatureAlgorithm

YESTERDAY = TODAY - timedelta(days=1)
ROLES = list(Role)
ALLOWED = {
    (Role.AUTHORITY, Role.AUTHORITY),
    (Role.AUTHORITY, Role.DOMESTIC_VERIFIER),
    (Role.AUTHORITY, Role.FOREIGN_VERIFIER),
    (Role.DOMESTIC_VERIFIER, Role.TERMINAL),
    (Role.FOREIGN_VERIFIER, Role.TERMINAL),
}


@pytest.fixture(scope="module")
def hierarchy() -> Hierarchy:
    return Hierarchy()


def trusted(issuer: Issuer) -> TrustedKey:
    """What a card knows of somebody, without the way to it."""
    certificate = issuer.certificate
    return TrustedKey(
        issuer.reference,
        issuer.key.public,
        certificate.authorization,
        certificate.effective,
        certificate.expires,
    )


def refused(
    error: type[CvCertificateError],
    certificate: CvCertificate,
    issuer: TrustedKey,
    today: date = TODAY,
) -> None:
    with pytest.raises(error):
        verify_certificate(certificate, issuer, today)


def test_what_is_right_is_accepted(hierarchy: Hierarchy) -> None:
    verifier = verify_certificate(hierarchy.verifier.certificate, hierarchy.anchor, TODAY)
    terminal = verify_certificate(hierarchy.terminal.certificate, verifier, TODAY)
    assert terminal.key == hierarchy.terminal.key.public


def test_1_a_certificate_that_names_another_authority(hierarchy: Hierarchy) -> None:
    """J_2: the key fits, the name does not."""
    other = replace(hierarchy.anchor, reference=KeyReference.from_text("MACVCA00009"))
    refused(CvReferenceError, hierarchy.verifier.certificate, other)


def test_2_a_signature_of_another_key(hierarchy: Hierarchy) -> None:
    """J_3: signed by somebody who has taken the authority's name."""
    impostor = authority()
    forged = below(impostor, Role.DOMESTIC_VERIFIER, "MADV00001")
    refused(CvSignatureError, forged.certificate, hierarchy.anchor)


@pytest.mark.parametrize(
    "case", ["last byte up", "last byte dropped", "r = 0", "s = 0", "r too large", "empty", "DER"]
)
def test_2_a_signature_that_is_none(hierarchy: Hierarchy, case: str) -> None:
    """J_29 to J_34."""
    good = hierarchy.verifier.certificate.signature
    r, s = good[:32], good[32:]
    signature = {
        "last byte up": good[:-1] + bytes((good[-1] + 1 & 0xFF,)),
        "last byte dropped": good[:-1],
        "r = 0": bytes(32) + s,
        "s = 0": r + bytes(32),
        "r too large": P_256.order.to_bytes(32) + s,
        "empty": b"",
        "DER": b"\x30\x44\x02\x20" + r + b"\x02\x20" + s,
    }[case]
    certificate = replace(hierarchy.verifier.certificate, signature=signature)
    refused(CvSignatureError, certificate, hierarchy.anchor)


def test_2_the_algorithm_is_the_issuers_and_not_what_the_certificate_says(
    hierarchy: Hierarchy,
) -> None:
    """Signed with the issuer's key over another hash, which the certificate's own key names."""
    sha512 = SignatureAlgorithm(Mechanism.ECDSA_PLAIN, "sha512")
    issuer = hierarchy.authority
    confused = CvSigningKey(replace(issuer.key.public, algorithm=sha512), issuer.key.private)
    certificate = below(Issuer(issuer.certificate, confused), Role.DOMESTIC_VERIFIER, "MADV00001")
    refused(CvSignatureError, certificate.certificate, hierarchy.anchor)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
@pytest.mark.parametrize("holder", ROLES, ids=lambda role: role.name)
def test_3_nobody_issues_but_authorities_and_verifiers(role: Role, holder: Role) -> None:
    """J_43 to J_54: every transition from one role to another."""
    top = authority()
    own = replace(top.certificate.authorization, role=role)
    issuer = replace(trusted(top), authorization=own)
    certificate = below(top, holder, "MASOME00001").certificate
    if (role, holder) in ALLOWED:
        verify_certificate(certificate, issuer, TODAY)
    else:
        refused(CvRoleError, certificate, issuer)


@pytest.mark.parametrize(
    "kind", [TerminalType.AUTHENTICATION_TERMINAL, TerminalType.SIGNATURE_TERMINAL]
)
def test_4_terminals_of_different_kinds_in_one_chain(
    hierarchy: Hierarchy, kind: TerminalType
) -> None:
    """J_23: right in everything but the kind of terminal that it speaks of."""
    key = new_key()
    certificate = issue(
        issuer=hierarchy.authority.key,
        authority=hierarchy.authority.reference,
        holder=KeyReference.from_text("MADV00002"),
        public_key=key.public,
        authorization=Authorization(kind, Role.DOMESTIC_VERIFIER, 0b11),
        effective=BEGIN,
        expires=END,
        random_bytes=os.urandom,
    )
    refused(CvTerminalTypeError, certificate, hierarchy.anchor)


@pytest.mark.parametrize("role", [Role.DOMESTIC_VERIFIER, Role.FOREIGN_VERIFIER])
def test_5_a_certificate_whose_time_is_over(hierarchy: Hierarchy, role: Role) -> None:
    late = below(hierarchy.authority, role, "MADV00003", expires=YESTERDAY)
    refused(CvExpiredError, late.certificate, hierarchy.anchor)
    last_day = below(hierarchy.authority, role, "MADV00003", expires=TODAY)
    verify_certificate(last_day.certificate, hierarchy.anchor, TODAY)


def test_5_a_terminal_whose_time_is_over(hierarchy: Hierarchy) -> None:
    late = below(hierarchy.verifier, Role.TERMINAL, "MAIS00003", expires=YESTERDAY)
    refused(CvExpiredError, late.certificate, trusted(hierarchy.verifier))


def test_6_an_authority_whose_time_is_over_issues_links_alone() -> None:
    old = authority(expires=YESTERDAY)
    refused(
        CvExpiredError, below(old, Role.DOMESTIC_VERIFIER, "MADV00001").certificate, trusted(old)
    )
    link = below(old, Role.AUTHORITY, "MACVCA00002", expires=YESTERDAY)
    verify_certificate(link.certificate, trusted(old), TODAY)


@pytest.mark.parametrize("curve", [P_384, BRAINPOOL_P256], ids=lambda curve: curve.name)
def test_7_a_key_on_another_curve_than_its_issuers(hierarchy: Hierarchy, curve: Curve) -> None:
    """J_36, J_55: what is no point of the issuer's curve is no key."""
    key = CvSigningKey.generate(curve, os.urandom)
    issued = hierarchy.authority.issue(
        Role.DOMESTIC_VERIFIER,
        KeyReference.from_text("MADV00004"),
        key,
        Validity(BEGIN, END),
        os.urandom,
    )
    refused(CvKeyError, issued.certificate, hierarchy.anchor)


def test_7_a_key_for_another_hash_than_its_issuers(hierarchy: Hierarchy) -> None:
    sha1 = SignatureAlgorithm(Mechanism.ECDSA_PLAIN, "sha1")
    key = CvSigningKey.generate(P_256, os.urandom, sha1)
    issued = hierarchy.authority.issue(
        Role.DOMESTIC_VERIFIER,
        KeyReference.from_text("MADV00005"),
        key,
        Validity(BEGIN, END),
        os.urandom,
    )
    refused(CvKeyError, issued.certificate, hierarchy.anchor)


def test_7_a_shorter_rsa_key_than_its_issuers() -> None:
    """J_56."""
    algorithm = SignatureAlgorithm(Mechanism.RSA_PKCS1, "sha256")
    top_key, short = (
        CvSigningKey.of_rsa(rsa.generate_private_key(65537, bits), algorithm)
        for bits in (2048, 1536)
    )
    reference, validity = KeyReference.from_text("MACVCA00001"), Validity(BEGIN, END)
    top = Issuer.self_signed(reference, top_key, validity, os.urandom)
    below_it = KeyReference.from_text("MADV00001")
    for key, right in ((top_key, True), (short, False)):
        issued = top.issue(Role.DOMESTIC_VERIFIER, below_it, key, validity, os.urandom)
        if right:
            verify_certificate(issued.certificate, trust_anchor(top.certificate), TODAY)
        else:
            refused(CvKeyError, issued.certificate, trust_anchor(top.certificate))


def test_7_a_verifier_that_brings_its_own_curve(hierarchy: Hierarchy) -> None:
    right = below(hierarchy.authority, Role.DOMESTIC_VERIFIER, "MADV00006")
    key = right.key.public.to_bytes(with_parameters=True)
    parts = changed(right.certificate, hierarchy.authority.key, _7F49=key)
    refused(CvKeyError, CvCertificate.from_parts(parts), hierarchy.anchor)


def test_7_a_link_to_a_hash_that_is_broken(hierarchy: Hierarchy) -> None:
    sha1 = SignatureAlgorithm(Mechanism.ECDSA_PLAIN, "sha1")
    key = CvSigningKey.generate(P_256, os.urandom, sha1)
    link = hierarchy.authority.issue(
        Role.AUTHORITY,
        KeyReference.from_text("MACVCA00002"),
        key,
        Validity(BEGIN, END),
        os.urandom,
    )
    refused(CvKeyError, link.certificate, hierarchy.anchor)


def test_8_a_holder_with_the_name_of_its_issuer(hierarchy: Hierarchy) -> None:
    same = below(hierarchy.authority, Role.DOMESTIC_VERIFIER, str(hierarchy.authority.reference))
    refused(CvReferenceError, same.certificate, hierarchy.anchor)
    refused(CvReferenceError, hierarchy.authority.certificate, hierarchy.anchor)


@pytest.mark.parametrize("role", [Role.DOMESTIC_VERIFIER, Role.FOREIGN_VERIFIER, Role.TERMINAL])
def test_only_an_authority_begins_a_chain(role: Role) -> None:
    top = authority()
    certificate = issue(
        issuer=top.key,
        authority=top.reference,
        holder=top.reference,
        public_key=top.key.public,
        authorization=Authorization(TerminalType.INSPECTION_SYSTEM, role, ALL_RIGHTS),
        effective=BEGIN,
        expires=END,
        random_bytes=os.urandom,
    )
    with pytest.raises(CvRoleError):
        trust_anchor(certificate)


def test_a_beginning_that_somebody_else_signed_is_none(hierarchy: Hierarchy) -> None:
    link = below(hierarchy.authority, Role.AUTHORITY, "MACVCA00002")
    with pytest.raises(CvReferenceError):
        trust_anchor(link.certificate)
    forged = replace(hierarchy.authority.certificate, signature=bytes(64))
    with pytest.raises(CvSignatureError):
        trust_anchor(forged)


def test_a_card_says_no_and_knows_nothing_more(hierarchy: Hierarchy) -> None:
    """J_25 to J_35: whatever is refused changes neither the date nor the keys."""
    card = CheckingCard(trusting(hierarchy.anchor))
    before = card.trust
    forged = replace(hierarchy.verifier.certificate, signature=bytes(64))
    with pytest.raises(RefusedError) as refusal:
        show(card, [forged])
    assert refusal.value.status == StatusWord.INCORRECT_DATA
    assert card.trust == before
    with pytest.raises(RefusedError) as refusal:
        card.verifier.choose_issuer(named(hierarchy.verifier.reference))
    assert refusal.value.status == StatusWord.REFERENCE_NOT_FOUND
