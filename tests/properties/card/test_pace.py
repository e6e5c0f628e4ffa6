"""PACE and whatever the other side sends: nothing opens, and no other errors come out."""

import os
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pace_cards import CAM, CAN, DH_GM, GM, IM, pace_card
from thiqa.card.channel.domain_parameters import read_agreement_key, read_domain
from thiqa.card.channel.errors import DomainUnknownError, RefusedError
from thiqa.card.channel.pace import establish_pace
from thiqa.card.channel.pace.messages import Data, Selection, write_dynamic_data
from thiqa.card.data_groups.asn1 import (
    BIT_STRING,
    OCTET_STRING,
    sequence,
    write_identifier,
    write_unsigned,
)
from thiqa.card.data_groups.errors import SecurityInfosError
from thiqa.card.data_groups.security_info import ChipPublicKeyInfo, PaceDomainInfo, PaceInfo
from thiqa.card.data_groups.security_infos import SecurityInfos, read_security_infos
from thiqa.card.errors import CardError
from thiqa.card.transport.apdu import ResponseApdu
from thiqa.card.transport.tlv import DataObject
from thiqa.crypto.curves import P_256

EXPLICIT_KEY = sequence(
    sequence(
        write_identifier("1.2.840.10045.2.1").to_bytes(),
        sequence(
            write_unsigned(1).to_bytes(),
            sequence(
                write_identifier("1.2.840.10045.1.1").to_bytes(), write_unsigned(P_256.p).to_bytes()
            ),
            sequence(
                DataObject(OCTET_STRING, P_256.a.to_bytes(32)).to_bytes(),
                DataObject(OCTET_STRING, P_256.b.to_bytes(32)).to_bytes(),
            ),
            DataObject(OCTET_STRING, P_256.encode(P_256.generator)).to_bytes(),
            write_unsigned(P_256.order).to_bytes(),
            write_unsigned(1).to_bytes(),
        ),
    ),
    DataObject(BIT_STRING, b"\0" + P_256.encode(P_256.generator)).to_bytes(),
)
INFOS = SecurityInfos.of(
    (
        PaceInfo(GM, parameter_id=12),
        PaceInfo(CAM, parameter_id=13),
        PaceDomainInfo("0.4.0.127.0.7.2.2.4.2", bytes.fromhex("300C060704007F0007010202010D"), 40),
        ChipPublicKeyInfo(
            "0.4.0.127.0.7.2.2.1.2",
            bytes.fromhex("3012300C060704007F0007010202010D03020004"),
            13,
        ),
    )
).to_bytes()

items = st.lists(st.tuples(st.sampled_from([*Data, 0x99]), st.binary(max_size=80)), max_size=3).map(
    lambda each: write_dynamic_data(*each)
)
dynamic_data = st.one_of(st.binary(max_size=90), items)
statuses = st.sampled_from([0x9000, 0x9000, 0x9000, 0x6300, 0x63C0, 0x63C1, 0x63C2, 0x6A80, 0x6982])
forms = st.sampled_from([(GM, 12), (IM, 12), (CAM, 13), (DH_GM, 0)])


class Babbling:
    """Answers whatever it likes, and nothing any more in the end."""

    def __init__(self, answers: list[tuple[bytes, int]]) -> None:
        self._answers = [(b"", 0x9000), *answers]

    def transmit(self, command: bytes) -> bytes:
        data, status = self._answers.pop(0) if self._answers else (b"", 0x6F00)
        return ResponseApdu(data, status).to_bytes()


@settings(max_examples=150, deadline=None)
@given(form=forms, answers=st.lists(st.tuples(dynamic_data, statuses), max_size=5))
def test_no_babbling_is_a_session(form: tuple[str, int], answers: list[tuple[bytes, int]]) -> None:
    _, choice = pace_card(*form)
    with pytest.raises(CardError):
        establish_pace(Babbling(answers), CAN, choice, os.urandom)


@settings(max_examples=150, deadline=None)
@given(form=forms, steps=st.lists(st.tuples(dynamic_data, st.booleans()), max_size=5))
def test_no_babbling_opens_a_chip(form: tuple[str, int], steps: list[tuple[bytes, bool]]) -> None:
    card, _ = pace_card(*form)
    card.pace.select(Selection(form[0], CAN.reference).to_bytes())
    for data, is_last in steps:
        try:
            answer = card.pace.general_authenticate(data, is_last=is_last)
        except RefusedError:
            assert not card.pace.is_running
        else:
            assert answer.established is None


@given(data=st.binary(max_size=60))
def test_every_selection_is_taken_or_refused(data: bytes) -> None:
    card, _ = pace_card(GM, 12)
    selection = Selection(GM, CAN.reference).to_bytes()
    for each in (data, selection + data, data + selection):
        try:
            assert card.pace.select(each) == 0x9000
        except RefusedError:
            assert not card.pace.is_running


@st.composite
def mutated(draw: st.DrawFn, raw: bytes) -> bytes:
    """Change, cut out and put in some bytes."""
    result = bytearray(raw)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(result) - 1)) if result else 0
        piece = draw(st.binary(max_size=2))
        result[at : at + draw(st.integers(0, 2))] = piece
    return bytes(result)


@settings(max_examples=300)
@given(der=st.one_of(st.binary(max_size=64), mutated(INFOS)))
def test_security_infos_are_refused_or_have_one_spelling_an_entry(der: bytes) -> None:
    try:
        infos = read_security_infos(der)
    except SecurityInfosError:
        return
    assert len(infos.to_bytes()) == len(der)
    assert set(read_security_infos(infos.to_bytes()).every) == set(infos.every)
    for info in infos.every:
        assert info.to_bytes() in der


@settings(max_examples=200)
@given(data=st.data())
def test_parameters_and_keys_are_of_a_group_or_refused(data: st.DataObject) -> None:
    infos = read_security_infos(INFOS)
    readers: list[tuple[Callable[[bytes], object], bytes]] = [
        (read_domain, infos.pace_domains[0].parameters),
        (read_agreement_key, infos.chip_public_keys[0].public_key),
        (read_agreement_key, EXPLICIT_KEY),
    ]
    for read, der in readers:
        changed = data.draw(mutated(der))
        try:
            read(changed)
        except DomainUnknownError:
            continue


def test_the_key_to_be_mutated_is_one() -> None:
    assert read_agreement_key(EXPLICIT_KEY).domain.name == P_256.name


def test_the_card_of_these_tests_opens_to_whom_it_should() -> None:
    for form in ((GM, 12), (IM, 12), (CAM, 13), (DH_GM, 0)):
        card, choice = pace_card(*form)
        establish_pace(card, CAN, choice, os.urandom)
        assert card.established is not None
