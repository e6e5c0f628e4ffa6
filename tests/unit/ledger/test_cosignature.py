"""Cosignatures (C2SP tlog-cosignature)."""

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from specimen_log import NOON, signer, witness
from thiqa.base import b64decode, b64encode
from thiqa.ledger.cosignature import (
    MlDsaCosignatureKey,
    MlDsaCosigner,
    cosigned_at,
    cosigned_message,
    cosigned_tree,
    parse_cosignature_key,
)
from thiqa.ledger.errors import KeyFormatError, QuorumError, SignatureError
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.policy_file import parse_policy

TEXT = b"example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
LINE = (
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe"
    "+mbIUBkBIfZ+qnA=="
)
"""C2SP tlog-cosignature, introduction: by witness.example.com/w1, whose key is not given."""


def test_the_message_is_the_one_of_the_specification() -> None:
    assert cosigned_message(TEXT, 1679315147) == b"cosignature/v1\ntime 1679315147\n" + TEXT


def test_the_time_of_the_specifications_example_is_read() -> None:
    assert cosigned_at(b64decode(LINE)[4:]) == 1679315147


def test_a_cosignature_holds_for_its_text_and_says_its_time() -> None:
    made = witness(1).cosign(TEXT.decode(), NOON)
    witness(1).key.verify(TEXT, made.signature)
    assert cosigned_at(made.signature) == NOON
    assert made.key_hash == witness(1).key.key_hash


def test_a_key_has_one_text_and_is_no_key_of_a_log() -> None:
    key = witness(1).key
    assert parse_cosignature_key(key.text) == key
    with pytest.raises(KeyFormatError):
        VerifierKey.parse(key.text)
    with pytest.raises(KeyFormatError):
        parse_cosignature_key(signer().verifier_key.text)
    assert key.key_hash != VerifierKey(key.name, key.public_key).key_hash
    assert b64encode(b"\x04" + key.public_key) in key.text


@pytest.mark.parametrize("changed", [b"", bytes(8), bytes(71), bytes(73), b"\x80" + bytes(71)])
def test_bytes_that_are_no_cosignature_are_refused(changed: bytes) -> None:
    with pytest.raises(SignatureError):
        witness(1).key.verify(TEXT, changed)


@pytest.fixture(scope="module")
def post_quantum() -> MlDsaCosigner:
    """A witness with an ML-DSA-44 key."""
    return MlDsaCosigner("witness.example/w9", MLDSA44PrivateKey.generate())


def test_what_ml_dsa_signs_is_the_structure_of_the_specification() -> None:
    expected = (
        b"subtree/v1\n\0"
        + bytes([10])
        + b"w.example1"
        + (1679315147).to_bytes(8, "big")
        + bytes([27])
        + b"example.com/behind-the-sofa"
        + bytes(8)
        + (20852163).to_bytes(8, "big")
        + b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    )
    assert cosigned_tree("w.example1", TEXT, 1679315147) == expected
    assert cosigned_tree("w.example1", TEXT + b"extension\n", 1679315147) == expected


def test_an_ml_dsa_cosignature_holds_for_its_tree_alone(post_quantum: MlDsaCosigner) -> None:
    key, made = post_quantum.key, post_quantum.cosign(TEXT.decode(), NOON).signature
    key.verify(TEXT, made)
    assert cosigned_at(made) == NOON
    assert parse_cosignature_key(key.text) == key
    for text in (TEXT.replace(b"sofa", b"soda"), TEXT.replace(b"63", b"64"), b"", b"a\nb\nc\n"):
        with pytest.raises(SignatureError):
            key.verify(text, made)
    later = (NOON + 1).to_bytes(8, "big") + made[8:]
    for changed in (later, made[:-1], made + b"\0", made[:8], bytes(8) + made[8:]):
        with pytest.raises(SignatureError):
            key.verify(TEXT, changed)


def test_an_ml_dsa_cosignature_without_a_time_is_no_witness_s(post_quantum: MlDsaCosigner) -> None:
    with pytest.raises(SignatureError, match="no time"):
        post_quantum.key.verify(TEXT, post_quantum.cosign(TEXT.decode(), 0).signature)


def test_an_ml_dsa_cosignature_is_bound_to_the_name(post_quantum: MlDsaCosigner) -> None:
    made = post_quantum.cosign(TEXT.decode(), NOON).signature
    with pytest.raises(SignatureError):
        MlDsaCosignatureKey("other.example", post_quantum.key.public_key).verify(TEXT, made)


def test_a_policy_may_ask_for_either_type(post_quantum: MlDsaCosigner) -> None:
    lines = [f"witness a {witness(1).key.text}", f"witness b {post_quantum.key.text}"]
    policy = parse_policy("\n".join([*lines, "quorum b\n"]))
    policy.check_quorum([post_quantum.key])
    with pytest.raises(QuorumError):
        policy.check_quorum([witness(1).key])
    assert parse_policy(policy.text) == policy
