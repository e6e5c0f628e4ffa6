"""Cosignatures (C2SP tlog-cosignature)."""

import pytest

from specimen_log import NOON, signer, witness
from thiqa.base import b64decode, b64encode
from thiqa.ledger.cosignature import CosignatureKey, cosigned_at, cosigned_message
from thiqa.ledger.errors import KeyFormatError, SignatureError
from thiqa.ledger.keys import VerifierKey

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
    assert CosignatureKey.parse(key.text) == key
    with pytest.raises(KeyFormatError):
        VerifierKey.parse(key.text)
    with pytest.raises(KeyFormatError):
        CosignatureKey.parse(signer().verifier_key.text)
    assert key.key_hash != VerifierKey(key.name, key.public_key).key_hash
    assert b64encode(b"\x04" + key.public_key) in key.text


@pytest.mark.parametrize("changed", [b"", bytes(8), bytes(71), bytes(73), b"\x80" + bytes(71)])
def test_bytes_that_are_no_cosignature_are_refused(changed: bytes) -> None:
    with pytest.raises(SignatureError):
        witness(1).key.verify(TEXT, changed)
