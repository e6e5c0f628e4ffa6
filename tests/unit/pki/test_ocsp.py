"""Questions, answers, and why an answer is not believed: one test per numbered step."""

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ObjectIdentifier

from authorities import (
    DAY,
    NOW,
    OCSP_SIGNING,
    Critical,
    authority,
    certify,
    holder,
    key_usage,
    name,
    purposes,
)
from thiqa.pki import (
    CertificateRevokedError,
    CertificateUnknownError,
    Good,
    OcspMalformedError,
    OcspMismatchError,
    OcspNonceError,
    OcspOutdatedError,
    OcspQuestion,
    OcspRefusedError,
    OcspResponder,
    OcspRules,
    OcspUnauthorizedError,
    Revoked,
    Status,
    TrustAnchors,
    TrustedCertificate,
    Unknown,
    ask,
    check_response,
    verify_chain,
)
from thiqa.pki.specimen import Credential

NONCE = bytes(range(32))
RULES = OcspRules()


def responder_extensions() -> list[Critical]:
    return [
        (key_usage("digital_signature"), True),
        (purposes(OCSP_SIGNING), True),
        (x509.OCSPNoCheck(), False),
    ]


ISSUER = authority("Issuing")
HOLDER = holder(ISSUER)
RESPONDER = certify(name("Responder"), responder_extensions(), issuer=ISSUER)


def trusted(credential: Credential = HOLDER, issuer: Credential = ISSUER) -> TrustedCertificate:
    return verify_chain(credential.certificate, TrustAnchors((issuer.certificate,)), NOW)


def question() -> OcspQuestion:
    return ask(trusted(), NONCE)


GOOD = Good()
SHA1, SHA256 = hashes.SHA1(), hashes.SHA256()  # noqa: S303  # SHA-1 names the issuer


def respond(status: Status = GOOD, signer: Credential = RESPONDER) -> OcspResponder:
    return OcspResponder(
        ISSUER.certificate, signer.certificate, signer.private_key, lambda serial: status
    )


def build(
    *,
    subject: x509.Certificate = HOLDER.certificate,
    issuer: x509.Certificate = ISSUER.certificate,
    signer: Credential = RESPONDER,
    sent: list[x509.Certificate] | None = None,
    this_update: int = NOW,
    next_update: int | None = None,
    extensions: list[Critical] | None = None,
    hash_algorithm: Any = SHA256,
    certificate_id_hash: Any = SHA1,
) -> bytes:
    """Make any answer, also one that a responder would not give."""
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            subject,
            issuer,
            certificate_id_hash,
            ocsp.OCSPCertStatus.GOOD,
            datetime.fromtimestamp(this_update, UTC),
            datetime.fromtimestamp(next_update, UTC) if next_update is not None else None,
            None,
            None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
    )
    if sent != []:
        builder = builder.certificates(sent or [signer.certificate])
    for extension, critical in extensions or [(x509.OCSPNonce(NONCE), False)]:
        builder = builder.add_extension(extension, critical)
    return builder.sign(signer.private_key, hash_algorithm).public_bytes(Encoding.DER)


def check(der: bytes, rules: OcspRules = RULES, now: int = NOW) -> None:
    check_response(der, question(), now, rules)


def test_good_is_confirmed() -> None:
    der = respond().answer(question().der, NOW)
    assert check_response(der, question(), NOW, RULES).this_update == NOW


def test_the_issuer_may_sign_itself() -> None:
    check(build(signer=ISSUER, sent=[]))


def test_the_signer_may_be_named_instead_of_its_key() -> None:
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            HOLDER.certificate,
            ISSUER.certificate,
            SHA1,
            ocsp.OCSPCertStatus.GOOD,
            datetime.fromtimestamp(NOW, UTC),
            None,
            None,
            None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.NAME, RESPONDER.certificate)
        .certificates([RESPONDER.certificate])
        .add_extension(x509.OCSPNonce(NONCE), critical=False)
    )
    check(builder.sign(RESPONDER.private_key, hashes.SHA256()).public_bytes(Encoding.DER))


def test_an_rsa_responder_is_understood() -> None:
    key = rsa.generate_private_key(65537, 2048)
    check(build(signer=certify(name("RSA"), responder_extensions(), issuer=ISSUER, key=key)))


# 1


@pytest.mark.parametrize("der", [b"", b"invalid", b"\x30\x80\x00\x00"])
def test_bytes_that_are_no_answer_are_refused(der: bytes) -> None:
    with pytest.raises(OcspMalformedError):
        check(der)


def test_trailing_bytes_are_refused() -> None:
    with pytest.raises(OcspMalformedError):
        check(build() + b"\x00")


def test_a_signature_that_is_not_whole_bytes_is_refused() -> None:
    signature = b"\1"
    while signature[-1] & 1:
        der = build()
        signature = ocsp.load_der_ocsp_response(der).signature
    start = der.index(signature)
    with pytest.raises(OcspMalformedError, match="whole bytes"):
        check(der[: start - 1] + b"\1" + der[start:])


def test_a_huge_answer_is_refused_unread() -> None:
    with pytest.raises(OcspMalformedError, match="too large"):
        check(build() + bytes(16_384))


@pytest.mark.parametrize(
    "status", [s for s in ocsp.OCSPResponseStatus if s is not ocsp.OCSPResponseStatus.SUCCESSFUL]
)
def test_a_responder_that_does_not_answer_confirms_nothing(
    status: ocsp.OCSPResponseStatus,
) -> None:
    refusal = ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
    with pytest.raises(OcspRefusedError):
        check(refusal)


def test_an_unknown_critical_extension_is_refused() -> None:
    unknown = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    with pytest.raises(OcspMalformedError):
        check(build(extensions=[(x509.OCSPNonce(NONCE), False), (unknown, True)]))


# 2


def test_an_answer_about_another_serial_number_is_refused() -> None:
    with pytest.raises(OcspMismatchError):
        check(build(subject=holder(ISSUER).certificate))


def test_an_answer_about_another_issuer_is_refused() -> None:
    with pytest.raises(OcspMismatchError):
        check(build(issuer=authority("Issuing").certificate))


def test_an_answer_with_another_hash_than_the_question_is_refused() -> None:
    with pytest.raises(OcspMismatchError):
        check(build(certificate_id_hash=hashes.SHA256()))


def tlv(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    length = len(content)
    size = (length.bit_length() + 7) // 8
    head = bytes([length]) if length < 128 else bytes([0x80 | size]) + length.to_bytes(size)
    return bytes([tag]) + head + content


def children(der: bytes) -> list[bytes]:
    """Split the content of a DER value into the values in it."""

    def end(start: int) -> tuple[int, int]:
        first = der[start + 1]
        size = first & 0x7F if first & 0x80 else 0
        length = int.from_bytes(der[start + 2 : start + 2 + size]) if size else first
        return start + 2 + size, start + 2 + size + length

    position, last = end(0)
    found = []
    while position < last:
        _, after = end(position)
        found.append(der[position:after])
        position = after
    return found


@pytest.mark.parametrize("count", [0, 2])
def test_an_answer_about_none_or_two_certificates_is_refused(count: int) -> None:
    good = ocsp.load_der_ocsp_response(build())
    signer, produced, answers, extensions = children(good.tbs_response_bytes)
    signed = tlv(0x30, signer, produced, tlv(0x30, *children(answers) * count), extensions)
    signature = RESPONDER.private_key.sign(signed, ec.ECDSA(SHA256))
    algorithm = bytes.fromhex("300a06082a8648ce3d040302")
    sent = tlv(0xA0, tlv(0x30, RESPONDER.certificate.public_bytes(Encoding.DER)))
    basic = tlv(0x30, signed, algorithm, tlv(0x03, b"\0", signature), sent)
    kind = bytes.fromhex("06092b0601050507300101")
    der = tlv(0x30, tlv(0x0A, b"\0"), tlv(0xA0, tlv(0x30, kind, tlv(0x04, basic))))
    with pytest.raises(OcspMismatchError, match="exactly one"):
        check(der)


# 3


def test_an_answer_without_its_signer_is_refused() -> None:
    with pytest.raises(OcspUnauthorizedError):
        check(build(sent=[]))


def test_an_answer_with_another_signer_than_it_names_is_refused() -> None:
    with pytest.raises(OcspUnauthorizedError):
        check(build(sent=[HOLDER.certificate]))


def test_a_signer_without_the_purpose_is_refused() -> None:
    with pytest.raises(OcspUnauthorizedError, match="appointed"):
        check(build(signer=HOLDER))


def test_a_signer_appointed_by_another_authority_is_refused() -> None:
    other = certify(name("Responder"), responder_extensions(), issuer=authority("Issuing"))
    with pytest.raises(OcspUnauthorizedError, match="not signed"):
        check(build(signer=other))


def test_a_signer_appointed_by_the_issuers_issuer_is_refused() -> None:
    root = authority("Root")
    issuing = authority("Sub", issuer=root)
    responder = certify(name("Responder"), responder_extensions(), issuer=root)
    asked = ask(trusted(holder(issuing), issuing), NONCE)
    answer = OcspResponder(
        issuing.certificate, responder.certificate, responder.private_key, lambda serial: Good()
    ).answer(asked.der, NOW)
    with pytest.raises(OcspUnauthorizedError):
        check_response(answer, asked, NOW, RULES)


def test_a_signer_that_could_itself_be_revoked_is_refused() -> None:
    revocable = certify(name("Responder"), responder_extensions()[:2], issuer=ISSUER)
    with pytest.raises(OcspUnauthorizedError, match="revoked"):
        check(build(signer=revocable))


def test_a_signer_whose_key_is_for_something_else_is_refused() -> None:
    extensions = [(key_usage("key_agreement"), True), *responder_extensions()[1:]]
    with pytest.raises(OcspUnauthorizedError, match="not for signatures"):
        check(build(signer=certify(name("Responder"), extensions, issuer=ISSUER)))


@pytest.mark.parametrize("period", [{"not_after": NOW - 1}, {"not_before": NOW + 1}])
def test_a_signer_out_of_its_time_is_refused(period: dict[str, int]) -> None:
    signer = certify(name("Responder"), responder_extensions(), issuer=ISSUER, **period)
    with pytest.raises(OcspUnauthorizedError):
        check(build(signer=signer))


def test_a_signer_that_was_accepted_earlier_is_refused_once_it_has_expired() -> None:
    der = build(this_update=NOW + DAY + 1)
    check(build())
    with pytest.raises(OcspUnauthorizedError):
        check(der, now=NOW + DAY + 1)


def test_too_many_certificates_are_refused() -> None:
    with pytest.raises(OcspMalformedError):
        check(build(sent=[HOLDER.certificate] * 5))


# 4


def test_an_answer_signed_by_another_key_than_its_signers_is_refused() -> None:
    der = build()
    signature = ocsp.load_der_ocsp_response(der).signature
    impostor = b""
    while len(impostor) != len(signature):
        impostor = HOLDER.private_key.sign(b"anything", ec.ECDSA(hashes.SHA256()))
    with pytest.raises(OcspUnauthorizedError, match="signature"):
        check(der.replace(signature, impostor))


def test_an_answer_that_was_changed_after_signing_is_refused() -> None:
    with pytest.raises(OcspUnauthorizedError, match="signature"):
        check(build(this_update=NOW - DAY).replace(der_time(NOW - DAY), der_time(NOW)))


def test_a_weak_hash_is_refused() -> None:
    with pytest.raises(OcspUnauthorizedError, match="hash"):
        check(build(hash_algorithm=hashes.SHA224()))


# 5


def test_the_oldest_and_the_most_advanced_answers_that_are_accepted() -> None:
    check(build(this_update=NOW - 120))
    check(build(this_update=NOW + 900, next_update=NOW + 900))
    check(build(this_update=NOW - 100, next_update=NOW - 60))


@pytest.mark.parametrize(
    ("this_update", "next_update"),
    [
        (NOW - 121, None),
        (NOW - 1800, NOW + 60),
        (NOW + 901, None),
    ],
    ids=["too old", "half an hour old", "from the future"],
)
def test_an_answer_that_is_not_of_now_is_refused(this_update: int, next_update: int | None) -> None:
    with pytest.raises(OcspOutdatedError):
        check(build(this_update=this_update, next_update=next_update))


def test_an_answer_that_ends_before_it_begins_is_refused() -> None:
    der = resign(build(next_update=NOW), der_time(NOW), der_time(NOW + 1))
    with pytest.raises(OcspOutdatedError, match="ends before"):
        check(der)


def der_time(seconds: int) -> bytes:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%d%H%M%SZ").encode()


def resign(der: bytes, old: bytes, new: bytes) -> bytes:
    """Replace the first `old` of an answer, as its signer could."""
    answer = ocsp.load_der_ocsp_response(der)
    start = answer.tbs_response_bytes.index(old)
    signed = bytearray(answer.tbs_response_bytes)
    signed[start : start + len(old)] = new
    signature = b""
    while len(signature) != len(answer.signature):
        signature = RESPONDER.private_key.sign(bytes(signed), ec.ECDSA(hashes.SHA256()))
    return der.replace(answer.tbs_response_bytes, bytes(signed)).replace(
        answer.signature, signature
    )


def test_an_answer_that_was_to_be_replaced_long_ago_is_refused() -> None:
    der = build(this_update=NOW - 1000, next_update=NOW - 901)
    with pytest.raises(OcspOutdatedError, match="newer"):
        check(der, OcspRules(max_age_seconds=1000))


def test_rules_that_say_nothing_are_refused() -> None:
    for rules in ({"skew_seconds": 0}, {"max_age_seconds": 0}, {"skew_seconds": -60}):
        with pytest.raises(ValueError, match="greater than zero"):
            OcspRules(**rules)


# 6


def test_an_answer_to_an_earlier_question_is_refused() -> None:
    with pytest.raises(OcspNonceError):
        check(build(extensions=[(x509.OCSPNonce(bytes(32)), False)]))


def test_a_foreign_nonce_is_refused_even_where_none_is_needed() -> None:
    with pytest.raises(OcspNonceError):
        check(
            build(extensions=[(x509.OCSPNonce(bytes(32)), False)]), OcspRules(nonce_required=False)
        )


def test_an_answer_without_nonce_is_accepted_only_if_the_rules_say_so() -> None:
    harmless = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    der = build(extensions=[(harmless, False)])
    with pytest.raises(OcspNonceError):
        check(der)
    check(der, OcspRules(nonce_required=False))


# 7


def test_revoked_is_told_as_revoked() -> None:
    with pytest.raises(CertificateRevokedError):
        check(respond(Revoked(NOW - DAY)).answer(question().der, NOW))


def test_unknown_is_not_good() -> None:
    with pytest.raises(CertificateUnknownError):
        check(respond(Unknown()).answer(question().der, NOW))


# the responder


def read(answer: bytes) -> ocsp.OCSPResponse:
    return ocsp.load_der_ocsp_response(answer)


@pytest.mark.parametrize("request_der", [b"", b"invalid", bytes(5_000)])
def test_the_responder_refuses_what_is_no_question(request_der: bytes) -> None:
    status = read(respond().answer(request_der, NOW)).response_status
    assert status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


def test_the_responder_leaves_an_overlong_question_unread() -> None:
    filler = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), bytes(4_096))
    request = (
        ocsp.OCSPRequestBuilder()
        .add_certificate(HOLDER.certificate, ISSUER.certificate, SHA1)
        .add_extension(filler, critical=False)
        .build()
    )
    answer = read(respond().answer(request.public_bytes(Encoding.DER), NOW))
    assert answer.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


@pytest.mark.parametrize("length", [0, 129])
def test_the_responder_refuses_a_nonce_of_a_forbidden_length(length: int) -> None:
    asked = ask(trusted(), bytes(length))
    status = read(respond().answer(asked.der, NOW)).response_status
    assert status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


def test_the_responder_knows_nothing_of_another_issuer() -> None:
    other = authority("Other")
    asked = ask(trusted(holder(other), other), NONCE)
    answer = read(respond(Good()).answer(asked.der, NOW))
    assert answer.certificate_status is ocsp.OCSPCertStatus.UNKNOWN


@pytest.mark.parametrize("algorithm", [SHA1, SHA256])
def test_the_responder_answers_in_the_hash_of_the_question(algorithm: Any) -> None:
    request = (
        ocsp.OCSPRequestBuilder()
        .add_certificate(HOLDER.certificate, ISSUER.certificate, algorithm)
        .build()
    )
    answer = read(respond().answer(request.public_bytes(Encoding.DER), NOW))
    assert answer.hash_algorithm.name == algorithm.name
    assert answer.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert not list(answer.extensions)


def test_the_responder_asks_for_the_status_at_each_answer() -> None:
    statuses: list[Status] = [Good(), Revoked(NOW)]
    responder = OcspResponder(
        ISSUER.certificate,
        RESPONDER.certificate,
        RESPONDER.private_key,
        lambda serial: statuses.pop(0),
    )
    told = [
        read(responder.answer(question().der, NOW)).certificate_status,
        read(responder.answer(question().der, NOW)).certificate_status,
    ]
    assert told == [ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED]
