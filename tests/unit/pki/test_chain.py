from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from authorities import (
    DAY,
    NOW,
    authority,
    ca_extensions,
    certify,
    holder,
    holder_extensions,
    key_usage,
    name,
    purposes,
)
from thiqa.pki import (
    CertificateExpiredError,
    CertificateNotTrustedError,
    CertificateNotYetValidError,
    TrustAnchorError,
    TrustAnchors,
    verify_chain,
)
from thiqa.pki.specimen import Credential

ROOT = authority("Root")
ISSUING = authority("Issuing", issuer=ROOT, path_length=0)
HOLDER = holder(ISSUING)
ANCHORS = TrustAnchors((ROOT.certificate,), (ISSUING.certificate,))

UNKNOWN_EXTENSION = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\x00")


def refuse(credential: Credential, anchors: TrustAnchors = ANCHORS, now: int = NOW) -> None:
    with pytest.raises(CertificateNotTrustedError):
        verify_chain(credential.certificate, anchors, now)


def test_a_certificate_is_trusted_through_an_intermediate_authority() -> None:
    trusted = verify_chain(HOLDER.certificate, ANCHORS, NOW)
    assert trusted.issuer == ISSUING.certificate
    assert trusted.public_key == HOLDER.private_key.public_key()


def test_an_issuing_authority_can_be_trusted_as_it_is() -> None:
    anchors = TrustAnchors((ISSUING.certificate,))
    assert verify_chain(HOLDER.certificate, anchors, NOW).issuer == ISSUING.certificate


def test_the_direct_issuer_is_named_when_its_issuer_is_trusted_too() -> None:
    anchors = TrustAnchors((ROOT.certificate, ISSUING.certificate))
    assert verify_chain(HOLDER.certificate, anchors, NOW).issuer == ISSUING.certificate


def test_the_first_and_the_last_second_count() -> None:
    for now in (NOW - DAY, NOW + DAY):
        verify_chain(HOLDER.certificate, ANCHORS, now)


def test_a_certificate_is_refused_before_and_after_its_time() -> None:
    with pytest.raises(CertificateNotYetValidError):
        verify_chain(HOLDER.certificate, ANCHORS, NOW - DAY - 1)
    with pytest.raises(CertificateExpiredError):
        verify_chain(HOLDER.certificate, ANCHORS, NOW + DAY + 1)


@pytest.mark.parametrize("level", ["issuing", "root"])
def test_every_authority_must_be_in_its_time(level: str) -> None:
    short = {"not_after": NOW - 1}
    root = certify(name("Old"), ca_extensions(), **(short if level == "root" else {}))
    issuing = certify(
        name("Issuing"), ca_extensions(), issuer=root, **(short if level == "issuing" else {})
    )
    anchors = TrustAnchors((root.certificate,), (issuing.certificate,))
    refuse(holder(issuing), anchors)


def test_an_unrelated_authority_may_have_expired() -> None:
    expired = certify(name("Unrelated"), ca_extensions(), not_after=NOW - 1)
    anchors = TrustAnchors((expired.certificate, ISSUING.certificate))
    verify_chain(HOLDER.certificate, anchors, NOW)


def test_an_unknown_critical_extension_is_refused() -> None:
    refuse(certify(name("H"), [*holder_extensions(), (UNKNOWN_EXTENSION, True)], issuer=ISSUING))


def test_an_unknown_extension_that_is_not_critical_is_ignored() -> None:
    credential = certify(
        name("H"), [*holder_extensions(), (UNKNOWN_EXTENSION, False)], issuer=ISSUING
    )
    verify_chain(credential.certificate, ANCHORS, NOW)


def test_an_authority_is_not_a_holder() -> None:
    refuse(certify(name("H"), ca_extensions(), issuer=ISSUING))
    refuse(ISSUING)


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP256K1()),
        ec.generate_private_key(ec.SECP224R1()),
        rsa.generate_private_key(65537, 1024),  # noqa: S505  # refused, as it should be
    ],
)
def test_a_key_of_a_kind_or_size_that_we_do_not_rely_on_is_refused(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
) -> None:
    refuse(certify(name("H"), holder_extensions(), issuer=ISSUING, key=key))


def test_a_holder_cannot_issue() -> None:
    refuse(holder(HOLDER))


def test_an_authority_of_the_same_name_and_another_key_is_refused() -> None:
    refuse(holder(authority("Issuing")))


def test_a_changed_certificate_is_refused() -> None:
    der = bytearray(HOLDER.certificate.public_bytes(Encoding.DER))
    position = der.index(b"Holder")
    der[position] ^= 1
    refuse(Credential(x509.load_der_x509_certificate(bytes(der)), HOLDER.private_key))


def test_a_weak_hash_is_refused() -> None:
    refuse(certify(name("H"), holder_extensions(), issuer=ISSUING, hash_algorithm=hashes.SHA224()))


def test_a_key_identifier_of_another_key_of_the_issuer_is_refused() -> None:
    issuing = certify(
        name("Issuing"),
        [
            *ca_extensions(),
            (x509.SubjectKeyIdentifier(b"first"), False),
        ],
        issuer=ROOT,
    )
    points_elsewhere = x509.AuthorityKeyIdentifier(b"second", None, None)
    credential = certify(
        name("H"), [*holder_extensions(), (points_elsewhere, False)], issuer=issuing
    )
    refuse(credential, TrustAnchors((ROOT.certificate,), (issuing.certificate,)))


def test_the_path_length_of_an_authority_is_kept() -> None:
    sub = authority("Sub", issuer=ISSUING)
    with pytest.raises(TrustAnchorError):
        TrustAnchors((ROOT.certificate,), (ISSUING.certificate, sub.certificate))


def test_a_renewed_issuer_of_the_same_name_is_found_by_its_key() -> None:
    renewed = authority("Issuing", issuer=ROOT)
    anchors = TrustAnchors((ROOT.certificate,), (ISSUING.certificate, renewed.certificate))
    assert verify_chain(holder(renewed).certificate, anchors, NOW).issuer == renewed.certificate


def test_subject_equal_to_issuer_does_not_make_a_root() -> None:
    link = certify(name("Root"), ca_extensions(), issuer=ROOT)
    assert link.certificate.subject == link.certificate.issuer
    anchors = TrustAnchors((ROOT.certificate,), (link.certificate,))
    verify_chain(holder(link).certificate, anchors, NOW)
    with pytest.raises(TrustAnchorError):
        TrustAnchors((authority("Other").certificate,), (link.certificate,))


@pytest.mark.parametrize(
    "extensions",
    [
        [(key_usage("key_cert_sign"), True)],
        [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (key_usage("key_cert_sign"), True),
        ],
        [(x509.BasicConstraints(ca=True, path_length=None), True)],
        [(x509.BasicConstraints(ca=True, path_length=None), True), (key_usage("crl_sign"), True)],
        [*ca_extensions(), (purposes(ExtendedKeyUsageOID.SERVER_AUTH), False)],
        [*ca_extensions(), (UNKNOWN_EXTENSION, True)],
        [*ca_extensions(), (x509.NameConstraints([x509.DNSName("example")], None), False)],
    ],
    ids=[
        "no basic constraints",
        "not an authority",
        "no key usage",
        "may not sign certificates",
        "for servers",
        "unknown critical extension",
        "name constraints",
    ],
)
def test_what_cannot_be_an_authority_cannot_be_configured(
    extensions: list[tuple[x509.ExtensionType, bool]],
) -> None:
    with pytest.raises(TrustAnchorError):
        TrustAnchors((certify(name("CA"), extensions).certificate,))


def test_nothing_trusted_is_a_mistake() -> None:
    with pytest.raises(TrustAnchorError):
        TrustAnchors(())


def test_an_intermediate_that_names_another_issuer_of_the_same_key_is_a_mistake() -> None:
    renamed = certify(name("Other"), ca_extensions(), key=ROOT.private_key)
    with pytest.raises(TrustAnchorError):
        TrustAnchors((ROOT.certificate,), (authority("Sub", issuer=renamed).certificate,))


def test_an_intermediate_that_leads_nowhere_is_a_mistake() -> None:
    with pytest.raises(TrustAnchorError):
        TrustAnchors((authority("Elsewhere").certificate,), (ISSUING.certificate,))


def test_what_we_trust_another_verifier_trusts_too() -> None:
    extensions = [
        *holder_extensions(),
        (x509.SubjectAlternativeName([x509.RFC822Name("holder@example.org")]), False),
        (
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ISSUING.private_key.public_key()),
            False,
        ),
    ]
    certificate = certify(name("H"), extensions, issuer=ISSUING).certificate
    verify_chain(certificate, ANCHORS, NOW)
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([ROOT.certificate]))
        .time(datetime.fromtimestamp(NOW, UTC))
        .extension_policies(
            ee_policy=verification.ExtensionPolicy.permit_all(),
            ca_policy=verification.ExtensionPolicy.permit_all().require_present(
                x509.BasicConstraints, verification.Criticality.CRITICAL, None
            ),
        )
        .build_client_verifier()
    )
    assert verifier.verify(certificate, [ISSUING.certificate]).chain == [
        certificate,
        ISSUING.certificate,
        ROOT.certificate,
    ]
