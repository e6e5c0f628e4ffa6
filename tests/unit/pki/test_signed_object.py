"""A signed object is verified by what SignerInfo says, whatever the signer's certificate is."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from authorities import NOW
from security_objects import (
    SOD_TYPE,
    Authority,
    PrivateKey,
    Signing,
    make_csca,
    make_signer,
    pss,
    sign_object,
)
from thiqa.crypto.certificate_keys import read_signature_key
from thiqa.crypto.signature_algorithms import Mechanism
from thiqa.pki.signed_object import (
    Fault,
    SignedObjectError,
    VerifiedObject,
    read_signed_object,
    verify_signed_object,
)

CONTENT = b"what is signed"
CSCA = make_csca()
SIGNER = make_signer(CSCA)
RSA_SIGNER = make_signer(CSCA, key=rsa.generate_private_key(65537, 2048))


def verify(message: bytes, signer: Authority = SIGNER) -> VerifiedObject:
    signed = read_signed_object(message, max_bytes=10_000)
    key = read_signature_key(signer.public_key)
    return verify_signed_object(signed, key, content_type=SOD_TYPE)


def refused(message: bytes, signer: Authority = SIGNER) -> Fault:
    with pytest.raises(SignedObjectError) as raised:
        verify(message, signer)
    return raised.value.fault


def test_a_signed_object_gives_its_content_and_how_it_was_signed() -> None:
    verified = verify(sign_object(CONTENT, SIGNER, Signing(signing_time=NOW)))
    assert verified.content == CONTENT
    assert verified.signing_time == NOW
    assert verified.signature_algorithm.mechanism is Mechanism.ECDSA


@pytest.mark.parametrize("digest", ["sha1", "sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("signature_hash", ["sha1", "sha512"])
@pytest.mark.parametrize("signer", [SIGNER, RSA_SIGNER], ids=["ECDSA", "RSA"])
def test_the_hash_of_the_content_and_that_of_the_signature_are_told_apart(
    signer: Authority, digest: str, signature_hash: str
) -> None:
    how = Signing(digest=digest, signature_hash=signature_hash)
    verified = verify(sign_object(CONTENT, signer, how), signer)
    assert verified.digest_algorithm == digest
    assert verified.signature_algorithm.hash_name == signature_hash


@pytest.mark.parametrize("salt", [0, 20, 32, 64])
def test_the_parameters_of_pss_are_read(salt: int) -> None:
    how = Signing(signature_hash="sha512", pss_salt=salt)
    assert verify(sign_object(CONTENT, RSA_SIGNER, how), RSA_SIGNER).content == CONTENT


@pytest.mark.parametrize(
    "curve", [ec.SECP384R1(), ec.SECP521R1(), ec.BrainpoolP256R1(), ec.BrainpoolP512R1()]
)
def test_signers_of_other_curves_are_read(curve: ec.EllipticCurve) -> None:
    key: PrivateKey = ec.generate_private_key(curve)
    signer = make_signer(CSCA, key=key)
    assert verify(sign_object(CONTENT, signer), signer).content == CONTENT


@pytest.mark.parametrize("by_key_identifier", [False, True])
def test_the_signer_is_found_among_others(by_key_identifier: bool) -> None:
    came_along = (CSCA.der, RSA_SIGNER.der, SIGNER.der)
    how = Signing(by_key_identifier=by_key_identifier, certificates=came_along)
    signed = read_signed_object(sign_object(CONTENT, SIGNER, how), max_bytes=10_000)
    assert [each for each in signed.certificates if signed.is_signer(each)] == [SIGNER.der]
    assert not signed.is_signer(b"no certificate")


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        (Signing(content_type=None), Fault.CONTENT_TYPE),
        (Signing(content_type="data"), Fault.CONTENT_TYPE),
        (Signing(with_digest=False), Fault.DIGEST_MISSING),
        (Signing(message_digest=hashlib.sha256(b"other").digest()), Fault.DIGEST_WRONG),
        (Signing(message_digest=hashlib.sha512(CONTENT).digest()), Fault.DIGEST_CONFUSED),
        (Signing(content_after=lambda content: content + b"!"), Fault.DIGEST_WRONG),
        (Signing(named_algorithm={"algorithm": "sha256_rsa"}), Fault.ALGORITHM),
        (Signing(named_algorithm={"algorithm": "md5_rsa"}), Fault.ALGORITHM),
        (Signing(named_algorithm={"algorithm": "sha384_ecdsa"}), Fault.ALGORITHM),
        (Signing(unordered=True), Fault.MALFORMED),
        (Signing(repeated=True), Fault.MALFORMED),
        (Signing(version="v1"), Fault.MALFORMED),
        (Signing(listed_digest="sha512"), Fault.MALFORMED),
        (Signing(signers=2), Fault.MALFORMED),
        (Signing(signers=0), Fault.MALFORMED),
    ],
)
def test_what_is_not_signed_as_it_says_is_refused(how: Signing, fault: Fault) -> None:
    assert refused(sign_object(CONTENT, SIGNER, how)) is fault


def test_another_salt_than_the_one_named_is_refused() -> None:
    how = Signing(pss_salt=32, named_algorithm=pss("sha256", 20))
    assert refused(sign_object(CONTENT, RSA_SIGNER, how), RSA_SIGNER) is Fault.SIGNATURE


def test_somebody_elses_signature_is_refused() -> None:
    assert refused(sign_object(CONTENT, make_signer(CSCA))) is Fault.SIGNATURE


def test_content_of_another_kind_is_refused() -> None:
    how = Signing(content_type="data")
    assert refused(sign_object(CONTENT, SIGNER, how, kind="data")) is Fault.CONTENT_TYPE
    assert refused(sign_object(CONTENT, SIGNER, kind="data")) is Fault.CONTENT_TYPE


def test_every_byte_counts() -> None:
    message = sign_object(CONTENT, SIGNER, Signing(certificates=()))
    for place in range(len(message)):
        changed = bytearray(message)
        changed[place] ^= 0x01
        try:
            verified = verify(bytes(changed))
        except SignedObjectError:
            continue
        # What nobody signs, and nobody relies on: versions, and by which name the signer goes.
        assert verified == verify(message)


@pytest.mark.parametrize("after", [b"\0", b"\x30\x00"])
def test_bytes_after_the_message_are_refused(after: bytes) -> None:
    assert refused(sign_object(CONTENT, SIGNER) + after) is Fault.MALFORMED


def test_a_message_cut_off_anywhere_is_refused() -> None:
    message = sign_object(CONTENT, SIGNER)
    assert {refused(message[:length]) for length in range(len(message))} == {Fault.MALFORMED}
