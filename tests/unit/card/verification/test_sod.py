import pytest

from security_objects import Signing, hash_list, make_csca, make_signer, sign_object, sod_file
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.transport.tlv import DataObject
from thiqa.card.verification.errors import CheckFailedError
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.sod import read_security_object, read_sod

FILES = {1: b"one", 2: b"two", 14: b"fourteen"}
SIGNER = make_signer(make_csca())


@pytest.mark.parametrize("hash_name", ["sha1", "sha224", "sha256", "sha384", "sha512"])
def test_the_list_of_hashes_is_read(hash_name: str) -> None:
    read = read_security_object(hash_list(FILES, hash_name))
    assert read.hash_algorithm == hash_name
    assert list(read.hashes) == [DataGroup.DG1, DataGroup.DG2, DataGroup.DG14]
    assert all(read.is_hash_of(DataGroup(number), file) for number, file in FILES.items())
    assert not read.is_hash_of(DataGroup.DG1, b"two")
    assert not read.is_hash_of(DataGroup.DG3, b"one")


def test_version_1_says_by_which_versions_the_files_are_written() -> None:
    read = read_security_object(hash_list(FILES, version=1, versions=("0108", "040000")))
    assert (read.lds_version, read.unicode_version) == ("0108", "040000")


def test_a_security_object_is_a_signed_object_in_its_tag() -> None:
    content = hash_list(FILES)
    assert read_sod(sod_file(sign_object(content, SIGNER))).content == content


ENTRY = DataObject(0x30, b"\x02\x01\x03" + DataObject(4, bytes(31)).to_bytes()).to_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        hash_list(FILES) + b"\0",
        hash_list(FILES, version=0, versions=("0107", "040000")),
        hash_list(FILES, version=1),
        hash_list(FILES, version=2, versions=("0107", "040000")),
        hash_list({1: b"one"}),
        hash_list({0: b"zero", 1: b"one"}),
        hash_list({1: b"one", 17: b"seventeen"}),
        hash_list(dict.fromkeys(range(1, 17), b"")).replace(b"\x02\x01\x02", b"\x02\x01\x01"),
        hash_list(FILES).replace(
            bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040202")
        ),
        hash_list(FILES)[:-1],
        b"\x30\x82" + len(hash_list(FILES)[3:]).to_bytes(2) + hash_list(FILES)[3:],
    ],
    ids=[
        "empty",
        "trailing byte",
        "versions in version 0",
        "no versions in version 1",
        "version 2",
        "one group",
        "group 0",
        "group 17",
        "a group twice",
        "hashes of another length",
        "cut off",
        "a length that is longer than it needs to be",
    ],
)
def test_a_list_that_is_not_one_is_refused(content: bytes) -> None:
    with pytest.raises(CheckFailedError) as raised:
        read_security_object(content)
    assert raised.value.reason is Reason.SOD_MALFORMED


def test_a_hash_that_nobody_knows_is_refused() -> None:
    with pytest.raises(CheckFailedError) as raised:
        read_security_object(hash_list(FILES, "md5"))
    assert raised.value.reason is Reason.SOD_ALGORITHM


@pytest.mark.parametrize(
    "file",
    [
        b"",
        sign_object(b"x", SIGNER),
        sod_file(sign_object(b"x", SIGNER)) + b"\0",
        sod_file(sign_object(b"x", SIGNER) + b"\0"),
        sod_file(b"\x30\x80\x00\x00"),
        sod_file(sign_object(b"x", SIGNER, Signing(signers=2))),
        DataObject(0x6D, sign_object(b"x", SIGNER)).to_bytes(),
    ],
    ids=["empty", "no tag", "after it", "inside of it", "BER", "two signers", "another tag"],
)
def test_a_file_that_is_not_one_strict_object_is_refused(file: bytes) -> None:
    with pytest.raises(CheckFailedError) as raised:
        read_sod(file)
    assert raised.value.reason is Reason.SOD_MALFORMED
