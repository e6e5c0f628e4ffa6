"""What a chip offers before the channel is up is anybody's: what is not accepted is not taken."""

import os

import pytest

from pace_cards import CAM, CAN, DH_GM, GM, IM, PaceOnlyCard, Passwords, pace_card
from thiqa.card.channel.domain_parameters import read_domain
from thiqa.card.channel.errors import DomainUnknownError, WrongPasswordError
from thiqa.card.channel.pace import (
    PaceNotOfferedError,
    PacePolicy,
    choose,
    establish_pace,
)
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.asn1 import (
    OCTET_STRING,
    sequence,
    write_identifier,
    write_unsigned,
)
from thiqa.card.data_groups.security_info import PaceDomainInfo, PaceInfo
from thiqa.card.data_groups.security_infos import SecurityInfos, read_security_infos
from thiqa.card.errors import CardAnswerError
from thiqa.card.transport.tlv import DataObject
from thiqa.crypto.curves import P_256, Curve
from thiqa.crypto.modp_groups import MODP_1024_160, ModpGroup

FAMILY = GM.rpartition(".")[0]


def octets(value: bytes) -> bytes:
    return DataObject(OCTET_STRING, value).to_bytes()


def number(value: int) -> bytes:
    return write_unsigned(value).to_bytes()


def explicit(curve: Curve, **changed: int) -> bytes:
    """Write parameters as an AlgorithmIdentifier with ECParameters."""
    size = curve.field_bytes
    value = {
        "p": curve.p,
        "a": curve.a,
        "b": curve.b,
        "x": curve.generator.x,
        "y": curve.generator.y,
        "order": curve.order,
        "cofactor": 1,
    } | changed
    base = b"\x04" + value["x"].to_bytes(size) + value["y"].to_bytes(size)
    return sequence(
        write_identifier("1.2.840.10045.2.1").to_bytes(),
        sequence(
            number(1),
            sequence(write_identifier("1.2.840.10045.1.1").to_bytes(), number(value["p"])),
            sequence(octets(value["a"].to_bytes(size)), octets(value["b"].to_bytes(size))),
            octets(base),
            number(value["order"]),
            number(value["cofactor"]),
        ),
    )


def explicit_group(group: ModpGroup, **changed: int) -> bytes:
    value = {"p": group.p, "g": group.generator, "q": group.order} | changed
    return sequence(
        write_identifier("1.2.840.10046.2.1").to_bytes(),
        sequence(*(number(each) for each in value.values())),
    )


DOUBLE = P_256.add(P_256.generator, P_256.generator)
WEAK = {
    "another generator (CVE-2020-0601)": explicit(P_256, x=DOUBLE.x, y=DOUBLE.y),
    "another coefficient": explicit(P_256, b=P_256.b + 1),
    "another prime": explicit(P_256, p=P_256.p - 2),
    "another order": explicit(P_256, order=P_256.order - 2),
    "a cofactor": explicit(P_256, cofactor=2),
    "a small group of numbers": explicit_group(MODP_1024_160, p=23, g=4, q=11),
    "another generator of numbers": explicit_group(MODP_1024_160, g=4),
    "another order of numbers": explicit_group(MODP_1024_160, q=MODP_1024_160.order - 2),
}


@pytest.mark.parametrize("fault", WEAK)
def test_parameters_that_nobody_knows_are_not_used(fault: str) -> None:
    with pytest.raises(DomainUnknownError):
        read_domain(WEAK[fault])
    for protocol in (GM, DH_GM):
        family = protocol.rpartition(".")[0]
        infos = SecurityInfos(
            pace=(PaceInfo(protocol, parameter_id=40),),
            pace_domains=(PaceDomainInfo(family, WEAK[fault], 40),),
        )
        with pytest.raises(PaceNotOfferedError):
            choose(infos, PacePolicy())


def test_explicit_parameters_of_a_named_curve_are_that_curve() -> None:
    infos = SecurityInfos(
        pace=(PaceInfo(GM, parameter_id=40),),
        pace_domains=(PaceDomainInfo(FAMILY, explicit(P_256), 40),),
    )
    choice = choose(read_security_infos(infos.to_bytes()), PacePolicy())
    assert choice.domain.name == P_256.name
    card = PaceOnlyCard(infos, Passwords((CAN,)), os.urandom)
    assert establish_pace(card, CAN, choice, os.urandom).choice is choice


def test_explicit_parameters_do_not_take_the_place_of_standardised_ones() -> None:
    infos = SecurityInfos(
        pace=(PaceInfo(GM, parameter_id=13),),
        pace_domains=(PaceDomainInfo(FAMILY, explicit(P_256), 13),),
    )
    assert choose(infos, PacePolicy()).domain.name == "brainpoolP256r1"


def test_explicit_parameters_do_not_take_a_reserved_identifier() -> None:
    infos = SecurityInfos(
        pace=(PaceInfo(GM, parameter_id=31),),
        pace_domains=(PaceDomainInfo(FAMILY, explicit(P_256), 31),),
    )
    with pytest.raises(PaceNotOfferedError):
        choose(infos, PacePolicy())


NOT_TAKEN = {
    "nothing": (),
    "a group that nobody knows": (PaceInfo(GM, parameter_id=19),),
    "explicit parameters that are not there": (PaceInfo(GM, parameter_id=40),),
    "no group at all": (PaceInfo(GM),),
    "a curve for numbers": (PaceInfo(DH_GM, parameter_id=12),),
    "numbers for a curve": (PaceInfo(GM, parameter_id=0),),
    "the version before": (PaceInfo(GM, 1, 12),),
    "a version to come": (PaceInfo(GM, 3, 12),),
    "a form that nobody knows": (PaceInfo("0.4.0.127.0.7.2.2.4.5.2", parameter_id=12),),
    "3DES with chip authentication": (PaceInfo("0.4.0.127.0.7.2.2.4.6.1", parameter_id=12),),
    "a curve on which there is no such mapping": (PaceInfo(IM, parameter_id=10),),
}


@pytest.mark.parametrize("fault", NOT_TAKEN)
def test_what_is_not_in_the_standard_is_not_taken(fault: str) -> None:
    with pytest.raises(PaceNotOfferedError):
        choose(SecurityInfos(pace=NOT_TAKEN[fault]), PacePolicy())


def test_what_the_policy_does_not_accept_is_not_taken() -> None:
    weak = SecurityInfos(pace=(PaceInfo("0.4.0.127.0.7.2.2.4.2.1", parameter_id=8),))
    assert choose(weak, PacePolicy()).protocol.suite is Suite.TDES
    for policy in (
        PacePolicy(suites=(Suite.AES256, Suite.AES192, Suite.AES128)),
        PacePolicy(least_curve_bits=256),
        PacePolicy(mappings=()),
    ):
        with pytest.raises(PaceNotOfferedError):
            choose(weak, policy)


def test_a_weak_offer_beside_a_strong_one_is_passed_over() -> None:
    offers = (
        PaceInfo("0.4.0.127.0.7.2.2.4.2.1", parameter_id=8),
        PaceInfo("0.4.0.127.0.7.2.2.4.1.4", parameter_id=2),
        PaceInfo("0.4.0.127.0.7.2.2.4.2.4", parameter_id=16),
        PaceInfo("0.4.0.127.0.7.2.2.4.2.4", parameter_id=12),
    )
    for order in (offers, offers[::-1]):
        choice = choose(SecurityInfos(pace=order), PacePolicy())
        assert choice.name == "PACE-ECDH-GM-AES-256 over brainpoolP384r1"


def test_the_token_is_about_the_form_that_was_selected() -> None:
    """Somebody between them who exchanges the form makes the tokens wrong (section 4.4.3.4)."""
    card, _ = pace_card(CAM, 12)
    _, generic = pace_card(GM, 12)

    class Rewriting:
        def transmit(self, command: bytes) -> bytes:
            cam = bytes.fromhex("04007F00070202040602")
            gm = bytes.fromhex("04007F00070202040202")
            return card.transmit(command.replace(gm, cam))

    with pytest.raises(WrongPasswordError):
        establish_pace(Rewriting(), CAN, generic, os.urandom)
    assert card.established is None


def test_a_chip_with_several_groups_is_told_which() -> None:
    infos = SecurityInfos(pace=(PaceInfo(GM, parameter_id=12), PaceInfo(GM, parameter_id=13)))
    choice = choose(infos, PacePolicy())
    assert choice.ambiguous
    card = PaceOnlyCard(infos, Passwords((CAN,)), os.urandom)
    session = establish_pace(card, CAN, choice, os.urandom)
    assert session.choice.parameter_id == choice.parameter_id
    unnamed = SecurityInfos(pace=infos.pace[:1])
    with pytest.raises(CardAnswerError, match="6A88"):
        establish_pace(card, CAN, choose(unnamed, PacePolicy()), os.urandom)
