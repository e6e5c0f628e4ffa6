"""ECDSA over a hash: signed and checked on every curve, by OpenSSL and by our own arithmetic."""

import hashlib
import os
from dataclasses import replace

import pytest

from thiqa.crypto.curves import BRAINPOOL_P320, CURVES, P_256, Curve
from thiqa.crypto.ecdsa import sign_digest, verify_digest
from thiqa.crypto.errors import PointError, SignatureInvalidError
from thiqa.crypto.points import Point

EACH_CURVE = pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
DIGEST = hashlib.sha256(b"message").digest()


@EACH_CURVE
@pytest.mark.parametrize("hash_name", ["sha1", "sha224", "sha256", "sha384", "sha512"])
def test_what_is_signed_is_accepted(curve: Curve, hash_name: str) -> None:
    digest = hashlib.new(hash_name, b"message").digest()
    private = curve.random_scalar(os.urandom)
    r, s = sign_digest(curve, private, digest, os.urandom)
    verify_digest(curve, curve.public_point(private), digest, r, s)


@pytest.mark.parametrize(
    ("message", "r", "s"),
    [
        (
            b"sample",
            0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
            0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8,
        ),
        (
            b"test",
            0xF1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,
            0x019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083,
        ),
    ],
)
def test_a_signature_needs_no_random_numbers(message: bytes, r: int, s: int) -> None:
    """RFC 6979, appendix A.2.5."""
    private = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
    digest = hashlib.sha256(message).digest()
    assert sign_digest(P_256, private, digest, os.urandom) == (r, s)


def test_both_ways_accept_the_signatures_of_the_other() -> None:
    ours = replace(P_256, openssl=None)
    public = P_256.public_point(42)
    for signer, checker in ((ours, P_256), (P_256, ours)):
        r, s = sign_digest(signer, 42, DIGEST, os.urandom)
        verify_digest(checker, public, DIGEST, r, s)


@pytest.mark.parametrize("curve", [P_256, BRAINPOOL_P320], ids=lambda curve: curve.name)
def test_what_was_not_signed_is_refused(curve: Curve) -> None:
    public, another = curve.public_point(42), curve.public_point(43)
    r, s = sign_digest(curve, 42, DIGEST, os.urandom)
    other = hashlib.sha256(b"another message").digest()
    for key, digest, first, second in (
        (another, DIGEST, r, s),
        (public, other, r, s),
        (public, DIGEST, s, r),
        (public, DIGEST, 0, s),
        (public, DIGEST, r, 0),
        (public, DIGEST, curve.order, s),
        (public, DIGEST, r, s + curve.order),
        (public, DIGEST, -r, s),
    ):
        with pytest.raises(SignatureInvalidError):
            verify_digest(curve, key, digest, first, second)


@pytest.mark.parametrize("curve", [P_256, BRAINPOOL_P320], ids=lambda curve: curve.name)
def test_a_key_off_the_curve_is_refused(curve: Curve) -> None:
    with pytest.raises(PointError):
        verify_digest(curve, Point(1, 1), DIGEST, 1, 1)
    with pytest.raises(PointError):
        sign_digest(curve, 0, DIGEST, os.urandom)
