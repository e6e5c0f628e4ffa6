"""A chip proves its key by answering through a channel that only its holder can use."""

import os

import pytest

from chips import (
    SUITES,
    ProvingChip,
    chip_key,
    offering,
    opened,
    protocol_of,
    public_key_info,
)
from thiqa.card.channel.chip_authentication import authenticate_chip, verify_chip_mapping
from thiqa.card.channel.chip_protocols import choose_chip_key
from thiqa.card.channel.domain_parameters import STANDARD_DOMAINS
from thiqa.card.channel.errors import ChipProofError
from thiqa.card.channel.pace.key_agreement import chip_authentication_data
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.security_info import ChipAuthenticationInfo
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord

P256, BP256, BP320, P384, BP384, DH2048 = 12, 13, 14, 15, 16, 2


@pytest.mark.parametrize("suite", list(Suite), ids=lambda suite: suite.title)
@pytest.mark.parametrize("parameter_id", [P256, BP256, BP320, P384, BP384, DH2048, 0, 18])
def test_terminal_and_chip_agree(parameter_id: int, suite: Suite) -> None:
    key = chip_key(parameter_id)
    chip = ProvingChip.holding(key, [protocol_of(parameter_id, suite)])
    infos = offering(parameter_id, key, [suite])
    session = authenticate_chip(opened(chip), infos, os.urandom)
    assert session.proof.public_key_der == infos.chip_public_keys[0].public_key
    assert session.proof.protocol == protocol_of(parameter_id, suite)
    assert chip.agreed is not None
    assert session.terminal_key == chip.agreed.terminal_key
    answer = session.card.transmit(CommandApdu(0, 0xA4, 2, 0x0C, b"\x01\x01").to_bytes())
    assert ResponseApdu.from_bytes(answer).status == StatusWord.OK


def test_3des_takes_one_command_and_aes_two() -> None:
    key = chip_key(P256)
    for suite, expected in (
        (Suite.TDES, [(0x22, 0x41, 0xA6, 67)]),
        (Suite.AES128, [(0x22, 0x41, 0xA4, 12), (0x86, 0, 0, 69)]),
    ):
        chip = ProvingChip.holding(key, [protocol_of(P256, suite)])
        authenticate_chip(opened(chip), offering(P256, key, [suite]), os.urandom)
        assert chip.asked == [*expected, (0xA4, 0x02, 0x0C, 2)]


def test_a_key_with_a_number_is_named_by_it() -> None:
    key = chip_key(P256)
    chip = ProvingChip.holding(key, [protocol_of(P256, Suite.AES128)], key_id=300)
    infos = offering(P256, key, [Suite.AES128], key_id=300)
    assert authenticate_chip(opened(chip), infos, os.urandom).proof.key_id == 300
    assert chip.asked[0] == (0x22, 0x41, 0xA4, 12 + 4)


def test_the_strongest_cipher_and_then_the_largest_group_is_taken() -> None:
    small, large = chip_key(P256), chip_key(P384)
    infos = SecurityInfos.of(
        [
            public_key_info(P256, small, 1),
            public_key_info(P384, large, 2),
            *(
                ChipAuthenticationInfo(protocol_of(parameter_id, suite), key_id=key_id)
                for parameter_id, key_id in ((P256, 1), (P384, 2))
                for suite in SUITES
            ),
        ]
    )
    choice = choose_chip_key(infos)
    assert (choice.key_id, choice.protocol.name) == (2, "CA-ECDH-AES-256")


@pytest.mark.parametrize("parameter_id", [P256, DH2048])
def test_a_chip_that_names_a_key_alone_is_of_the_first_generation(parameter_id: int) -> None:
    key = chip_key(parameter_id)
    infos = SecurityInfos.of([public_key_info(parameter_id, key)])
    assert choose_chip_key(infos).protocol.suite is Suite.TDES


def test_other_versions_and_forms_that_do_not_go_with_the_key_are_passed_over() -> None:
    key = chip_key(P256)
    wrong = [
        ChipAuthenticationInfo(protocol_of(P256, Suite.AES128), version=2),
        ChipAuthenticationInfo(protocol_of(DH2048, Suite.AES128)),
        ChipAuthenticationInfo(protocol_of(P256, Suite.AES128), key_id=7),
    ]
    with pytest.raises(ChipProofError, match="no chip authentication"):
        choose_chip_key(SecurityInfos.of([public_key_info(P256, key), *wrong]))


@pytest.mark.parametrize("parameter_id", [P256, BP256, BP384, BP320])
def test_what_the_mapping_of_pace_leaves_is_verified(parameter_id: int) -> None:
    key = chip_key(parameter_id)
    domain = STANDARD_DOMAINS[parameter_id]
    scalar = domain.random_scalar(os.urandom)
    data = chip_authentication_data(domain, key.scalar, scalar)
    der = public_key_info(parameter_id, key).public_key
    proof = verify_chip_mapping(der, domain, domain.public_key(scalar), data)
    assert proof.public_key_der == der
