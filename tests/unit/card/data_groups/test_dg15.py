"""DG15: a public key, and nothing beside it."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from thiqa.card.data_groups.dg15 import read_dg15, write_dg15
from thiqa.card.errors import CardError

KEY = (
    ec.derive_private_key(7, ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
)


def test_a_key_is_written_and_read_again() -> None:
    assert read_dg15(write_dg15(KEY)) == KEY


@pytest.mark.parametrize(
    "file",
    [
        write_dg15(KEY + b"\0"),
        write_dg15(KEY[:-1]),
        write_dg15(b""),
        write_dg15(bytes.fromhex("3000")),
        write_dg15(bytes.fromhex("3082 0900 3000 0382 08FA") + bytes(0x8FA)),
        write_dg15(KEY)[:-1],
        b"\x6e" + write_dg15(KEY)[1:],
    ],
    ids=["trailing byte", "cut off", "empty", "no key", "too long", "file cut off", "another"],
)
def test_what_is_no_key_is_refused(file: bytes) -> None:
    with pytest.raises(CardError):
        read_dg15(file)
