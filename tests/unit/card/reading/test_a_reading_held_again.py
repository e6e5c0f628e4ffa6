"""A reading with every protocol, recorded, is held again byte for byte without the card."""

import os
from dataclasses import replace

from specimen_documents import CAN, describe, document_card
from terminals import TODAY, Hierarchy, trusting
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.channel.terminal_authentication import TerminalCredentials
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.reader import read_document
from thiqa.card.transport.trace import RecordingCard, ReplayedCard, Trace


def test_a_terminal_says_the_same_again() -> None:
    """Its signature too: on curves it is made without random numbers (RFC 6979)."""
    hierarchy = Hierarchy()
    described = describe(
        terminal_authentication=True,
        active_authentication="ECDSA",
        data_groups=frozenset({DataGroup.DG1, DataGroup.DG3}),
    )
    card = document_card(described, trusting(hierarchy.anchor, today=TODAY))
    terminal = TerminalCredentials(
        tuple(hierarchy.chain), hierarchy.terminal.reference, hierarchy.terminal.key
    )
    access, rules = ReadingAccess(CanPassword(CAN), terminal), ReadingRules()
    recorder = RecordingCard(card, os.urandom, specimen=True)
    first = read_document(recorder, access, rules, recorder.random_bytes)
    replayed = ReplayedCard(Trace.from_bytes(recorder.to_bytes()))
    again = read_document(replayed, access, rules, replayed.random_bytes)
    assert first.terminal_authenticated
    assert DataGroup.DG3 in first.data_groups
    assert replace(again, seconds={}) == replace(first, seconds={})
