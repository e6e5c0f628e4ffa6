"""A chip proves a key by signing a challenge, with RSA and on curves."""

import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from thiqa.card.channel.active_authentication import ask, verify_active
from thiqa.card.channel.active_key import ActiveKey
from thiqa.card.channel.errors import ChannelError, RefusedError
from thiqa.card.data_groups.security_info import ActiveAuthenticationInfo
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.errors import CardAnswerError

CHALLENGE = bytes(range(8))
PLAIN_SHA256 = "0.4.0.127.0.7.1.1.4.1.3"


class ScriptedCard:
    """A card that gives one answer and keeps what it was asked."""

    def __init__(self, answer: str) -> None:
        self.answer = bytes.fromhex(answer)
        self.asked: list[str] = []

    def transmit(self, command: bytes) -> bytes:
        self.asked.append(command.hex())
        return self.answer


def infos(algorithm: str = PLAIN_SHA256) -> SecurityInfos:
    return SecurityInfos.of([ActiveAuthenticationInfo(algorithm)])


def spki(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_the_question_is_internal_authenticate_with_the_challenge() -> None:
    card = ScriptedCard("AABB9000")
    assert ask(card, CHALLENGE) == b"\xaa\xbb"
    assert card.asked == ["0088000008000102030405060700"]


def test_a_card_that_refuses_is_named() -> None:
    with pytest.raises(CardAnswerError):
        ask(ScriptedCard("6D00"), CHALLENGE)


@pytest.mark.parametrize(("hash_name", "weak"), [("sha1", True), ("sha256", False)])
def test_rsa(hash_name: str, weak: bool) -> None:
    key = rsa.generate_private_key(65537, 2048)
    response = ActiveKey(key, hash_name).answer(CHALLENGE, os.urandom)
    proof = verify_active(spki(key), CHALLENGE, response, None)
    assert (proof.public_key_der, proof.is_weak) == (spki(key), weak)
    assert hash_name.upper() in proof.algorithm


@pytest.mark.parametrize(
    "curve",
    [ec.SECP256R1(), ec.SECP521R1(), ec.BrainpoolP384R1()],
    ids=lambda curve: curve.name,
)
def test_curves(curve: ec.EllipticCurve) -> None:
    key = ec.generate_private_key(curve)
    pkcs8 = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    response = ActiveKey.from_pkcs8(pkcs8).answer(CHALLENGE, os.urandom)
    proof = verify_active(spki(key), CHALLENGE, response, infos())
    assert (proof.algorithm, proof.is_weak) == ("ECDSA (plain) SHA256", False)


@pytest.mark.parametrize("length", [0, 7, 9, 64])
def test_the_card_signs_challenges_of_eight_bytes_alone(length: int) -> None:
    key = ActiveKey(ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(RefusedError):
        key.answer(bytes(length), os.urandom)


def test_a_key_that_is_damaged_is_named() -> None:
    with pytest.raises(ChannelError):
        ActiveKey.from_pkcs8(b"\x30\x00")
