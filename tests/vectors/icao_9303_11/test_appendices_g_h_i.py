"""ICAO 9303-11, appendices G, H and I: PACE in every mapping, each value of the worked examples."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pace_cards import PaceOnlyCard, Passwords
from thiqa.card.channel.derivation import SessionKeys
from thiqa.card.channel.domain import Domain, EllipticDomain, ModularDomain
from thiqa.card.channel.domain_parameters import (
    read_agreement_key,
    read_domain,
    write_agreement_key,
)
from thiqa.card.channel.pace import PacePolicy, PaceSession, choose, establish_pace, key_of_proof
from thiqa.card.channel.pace.choice import PaceChoice
from thiqa.card.channel.pace.integrated_mapping import map_integrated, pseudo_random
from thiqa.card.channel.pace.key_agreement import (
    authentication_token,
    chip_authentication_data,
    decrypt_chip_data,
    decrypt_nonce,
    encrypt_chip_data,
    encrypt_nonce,
    password_key,
    token_input,
)
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.data_groups.security_info import ChipPublicKeyInfo, PaceInfo
from thiqa.card.data_groups.security_infos import SecurityInfos, read_security_infos
from thiqa.card.transport.tlv import DataObject

Example = dict[str, Any]
FILE = Path(__file__).parent / "appendices_g_h_i.json"
EXAMPLES: dict[str, Example] = {each["clause"]: each for each in json.loads(FILE.read_text())}

every_example = pytest.mark.parametrize("clause", ["G.1", "G.2", "H.1", "H.2", "I.1"])
every_generic_example = pytest.mark.parametrize("clause", ["G.1", "G.2", "I.1"])
every_integrated_example = pytest.mark.parametrize("clause", ["H.1", "H.2"])


def of(example: Example, name: str) -> bytes:
    return bytes.fromhex(example[name])


def number(example: Example, name: str) -> int:
    return int(example[name], 16)


def infos_of(example: Example) -> SecurityInfos:
    return SecurityInfos(
        pace=(PaceInfo(example["protocol"], parameter_id=example["parameter_id"]),)
    )


def choice_of(example: Example) -> PaceChoice:
    return choose(infos_of(example), PacePolicy())


def zone(example: Example) -> MrzPassword:
    return MrzPassword(
        example["document_number"], example["date_of_birth"], example["date_of_expiry"]
    )


def generator_of(domain: Domain) -> bytes:
    if isinstance(domain, EllipticDomain):
        return domain.curve.encode(domain.generator)
    assert isinstance(domain, ModularDomain)
    return domain.group.encode(domain.generator)


def prime_of(domain: Domain) -> int:
    if isinstance(domain, EllipticDomain):
        return domain.curve.p
    assert isinstance(domain, ModularDomain)
    return domain.group.p


def mapped(example: Example) -> Domain:
    choice = choice_of(example)
    if "terminal_nonce" in example:
        nonces = of(example, "nonce"), of(example, "terminal_nonce")
        return map_integrated(choice.domain, choice.protocol.suite, *nonces)
    return choice.domain.with_generator_from(
        number(example, "nonce"), of(example, "shared_mapping")
    )


def session_keys(example: Example) -> SessionKeys:
    return SessionKeys.derive(of(example, "shared"), choice_of(example).protocol.suite)


def drawn(domain: Domain, *numbers: bytes | int) -> Callable[[int], bytes]:
    """Draw the random numbers of the example, private keys in the form in which they are drawn."""
    left = list(numbers)

    def draw(size: int) -> bytes:
        each = left.pop(0)
        if isinstance(each, int):
            return (each % domain.order - 1).to_bytes(size)
        assert len(each) == size
        return each

    return draw


@every_generic_example
def test_the_offer_is_read_and_written(clause: str) -> None:
    example = EXAMPLES[clause]
    infos = read_security_infos(DataObject(0x31, of(example, "pace_info")).to_bytes())
    assert infos == infos_of(example)
    assert infos.pace[0].to_bytes() == of(example, "pace_info")


@every_generic_example
def test_the_zone_gives_the_key_of_the_password(clause: str) -> None:
    example = EXAMPLES[clause]
    suite = choice_of(example).protocol.suite
    secret = zone(example).secret()
    assert secret == of(example, "secret")
    assert password_key(secret, suite) == of(example, "password_key")
    assert encrypt_nonce(of(example, "nonce"), secret, suite) == of(example, "encrypted_nonce")
    assert decrypt_nonce(of(example, "encrypted_nonce"), secret, suite) == of(example, "nonce")


@every_integrated_example
def test_the_key_of_the_password_gives_the_nonce(clause: str) -> None:
    example = EXAMPLES[clause]
    suite = choice_of(example).protocol.suite
    key, encrypted = of(example, "password_key"), of(example, "encrypted_nonce")
    assert suite.decrypt(key, suite.zero_iv, encrypted) == of(example, "nonce")
    assert suite.encrypt(key, suite.zero_iv, of(example, "nonce")) == encrypted


@every_generic_example
def test_the_mapping_keys_give_the_shared_element(clause: str) -> None:
    example = EXAMPLES[clause]
    domain = choice_of(example).domain
    for ours, theirs in (("terminal", "chip"), ("chip", "terminal")):
        scalar = number(example, f"{ours}_mapping_private")
        assert domain.public_key(scalar) == of(example, f"{ours}_mapping_public")
        shared = domain.multiple(scalar, of(example, f"{theirs}_mapping_public"))
        assert shared == of(example, "shared_mapping")


@every_integrated_example
def test_both_nonces_give_the_pseudo_random_number(clause: str) -> None:
    example = EXAMPLES[clause]
    choice = choice_of(example)
    nonces = of(example, "nonce"), of(example, "terminal_nonce")
    drawn_bits = pseudo_random(choice.domain.field_bits, choice.protocol.suite, *nonces)
    assert drawn_bits == of(example, "pseudo_random")
    reduced = int.from_bytes(drawn_bits) % prime_of(choice.domain)
    assert reduced == number(example, "pseudo_random_number")


@every_example
def test_the_nonce_is_mapped_to_the_generator(clause: str) -> None:
    example = EXAMPLES[clause]
    assert generator_of(mapped(example)) == of(example, "generator")


@every_example
def test_the_new_generator_gives_the_keys_and_the_secret(clause: str) -> None:
    example = EXAMPLES[clause]
    domain = mapped(example)
    for ours, theirs in (("terminal", "chip"), ("chip", "terminal")):
        scalar = number(example, f"{ours}_private") % domain.order
        assert domain.public_key(scalar) == of(example, f"{ours}_public")
        assert domain.agree(scalar, of(example, f"{theirs}_public")) == of(example, "shared")


@every_example
def test_the_secret_gives_the_session_keys(clause: str) -> None:
    example = EXAMPLES[clause]
    keys = session_keys(example)
    assert keys.encryption == of(example, "encryption_key")
    assert keys.authentication == of(example, "mac_key")


@every_example
def test_each_token_is_about_the_other_sides_key(clause: str) -> None:
    example = EXAMPLES[clause]
    domain, keys, protocol = mapped(example), session_keys(example), example["protocol"]
    for ours, theirs in (("terminal", "chip"), ("chip", "terminal")):
        key = of(example, f"{theirs}_public")
        assert token_input(protocol, domain, key) == of(example, f"{ours}_token_input")
        assert authentication_token(keys, protocol, domain, key) == of(example, f"{ours}_token")


def test_the_parameters_that_the_example_writes_out_are_those_of_its_curve() -> None:
    example = EXAMPLES["G.1"]
    domain = read_domain(of(example, "domain_parameters"))
    assert domain == choice_of(example).domain


class RecordedChip:
    """Answers the commands of an example, and no others."""

    def __init__(self, conversation: list[list[str]]) -> None:
        self.left = [(bytes.fromhex(asked), bytes.fromhex(said)) for asked, said in conversation]

    def transmit(self, command: bytes) -> bytes:
        asked, said = self.left.pop(0)
        assert command == asked
        return said


def run_terminal(example: Example) -> PaceSession:
    choice = choice_of(example)
    chip = RecordedChip(example["conversation"])
    scalars = number(example, "terminal_mapping_private"), number(example, "terminal_private")
    session = establish_pace(chip, zone(example), choice, drawn(choice.domain, *scalars))
    assert not chip.left
    return session


@every_generic_example
def test_the_terminal_says_every_byte(clause: str) -> None:
    example = EXAMPLES[clause]
    session = run_terminal(example)
    domain = mapped(example)
    assert session.terminal_key == domain.compress(of(example, "terminal_public"))
    assert session.chip_key == domain.compress(of(example, "chip_public"))
    assert session.authorities == ((b"DETESTCVCA00003",) if clause == "G.2" else ())


@every_generic_example
def test_the_chip_says_every_byte(clause: str) -> None:
    """In G.2 the chip names an authority although nobody asked: ours does not."""
    example = EXAMPLES[clause]
    choice = choice_of(example)
    scalars = number(example, "chip_mapping_private"), number(example, "chip_private")
    random_bytes = drawn(choice.domain, of(example, "nonce"), *scalars)
    keys = {13: chip_key(example)} if clause == "I.1" else {}
    card = PaceOnlyCard(infos_of(example), Passwords((zone(example),)), random_bytes, keys)
    for asked, said in example["conversation"][:-1]:
        assert card.transmit(bytes.fromhex(asked)).hex().upper() == said
    asked, said = example["conversation"][-1]
    named = "870F" + b"DETESTCVCA00003".hex().upper()
    without = said.replace("7C1B", "7C0A").replace(named, "")
    assert card.transmit(bytes.fromhex(asked)).hex().upper() == without
    assert card.established is not None
    assert card.established.keys == session_keys(example)


def chip_key(example: Example) -> int:
    """The example does not say the chip's private key, but what follows from it."""
    order = choice_of(example).domain.order
    inverse = pow(number(example, "chip_authentication_data"), -1, order)
    return number(example, "chip_mapping_private") * inverse % order


def test_the_chips_own_key_is_read_and_written() -> None:
    example = EXAMPLES["I.1"]
    (info,) = read_security_infos(
        DataObject(0x31, of(example, "chip_key_info")).to_bytes()
    ).chip_public_keys
    assert info.key_id == 13
    key = read_agreement_key(info.public_key)
    assert key.domain == choice_of(example).domain
    assert key.public_key == of(example, "chip_authentication_public")
    written = ChipPublicKeyInfo(info.protocol, write_agreement_key(13, key.public_key), 13)
    assert written.to_bytes() == of(example, "chip_key_info")
    assert key.domain.public_key(chip_key(example)) == key.public_key


def test_the_chip_authentication_data_is_sealed_and_opened() -> None:
    example = EXAMPLES["I.1"]
    keys, domain = session_keys(example), choice_of(example).domain
    data = of(example, "chip_authentication_data")
    scalars = chip_key(example), number(example, "chip_mapping_private")
    assert chip_authentication_data(domain, *scalars) == data
    ones = b"\xff" * 16
    iv = keys.suite.encrypt(keys.encryption, keys.suite.zero_iv, ones)
    assert iv == of(example, "chip_authentication_iv")
    encrypted = of(example, "chip_authentication_encrypted")
    assert encrypt_chip_data(keys, data) == encrypted
    assert decrypt_chip_data(keys, encrypted, domain) == data


def test_the_terminal_finds_the_mapping_key_from_the_chips_own_key() -> None:
    example = EXAMPLES["I.1"]
    proof = run_terminal(example).chip_authentication
    assert proof is not None
    assert proof.data == of(example, "chip_authentication_data")
    assert proof.mapping_key == of(example, "chip_mapping_public")
    assert key_of_proof(proof, of(example, "chip_authentication_public")) == proof.mapping_key
