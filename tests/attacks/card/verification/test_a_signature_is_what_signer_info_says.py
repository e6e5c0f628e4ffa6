"""Algorithms and hashes come from SignerInfo; each of the three hashes has its own place."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from examined_documents import Specimen, country, judge
from security_objects import Signing, hash_list, make_signer, pss
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Check, Outcome

RSA_SIGNER = make_signer(country(), key=rsa.generate_private_key(65537, 2048))
CONTENT = hash_list(Specimen().groups)


def reason(specimen: Specimen) -> Reason | None:
    verdict = judge(specimen.read())
    result = verdict.result(Check.SIGNATURE)
    assert result.outcome is Outcome.FAILED
    assert not verdict.holds
    assert verdict.result(Check.HASHES).reason is Reason.SOD_NOT_VERIFIED
    return result.reason


def test_the_algorithm_of_the_certificate_is_not_asked() -> None:
    """The authority signs with ECDSA and SHA-384, the signer by PSS with SHA-512."""
    how = Signing(digest="sha384", signature_hash="sha512", pss_salt=20)
    assert judge(Specimen(signed_by=RSA_SIGNER, signing=how).read()).holds


def test_signed_as_the_certificate_was_and_named_otherwise() -> None:
    how = Signing(signature_hash="sha384", named_algorithm={"algorithm": "sha256_ecdsa"})
    assert reason(Specimen(signing=how)) is Reason.SOD_ALGORITHM


def test_an_algorithm_of_another_kind_of_key_is_named() -> None:
    how = Signing(named_algorithm={"algorithm": "sha256_rsa"})
    assert reason(Specimen(signing=how)) is Reason.SOD_ALGORITHM


def test_another_salt_than_the_one_that_is_named() -> None:
    how = Signing(pss_salt=64, named_algorithm=pss("sha256", 32))
    assert reason(Specimen(signed_by=RSA_SIGNER, signing=how)) is Reason.SOD_SIGNATURE_INVALID


def test_signed_without_saying_what() -> None:
    assert reason(Specimen(signing=Signing(with_digest=False))) is Reason.SOD_DIGEST_MISSING


def test_signed_without_saying_as_what() -> None:
    assert reason(Specimen(signing=Signing(content_type=None))) is Reason.SOD_CONTENT_TYPE


def test_signed_as_something_else() -> None:
    assert reason(Specimen(signing=Signing(content_type="data"))) is Reason.SOD_CONTENT_TYPE


def test_the_list_is_hashed_with_the_hash_of_the_data_groups() -> None:
    how = Signing(digest="sha512", message_digest=hashlib.sha256(CONTENT).digest())
    assert reason(Specimen(signing=how)) is Reason.SOD_HASHES_CONFUSED


def test_a_hash_of_a_data_group_is_not_the_hash_of_the_list() -> None:
    listed = hashlib.sha256(next(iter(Specimen().groups.values()))).digest()
    assert reason(Specimen(signing=Signing(message_digest=listed))) is Reason.SOD_DIGEST_WRONG


@pytest.mark.parametrize("hash_name", ["sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("digest", ["sha256", "sha512"])
def test_the_three_hashes_may_differ(hash_name: str, digest: str) -> None:
    how = Signing(digest=digest, signature_hash="sha384")
    assert judge(Specimen(hash_name=hash_name, signing=how).read()).holds


@pytest.mark.parametrize(
    ("specimen", "named"),
    [
        (Specimen(hash_name="sha1"), "hashes of data groups"),
        (Specimen(signing=Signing(digest="sha1")), "hash of the list"),
        (Specimen(signing=Signing(signature_hash="sha1")), "signature"),
    ],
    ids=["data groups", "list", "signature"],
)
def test_sha_1_is_named_wherever_it_is(specimen: Specimen, named: str) -> None:
    verdict = judge(specimen.read())
    result = verdict.result(Check.ALGORITHMS)
    assert (result.reason, result.detail) == (Reason.WEAK_ALGORITHM, named)
    assert not verdict.holds
    assert verdict.result(Check.HASHES).reason is Reason.SIGNER_NOT_TRUSTED
