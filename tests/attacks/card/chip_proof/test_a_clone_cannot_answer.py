"""Chip authentication: who does not hold the key of DG14 has no channel, and no proof."""

import os
from dataclasses import replace

import pytest

from chips import (
    ProvingChip,
    chip_key,
    offering,
    opened,
    protocol_of,
    public_key_info,
)
from thiqa.card.channel.chip_authentication import (
    TAG_DYNAMIC_DATA,
    TAG_EPHEMERAL_KEY,
    TAG_TERMINAL_KEY,
    authenticate_chip,
    verify_chip_mapping,
)
from thiqa.card.channel.chip_keys import ChipAuthenticator, ChipPrivateKey
from thiqa.card.channel.domain import ModularDomain
from thiqa.card.channel.domain_parameters import (
    STANDARD_DOMAINS,
    write_agreement_key,
)
from thiqa.card.channel.errors import ChipProofError, RefusedError
from thiqa.card.channel.pace.key_agreement import chip_authentication_data
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.asn1 import encode_identifier
from thiqa.card.data_groups.security_info import ID_PK_ECDH, ChipPublicKeyInfo
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.dialect import TAG_ALGORITHM, TAG_PRIVATE_KEY, Instruction
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord
from thiqa.card.transport.tlv import DataObject

P256, BP256, DH1024 = 12, 13, 0
SUITES = [Suite.TDES, Suite.AES128]


def no_proof(chip: ProvingChip, infos: SecurityInfos) -> None:
    with pytest.raises(ChipProofError):
        authenticate_chip(opened(chip), infos, os.urandom)


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.title)
@pytest.mark.parametrize("parameter_id", [P256, BP256, DH1024])
def test_a_copy_with_another_key_has_no_channel(parameter_id: int, suite: Suite) -> None:
    own, documents = chip_key(parameter_id), chip_key(parameter_id)
    clone = ProvingChip.holding(own, [protocol_of(parameter_id, suite)])
    no_proof(clone, offering(parameter_id, documents, [suite]))


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.title)
def test_a_copy_that_stays_in_the_old_channel_proves_nothing(suite: Suite) -> None:
    key = chip_key(P256)

    chip = ProvingChip.holding(key, [protocol_of(P256, suite)])
    old = chip.channel

    class Stubborn:
        def transmit(self, command: bytes) -> bytes:
            answer = chip.transmit(command)
            chip.channel = old
            return answer

    with pytest.raises(ChipProofError):
        authenticate_chip(opened(Stubborn()), offering(P256, key, [suite]), os.urandom)


def test_an_answer_without_protection_proves_nothing() -> None:
    key = chip_key(P256)

    class Plain(ProvingChip):
        def transmit(self, command: bytes) -> bytes:
            if self.agreed is not None:
                return StatusWord.OK.to_bytes(2)
            return super().transmit(command)

    no_proof(
        Plain.holding(key, [protocol_of(P256, Suite.AES128)]),
        offering(P256, key, [Suite.AES128]),
    )


def test_the_terminals_own_command_sent_back_proves_nothing() -> None:
    """The new channel begins with the same counter on both sides."""
    key = chip_key(P256)

    class Mirror(ProvingChip):
        def transmit(self, command: bytes) -> bytes:
            if self.agreed is not None:
                return ResponseApdu(CommandApdu.from_bytes(command).data, 0x9000).to_bytes()
            return super().transmit(command)

    no_proof(
        Mirror.holding(key, [protocol_of(P256, Suite.AES128)]),
        offering(P256, key, [Suite.AES128]),
    )


def test_a_chip_that_refuses_proves_nothing() -> None:
    key = chip_key(P256)
    for offered, known in ((Suite.AES128, Suite.TDES), (Suite.TDES, Suite.AES128)):
        chip = ProvingChip.holding(key, [protocol_of(P256, known)])
        with pytest.raises(ChipProofError, match="the card answered 6A80"):
            authenticate_chip(opened(chip), offering(P256, key, [offered]), os.urandom)


@pytest.mark.parametrize(
    "point",
    [
        pytest.param(b"\x00", id="infinity"),
        pytest.param(b"\x04" + bytes(64), id="off the curve"),
        pytest.param(b"\x04" + b"\xff" * 64, id="outside the field"),
        pytest.param(b"\x02" + bytes(32), id="compressed"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_a_key_of_the_chip_that_is_no_point_is_refused(point: bytes) -> None:
    key = chip_key(P256)
    infos = offering(P256, key, [Suite.AES128])
    der = write_agreement_key(P256, point)
    broken = replace(infos, chip_public_keys=(ChipPublicKeyInfo(ID_PK_ECDH, der),))
    no_proof(ProvingChip.holding(key, [protocol_of(P256, Suite.AES128)]), broken)


@pytest.mark.parametrize("number", [1, -1, 2])
def test_a_key_of_the_chip_outside_the_subgroup_is_refused(number: int) -> None:
    """With it a secret of few possible values would be agreed on."""
    key = chip_key(DH1024)
    assert isinstance(key.domain, ModularDomain)
    value = number % key.domain.group.p
    der = write_agreement_key(DH1024, value.to_bytes(128))
    infos = offering(DH1024, key, [Suite.AES128])
    broken = replace(infos, chip_public_keys=(replace(infos.chip_public_keys[0], public_key=der),))
    no_proof(ProvingChip.holding(key, [protocol_of(DH1024, Suite.AES128)]), broken)


def test_the_terminals_own_key_as_the_chips_is_refused() -> None:
    """Whoever foresees the terminal's random numbers, or is told them, could put it there."""
    key = chip_key(P256)
    chosen = bytes(range(1, 41))
    scalar = key.domain.random_scalar(lambda count: chosen[:count])
    same = ChipPrivateKey(key.domain, scalar)
    chip = ProvingChip.holding(same, [protocol_of(P256, Suite.AES128)])
    with pytest.raises(ChipProofError, match="our own"):
        authenticate_chip(
            opened(chip), offering(P256, same, [Suite.AES128]), lambda count: chosen[:count]
        )


def give(chip: ChipAuthenticator, key: bytes, suite: Suite, parameter_id: int = P256) -> None:
    """Give a chip the terminal's key in the way that goes with the cipher."""
    if suite is Suite.TDES:
        chip.agree_at_once(DataObject(TAG_EPHEMERAL_KEY, key).to_bytes())
        return
    identifier = encode_identifier(protocol_of(parameter_id, suite))
    chip.choose(DataObject(TAG_ALGORITHM, identifier).to_bytes())
    inner = DataObject(TAG_TERMINAL_KEY, key).to_bytes()
    chip.agree(DataObject(TAG_DYNAMIC_DATA, inner).to_bytes())


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.title)
@pytest.mark.parametrize("case", ["infinity", "off the curve", "compressed", "empty", "chip's own"])
def test_the_chip_refuses_a_key_that_would_tell_its_own(case: str, suite: Suite) -> None:
    key = chip_key(P256)
    chip = ChipAuthenticator({None: key}, {None: {protocol_of(P256, suite)}})
    sent = {
        "infinity": b"\0",
        "off the curve": b"\x04" + bytes(63) + b"\x01",
        "compressed": b"\x02" + key.domain.public_key(5)[1:33],
        "empty": b"",
        "chip's own": key.domain.public_key(key.scalar),
    }[case]
    with pytest.raises(RefusedError) as refusal:
        give(chip, sent, suite)
    assert refusal.value.status == StatusWord.INCORRECT_DATA


@pytest.mark.parametrize("number", [0, 1, -1, 2])
def test_the_chip_refuses_numbers_outside_the_subgroup(number: int) -> None:
    key = chip_key(DH1024)
    assert isinstance(key.domain, ModularDomain)
    value = (number % key.domain.group.p).to_bytes(128).lstrip(b"\0")
    chip = ChipAuthenticator({None: key}, {None: {protocol_of(DH1024, Suite.AES128)}})
    with pytest.raises(RefusedError):
        give(chip, value, Suite.AES128, DH1024)


def test_a_refused_key_leaves_the_channel_as_it_was() -> None:
    """TR-03110-3, B.14.3: the keys before remain valid."""
    key = chip_key(P256)
    chip = ProvingChip.holding(key, [protocol_of(P256, Suite.TDES)])
    card = opened(chip)
    data = DataObject(TAG_EPHEMERAL_KEY, b"\x04" + bytes(64)).to_bytes()
    for _ in range(2):
        command = CommandApdu(0, Instruction.MANAGE_SECURITY_ENVIRONMENT, 0x41, 0xA6, data)
        answer = ResponseApdu.from_bytes(card.transmit(command.to_bytes()))
        assert answer.status == StatusWord.INCORRECT_DATA
    assert chip.agreed is None


def test_a_form_that_is_not_offered_for_a_key_is_refused() -> None:
    """Nor is a weaker cipher given to whoever asks for it."""
    key = chip_key(P256)
    chip = ChipAuthenticator({1: key}, {1: {protocol_of(P256, Suite.AES256)}})
    mine = key.domain.public_key(5)
    number = DataObject(TAG_PRIVATE_KEY, b"\1").to_bytes()
    with pytest.raises(RefusedError):
        chip.agree_at_once(DataObject(TAG_EPHEMERAL_KEY, mine).to_bytes() + number)
    weak = encode_identifier(protocol_of(P256, Suite.AES128))
    with pytest.raises(RefusedError):
        chip.choose(DataObject(TAG_ALGORITHM, weak).to_bytes() + number)
    strong = encode_identifier(protocol_of(P256, Suite.AES256))
    with pytest.raises(RefusedError) as refusal:
        chip.choose(
            DataObject(TAG_ALGORITHM, strong).to_bytes()
            + DataObject(TAG_PRIVATE_KEY, b"\2").to_bytes()
        )
    assert refusal.value.status == StatusWord.REFERENCE_NOT_FOUND


def test_each_key_is_agreed_on_after_its_form_was_chosen() -> None:
    key = chip_key(P256)
    chip = ChipAuthenticator({None: key}, {None: {protocol_of(P256, Suite.AES128)}})
    inner = DataObject(TAG_TERMINAL_KEY, key.domain.public_key(5)).to_bytes()
    data = DataObject(TAG_DYNAMIC_DATA, inner).to_bytes()
    give(chip, key.domain.public_key(5), Suite.AES128)
    with pytest.raises(RefusedError) as refusal:
        chip.agree(data)
    assert refusal.value.status == StatusWord.CONDITIONS_NOT_SATISFIED


def test_a_mapping_without_the_documents_key_is_no_proof() -> None:
    documents, own = chip_key(BP256), chip_key(BP256)
    domain = documents.domain
    scalar = domain.random_scalar(os.urandom)
    mapping = domain.public_key(scalar)
    der = public_key_info(BP256, documents).public_key
    data = chip_authentication_data(domain, documents.scalar, scalar)
    verify_chip_mapping(der, domain, mapping, data)
    forged = chip_authentication_data(domain, own.scalar, scalar)
    attempts = {
        "another key": (der, mapping, forged),
        "another mapping": (der, domain.public_key(5), data),
        "zero": (der, mapping, bytes(32)),
        "the order": (der, mapping, domain.order.to_bytes(32)),
        "one byte more": (der, mapping, b"\0" + data),
        "more than the order": (der, mapping, (int.from_bytes(data) + domain.order).to_bytes(33)),
        "nothing": (der, mapping, b""),
        "infinity": (write_agreement_key(BP256, b"\0"), mapping, data),
        "no key": (b"", mapping, data),
    }
    for public_key, key, sent in attempts.values():
        with pytest.raises(ChipProofError):
            verify_chip_mapping(public_key, domain, key, sent)


def test_a_mapping_in_another_group_than_the_documents_key_is_no_proof() -> None:
    documents = chip_key(BP256)
    domain = STANDARD_DOMAINS[P256]
    der = public_key_info(BP256, documents).public_key
    with pytest.raises(ChipProofError, match="another group"):
        verify_chip_mapping(der, domain, domain.public_key(5), (5).to_bytes(32))
