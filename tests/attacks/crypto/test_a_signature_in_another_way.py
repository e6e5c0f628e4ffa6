"""What is said about a signature decides how it is checked; what a key allows decides if it may."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from thiqa.crypto.certificate_keys import EllipticKey, RsaKey
from thiqa.crypto.certificate_signatures import verify_signature
from thiqa.crypto.curves import P_256
from thiqa.crypto.errors import SignatureInvalidError
from thiqa.crypto.signature_algorithms import Mechanism, SignatureAlgorithm

PKCS1 = SignatureAlgorithm(Mechanism.RSA_PKCS1, "sha256")
PSS = SignatureAlgorithm(Mechanism.RSA_PSS, "sha256", "sha256", 32)
SHORT_SALT = SignatureAlgorithm(Mechanism.RSA_PSS, "sha256", "sha256", 20)
MESSAGE = b"specimen"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def sign(key: rsa.RSAPrivateKey, salt: int) -> bytes:
    return key.sign(MESSAGE, padding.PSS(padding.MGF1(hashes.SHA256()), salt), hashes.SHA256())


def test_a_salt_of_another_length_is_refused(key: rsa.RSAPrivateKey) -> None:
    numbers = key.public_key().public_numbers()
    verify_signature(RsaKey(numbers.n, numbers.e), PSS, sign(key, 32), MESSAGE)
    with pytest.raises(SignatureInvalidError):
        verify_signature(RsaKey(numbers.n, numbers.e), PSS, sign(key, 20), MESSAGE)


def test_a_key_for_pss_alone_signs_in_no_other_way(key: rsa.RSAPrivateKey) -> None:
    numbers = key.public_key().public_numbers()
    only = RsaKey(numbers.n, numbers.e, only=PSS)
    verify_signature(only, PSS, sign(key, 32), MESSAGE)
    old = key.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(SignatureInvalidError, match="another way"):
        verify_signature(only, PKCS1, old, MESSAGE)
    with pytest.raises(SignatureInvalidError, match="another way"):
        verify_signature(only, SHORT_SALT, sign(key, 20), MESSAGE)


def test_a_key_for_pss_with_any_parameters_signs_in_no_other_way(key: rsa.RSAPrivateKey) -> None:
    numbers = key.public_key().public_numbers()
    alone = RsaKey(numbers.n, numbers.e, for_pss=True)
    verify_signature(alone, PSS, sign(key, 32), MESSAGE)
    verify_signature(alone, SHORT_SALT, sign(key, 20), MESSAGE)
    old = key.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(SignatureInvalidError, match="another way"):
        verify_signature(alone, PKCS1, old, MESSAGE)


def test_an_algorithm_of_another_kind_of_key_is_refused(key: rsa.RSAPrivateKey) -> None:
    numbers = key.public_key().public_numbers()
    with pytest.raises(SignatureInvalidError, match="kind"):
        verify_signature(
            RsaKey(numbers.n, numbers.e),
            SignatureAlgorithm(Mechanism.ECDSA, "sha256"),
            sign(key, 32),
            MESSAGE,
        )
    with pytest.raises(SignatureInvalidError, match="kind"):
        verify_signature(EllipticKey(P_256, P_256.generator), PKCS1, b"\x00", MESSAGE)
