"""Bytes that two readers could read in two ways are read by neither."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from examined_documents import Specimen, judge, signer
from security_objects import Signing, hash_list, sign_object, sod_file
from thiqa.card.data_groups.files import EF_SOD
from thiqa.card.transport.tlv import DataObject, parse_one
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Check, Outcome

RIGHT = sign_object(hash_list(Specimen().groups), signer())


def in_ber(message: bytes) -> bytes:
    """Write the outermost sequence with an indefinite length (X.690, section 8.1.3.6)."""
    return b"\x30\x80" + parse_one(message, 0x30).value + b"\0\0"


def with_a_longer_length(message: bytes) -> bytes:
    content = parse_one(message, 0x30).value
    return b"\x30\x84" + len(content).to_bytes(4) + content


def larger_than_any(message: bytes) -> bytes:
    return DataObject(0x30, message + bytes(40_000)).to_bytes()


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: sod_file(b""),
    "a byte behind the message": lambda message: sod_file(message + b"\0"),
    "a byte behind the file": lambda message: sod_file(message) + b"\0",
    "a second message": lambda message: sod_file(message + message),
    "no tag of the file": lambda message: message,
    "an indefinite length": lambda message: sod_file(in_ber(message)),
    "a length that is longer than it needs to be": lambda m: sod_file(with_a_longer_length(m)),
    "larger than any": lambda message: sod_file(larger_than_any(message)),
    "cut off": lambda message: sod_file(message[:-1]),
    "two signers": lambda _: sod_file(
        sign_object(hash_list(Specimen().groups), signer(), Signing(signers=2))
    ),
    "no signer": lambda _: sod_file(
        sign_object(hash_list(Specimen().groups), signer(), Signing(signers=0))
    ),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_another_form_is_named_and_nothing_of_it_counts(form: str) -> None:
    verdict = judge(Specimen().read(files={EF_SOD: FORMS[form](RIGHT)}))
    result = verdict.result(Check.SOD)
    assert (result.outcome, result.reason) == (Outcome.FAILED, Reason.SOD_MALFORMED)
    assert verdict.result(Check.HASHES).outcome is Outcome.NOT_DONE
    assert not verdict.holds


def test_a_list_with_bytes_behind_it_is_no_list_though_it_is_signed() -> None:
    message = sign_object(hash_list(Specimen().groups) + b"\0", signer())
    verdict = judge(Specimen().read(files={EF_SOD: sod_file(message)}))
    assert verdict.result(Check.SIGNATURE).reason is Reason.SOD_MALFORMED
    assert verdict.result(Check.HASHES).reason is Reason.SOD_NOT_VERIFIED


def test_the_right_form_is_read() -> None:
    assert judge(Specimen().read(files={EF_SOD: sod_file(RIGHT)})).holds


def test_no_byte_of_the_file_can_be_changed_unseen() -> None:
    """Every third byte: refused, unless a letter of a name became a small or a capital one."""
    file, read = sod_file(RIGHT), Specimen().read()
    for place in range(0, len(file), 3):
        changed = bytearray(file)
        changed[place] ^= 1 << place % 8
        altered = replace(read, files={**read.files, EF_SOD: bytes(changed)})
        same_letter = bytes(changed).lower() == file.lower()
        assert same_letter or not judge(altered).holds, place
