"""PACE and what follows through its channel in the worked example of TR-03110, byte by byte."""

import json
from pathlib import Path
from typing import Any

import pytest

from thiqa.card.channel.derivation import SessionKeys
from thiqa.card.channel.domain import Domain, EllipticDomain, ModularDomain
from thiqa.card.channel.domain_parameters import read_agreement_key, standard_domain
from thiqa.card.channel.pace import PacePolicy, choose
from thiqa.card.channel.pace.key_agreement import (
    authentication_token,
    decrypt_nonce,
    encrypt_nonce,
)
from thiqa.card.channel.passwords import PinPassword
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.security_info import ID_PACE, ID_TA
from thiqa.card.data_groups.security_infos import SecurityInfos, read_security_infos
from thiqa.pki.signed_object import read_signed_object

EXAMPLE = json.loads(Path(__file__).with_name("eac_worked_example.json").read_text())
KINDS = ("ecdh", "dh")
PROTOCOLS = {"ecdh": f"{ID_PACE}.2.2", "dh": f"{ID_PACE}.1.2"}
"""Generic mapping, AES-128."""
SUITE = Suite.AES128
MAX_CARD_SECURITY_BYTES = 4_096

every_kind = pytest.mark.parametrize("kind", KINDS)


def value(kind: str, name: str) -> bytes:
    return bytes.fromhex(EXAMPLE[kind]["pace"][name])


def number(kind: str, name: str) -> int:
    return int(EXAMPLE[kind]["pace"][name], 16)


def password(kind: str) -> PinPassword:
    return PinPassword(EXAMPLE[kind]["pace"]["password"])


def domain(kind: str) -> Domain:
    return standard_domain(EXAMPLE[kind]["domain_parameters"])


def mapped(kind: str) -> Domain:
    """The group with the generator that both have come to."""
    nonce = int.from_bytes(value(kind, "nonce"))
    return domain(kind).with_generator_from(nonce, value(kind, "mapping_secret"))


def keys(kind: str) -> SessionKeys:
    return SessionKeys.derive(value(kind, "shared_secret"), SUITE)


def card_access(kind: str) -> SecurityInfos:
    return read_security_infos(bytes.fromhex(EXAMPLE[kind]["card_access"]))


def card_security(kind: str) -> SecurityInfos:
    """What EF.CardSecurity holds, whoever has signed it."""
    signed: Any = read_signed_object(
        bytes.fromhex(EXAMPLE[kind]["card_security"]), max_bytes=MAX_CARD_SECURITY_BYTES
    )
    return read_security_infos(signed.content)


@every_kind
def test_the_chip_offers_the_examples_form_of_pace(kind: str) -> None:
    choice = choose(card_access(kind), PacePolicy())
    assert choice.protocol.identifier == PROTOCOLS[kind]
    assert choice.domain == domain(kind)


@every_kind
def test_the_nonce_is_encrypted_with_the_pin(kind: str) -> None:
    secret, nonce = password(kind).secret(), value(kind, "nonce")
    assert encrypt_nonce(nonce, secret, SUITE) == value(kind, "encrypted_nonce")
    assert decrypt_nonce(value(kind, "encrypted_nonce"), secret, SUITE) == nonce


@every_kind
@pytest.mark.parametrize("side", ["terminal", "chip"])
def test_the_keys_of_the_mapping(kind: str, side: str) -> None:
    private = number(kind, f"{side}_mapping_private")
    assert domain(kind).public_key(private) == value(kind, f"{side}_mapping_public")


@every_kind
@pytest.mark.parametrize(("side", "other"), [("terminal", "chip"), ("chip", "terminal")])
def test_both_sides_come_to_the_secret_of_the_mapping(kind: str, side: str, other: str) -> None:
    private = number(kind, f"{side}_mapping_private")
    public = value(kind, f"{other}_mapping_public")
    assert domain(kind).multiple(private, public) == value(kind, "mapping_secret")


@every_kind
def test_the_generator(kind: str) -> None:
    group = mapped(kind)
    if isinstance(group, EllipticDomain):
        assert group.curve.encode(group.generator) == value(kind, "generator")
    else:
        assert isinstance(group, ModularDomain)
        assert group.generator == number(kind, "generator")


@every_kind
@pytest.mark.parametrize(("side", "other"), [("terminal", "chip"), ("chip", "terminal")])
def test_both_sides_agree_with_the_new_generator(kind: str, side: str, other: str) -> None:
    private = number(kind, f"{side}_private")
    assert mapped(kind).public_key(private) == value(kind, f"{side}_public")
    secret = mapped(kind).agree(private, value(kind, f"{other}_public"))
    assert secret == value(kind, "shared_secret")


@every_kind
def test_the_keys_of_the_channel(kind: str) -> None:
    assert keys(kind).encryption == value(kind, "encryption_key")
    assert keys(kind).authentication == value(kind, "authentication_key")


@every_kind
@pytest.mark.parametrize(("side", "other"), [("terminal", "chip"), ("chip", "terminal")])
def test_a_token_authenticates_the_key_of_the_other_side(kind: str, side: str, other: str) -> None:
    token = authentication_token(
        keys(kind), PROTOCOLS[kind], mapped(kind), value(kind, f"{other}_public")
    )
    assert token == value(kind, f"{side}_token")


@every_kind
def test_the_first_command_through_the_channel_is_encrypted(kind: str) -> None:
    """Its data, with the counter 1: the name of the authority, for MSE:Set DST."""
    vector = SUITE.message_iv(keys(kind).encryption, (1).to_bytes(16))
    padded = SUITE.pad(value(kind, "command_data"))
    encrypted = SUITE.encrypt(keys(kind).encryption, vector, padded)
    assert encrypted == value(kind, "encrypted_command_data")


@every_kind
def test_the_first_answer_through_the_channel_is_authenticated(kind: str) -> None:
    """Its status word, with the counter 2."""
    message = (2).to_bytes(16) + value(kind, "answer_data")
    assert SUITE.message_mac(keys(kind).authentication, message) == value(kind, "answer_code")


@every_kind
def test_what_the_chip_offers_before_the_channel_is_signed(kind: str) -> None:
    signed = card_security(kind)
    for infos in (signed, card_access(kind)):
        assert [info.protocol for info in infos.terminal_authentication] == [ID_TA]
    assert set(card_access(kind).pace) <= set(signed.pace)


@every_kind
def test_the_chips_key_is_the_one_that_is_signed(kind: str) -> None:
    expected = bytes.fromhex(EXAMPLE[kind]["chip_public"])
    held = [read_agreement_key(info.public_key) for info in card_security(kind).chip_public_keys]
    assert (domain(kind), expected) in [(key.domain, key.public_key) for key in held]
