"""Chip and terminal authentication in the worked example of TR-03110, each value byte by byte."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from thiqa.card.channel.chip_authentication import TAG_DYNAMIC_DATA, TAG_TERMINAL_KEY
from thiqa.card.channel.chip_keys import ChipAuthenticator, ChipPrivateKey
from thiqa.card.channel.cv_certificates import CvCertificate, CvSigningKey
from thiqa.card.channel.cv_certificates.public_key import CvPublicKey, InheritingKey
from thiqa.card.channel.derivation import KeyPurpose, SessionKeys, derive_key
from thiqa.card.channel.domain import Domain
from thiqa.card.channel.domain_parameters import standard_domain
from thiqa.card.channel.pace.key_agreement import token_input
from thiqa.card.channel.suite import Suite
from thiqa.card.channel.terminal_authentication import Binding
from thiqa.card.data_groups.asn1 import encode_identifier
from thiqa.card.data_groups.security_info import ID_CA
from thiqa.card.dialect import TAG_ALGORITHM
from thiqa.card.transport.tlv import DataObject
from thiqa.crypto.certificate_keys import EllipticKey
from thiqa.crypto.curves import BRAINPOOL_P512

EXAMPLE = json.loads(Path(__file__).with_name("eac_worked_example.json").read_text())
KINDS = ("ecdh", "dh")
PROTOCOLS = {"ecdh": f"{ID_CA}.2.2", "dh": f"{ID_CA}.1.2"}
"""Both with AES-128."""


def value(kind: str, name: str) -> bytes:
    return bytes.fromhex(EXAMPLE[kind][name])


def number(kind: str, name: str) -> int:
    return int(EXAMPLE[kind][name], 16)


def domain(kind: str) -> Domain:
    return standard_domain(EXAMPLE[kind]["domain_parameters"])


def binding(kind: str) -> Binding:
    """The example's chip, known by its key of PACE, and the terminal's key of its channel."""
    group = domain(kind)
    return Binding(
        group.compress(value(kind, "chip_pace_key")),
        group.compress(value(kind, "terminal_public")),
    )


def key_of_terminal(kind: str) -> CvPublicKey:
    keys = {}
    for name in ("authority", "document_verifier", "terminal"):
        key = CvCertificate.from_bytes(value(kind, name)).public_key
        keys[name] = key.on(keys["authority"]) if isinstance(key, InheritingKey) else key
    return keys["terminal"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_public_keys_are_those_of_the_private_ones(kind: str) -> None:
    group = domain(kind)
    assert group.public_key(number(kind, "chip_private")) == value(kind, "chip_public")
    assert group.public_key(number(kind, "terminal_private")) == value(kind, "terminal_public")


@pytest.mark.parametrize("kind", KINDS)
def test_both_sides_come_to_the_shared_secret(kind: str) -> None:
    group, expected = domain(kind), value(kind, "shared_secret")
    chip, terminal = number(kind, "chip_private"), number(kind, "terminal_private")
    assert group.agree(chip, value(kind, "terminal_public")) == expected
    assert group.agree(terminal, value(kind, "chip_public")) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_the_keys_are_derived_from_secret_and_nonce(kind: str) -> None:
    secret = value(kind, "shared_secret") + value(kind, "chip_nonce")
    assert derive_key(secret, Suite.AES128, KeyPurpose.ENCRYPTION) == value(kind, "encryption_key")
    assert derive_key(secret, Suite.AES128, KeyPurpose.AUTHENTICATION) == value(
        kind, "authentication_key"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_chips_token_authenticates_the_terminals_key(kind: str) -> None:
    message = token_input(PROTOCOLS[kind], domain(kind), value(kind, "terminal_public"))
    code = Suite.AES128.mac(value(kind, "authentication_key"), message)
    assert code == value(kind, "chip_token")


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_chip_agrees_as_version_1_does(kind: str) -> None:
    """Version 1 has no nonce: its keys come from the secret alone."""
    key = ChipPrivateKey(domain(kind), number(kind, "chip_private"))
    chip = ChipAuthenticator({None: key}, {None: {PROTOCOLS[kind]}})
    chip.choose(DataObject(TAG_ALGORITHM, encode_identifier(PROTOCOLS[kind])).to_bytes())
    inner = DataObject(TAG_TERMINAL_KEY, value(kind, "terminal_public")).to_bytes()
    _, agreed = chip.agree(DataObject(TAG_DYNAMIC_DATA, inner).to_bytes())
    assert agreed.keys == SessionKeys.derive(value(kind, "shared_secret"), Suite.AES128)
    assert agreed.terminal_key == binding(kind).channel


@pytest.mark.parametrize("kind", KINDS)
def test_the_terminals_signature_holds(kind: str) -> None:
    message = binding(kind).message(value(kind, "challenge"))
    key_of_terminal(kind).verify(value(kind, "signature"), message)


def test_the_terminal_signs_just_as_the_example_with_rsa() -> None:
    """PKCS #1 version 1.5 draws no random numbers: the signature is the example's."""
    given = {name: int(text, 16) for name, text in EXAMPLE["dh"]["terminal_key"].items()}
    public = rsa.RSAPublicNumbers(given["e"], given["n"])
    private = rsa.RSAPrivateNumbers(
        *(given[name] for name in ("p", "q", "d", "dp", "dq", "qi")), public
    ).private_key()
    key = CvSigningKey.of_rsa(private, key_of_terminal("dh").algorithm)
    assert key.public == key_of_terminal("dh")
    message = binding("dh").message(value("dh", "challenge"))
    assert key.sign(message, bytes) == value("dh", "signature")


def test_the_key_on_a_curve_is_the_one_in_the_terminals_certificate() -> None:
    scalar = int(EXAMPLE["ecdh"]["terminal_key"]["scalar"], 16)
    key = CvSigningKey.of_scalar(BRAINPOOL_P512, scalar, key_of_terminal("ecdh").algorithm)
    assert key.public == key_of_terminal("ecdh")
    assert isinstance(key.public.key, EllipticKey)
