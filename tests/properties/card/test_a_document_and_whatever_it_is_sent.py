"""Truncated, mutated and random commands to a document: clean status words, and nothing of it."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from mutated_commands import mutations_of
from specimen_cards import RamMemory
from specimen_documents import describe, document_state
from thiqa.card import SoftwareCard
from thiqa.card.channel.pace.card import LAST_COMMAND_EXPECTED
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.software.session import Interface
from thiqa.card.software.state import CardState
from thiqa.card.transport.apdu import StatusWord

PIECE = 12
"""So many bytes of a file in a row are no accident."""
COMMANDS = [
    bytes.fromhex(command)
    for command in (
        "00A4040C07A0000002471001",
        "00A4000C023F00",
        "00A4020C020101",
        "00A4020C02011C",
        "00B0810000",
        "00B09C0000",
        "00B00000000000",
        "00B1010103 540100 00",
        "0084000008",
        f"0082000028{'5A' * 40}28",
        "0088000008 0102030405060708 00",
        "0022C1A40F 800A04007F00070202040202 830102",
        "0022C1A40F 800A04007F00070202040202 830103",
        "10860000027C0000",
        f"10860000457C43814104{'11' * 64}00",
        f"00860000 0C 7C0A8508{'22' * 8}00",
        "002241A40F 800A04007F00070202030202 84010C",
        "002281B604 8302 5858",
        "002A00BE04 7F4E 0000",
        "0CB081000D 970100 8E08 0000000000000000 00",
        "00C0000000",
    )
]


@cache
def document() -> CardState:
    described = describe(
        basic_access=True,
        pin_opens=True,
        active_authentication="ECDSA",
        data_groups=frozenset({DataGroup.DG1, DataGroup.DG11}),
    )
    return document_state(described)


def is_clean(status: int) -> bool:
    known = status in {*StatusWord, LAST_COMMAND_EXPECTED} - {StatusWord.MEMORY_FAILURE}
    return known or status >> 8 in (0x61, 0x6C) or status & 0xFFF0 == 0x63C0


def pieces(content: bytes) -> list[bytes]:
    return [content[at : at + PIECE] for at in range(len(content) - PIECE + 1)]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(COMMANDS) | mutations_of(COMMANDS) | st.binary(max_size=300),
        min_size=1,
        max_size=16,
    ),
    st.sampled_from(Interface),
)
def test_without_a_password_nothing_of_the_document_is_given(
    commands: list[bytes], interface: Interface
) -> None:
    memory = RamMemory(document())
    card = SoftwareCard(memory, interface)
    chip = document().chip
    assert chip is not None
    held = [chip.files["EF.DG1"], chip.files["EF.DG11"]]
    for command in commands:
        answer = card.transmit(command)
        data, status = answer[:-2], int.from_bytes(answer[-2:])
        assert is_clean(status), (command.hex(), f"{status:04X}")
        assert not any(piece in data for content in held for piece in pieces(content))
    assert memory.read().pin.tries_left >= 0
