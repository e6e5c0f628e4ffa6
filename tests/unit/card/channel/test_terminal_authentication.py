"""A terminal shows its certificates, signs the challenge, and may read what the chain allows."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from terminals import BINDING, END, TODAY, CheckingCard, Hierarchy, authority, below, show, trusting
from thiqa.card.channel.cv_certificates import (
    READ_FINGERPRINTS,
    READ_IRISES,
    Role,
    TrustState,
    read_ef_cvca,
    write_ef_cvca,
)
from thiqa.card.channel.cv_certificates.errors import CvCertificateError, CvReferenceError
from thiqa.card.channel.errors import TerminalRefusedError
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.channel.specimen_terminals import Validity, load_or_make
from thiqa.card.channel.terminal_authentication import (
    Binding,
    TerminalCredentials,
    authenticate_terminal,
    identity_after_basic_access,
)
from thiqa.card.channel.terminal_files import read_terminal

JULY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def hierarchy() -> Hierarchy:
    return Hierarchy()


def credentials(hierarchy: Hierarchy) -> TerminalCredentials:
    certificates = (
        hierarchy.terminal.certificate,
        hierarchy.authority.certificate,
        hierarchy.verifier.certificate,
    )
    return TerminalCredentials(certificates, hierarchy.terminal.reference, hierarchy.terminal.key)


def test_a_terminal_is_authenticated_and_may_read(hierarchy: Hierarchy) -> None:
    card = CheckingCard(trusting(hierarchy.anchor))
    own = credentials(hierarchy)
    chain = own.chain_from([hierarchy.authority.reference])
    authenticate_terminal(card, chain, own.key, BINDING, os.urandom)
    assert card.opened is not None
    assert card.opened.allows(READ_FINGERPRINTS)
    assert card.opened.allows(READ_IRISES)


def test_the_commands_are_those_of_the_standard(hierarchy: Hierarchy) -> None:
    card = CheckingCard(trusting(hierarchy.anchor))
    authenticate_terminal(card, hierarchy.chain, hierarchy.terminal.key, BINDING, os.urandom)
    certificate = [(0x22, 0x81, 0xB6), (0x2A, 0x00, 0xBE)]
    rest = [(0x22, 0x81, 0xA4), (0x84, 0, 0), (0x82, 0, 0)]
    assert card.asked == [*certificate, *certificate, *rest]


def test_a_refusal_says_where_it_happened(hierarchy: Hierarchy) -> None:
    card = CheckingCard(trusting(hierarchy.anchor))
    with pytest.raises(TerminalRefusedError, match="MAIS00001: the card answered 6A80"):
        authenticate_terminal(
            card,
            [hierarchy.verifier.certificate, replace(hierarchy.chain[1], signature=bytes(64))],
            hierarchy.terminal.key,
            BINDING,
            os.urandom,
        )


def test_the_chain_begins_below_a_key_that_the_card_trusts(hierarchy: Hierarchy) -> None:
    own = credentials(hierarchy)
    assert list(own.chain_from([hierarchy.authority.reference])) == hierarchy.chain
    assert list(own.chain_from([hierarchy.verifier.reference])) == hierarchy.chain[1:]
    with pytest.raises(CvReferenceError):
        own.chain_from([])


def test_a_chain_over_a_link_brings_the_card_to_the_next_authority() -> None:
    old, new = Hierarchy(), authority("MACVCA00002", effective=JULY)
    link = old.authority.issue(
        Role.AUTHORITY, new.reference, new.key, Validity(JULY, END), os.urandom
    )
    card = CheckingCard(trusting(old.anchor))
    verifier = below(new, Role.FOREIGN_VERIFIER, "FRDV00001")
    terminal = below(verifier, Role.TERMINAL, "FRIS00001")
    own = TerminalCredentials(
        (terminal.certificate, verifier.certificate, link.certificate, new.certificate),
        terminal.reference,
        terminal.key,
    )
    chain = own.chain_from([old.authority.reference])
    authenticate_terminal(card, chain, own.key, BINDING, os.urandom)
    assert [str(each.reference) for each in card.trust.anchors] == ["MACVCA00002", "MACVCA00001"]
    assert card.trust.today == JULY


def test_what_a_card_trusts_is_remembered(hierarchy: Hierarchy) -> None:
    trust = trusting(hierarchy.anchor)
    again = type(hierarchy.anchor).from_memory(hierarchy.anchor.to_bytes())
    assert TrustState.personalised([again], TODAY) == trust


def test_the_file_of_references_is_36_bytes_long(hierarchy: Hierarchy) -> None:
    references = (hierarchy.authority.reference, authority("MACVCA00002").reference)
    content = write_ef_cvca(references)
    assert len(content) == 36
    assert content.startswith(b"\x42\x0bMACVCA00001\x42\x0bMACVCA00002\0")
    assert read_ef_cvca(content) == references


def test_after_basic_access_a_chip_is_its_document_number() -> None:
    password = MrzPassword("L898902C", "690806", "940623")
    assert identity_after_basic_access(password) == b"L898902C<3"


def test_what_is_signed_is_chip_then_challenge_then_channel() -> None:
    assert Binding(b"A", b"C").message(b"B") == b"ABC"


def test_the_specimens_open_a_card_that_trusts_them(tmp_path: Path) -> None:
    today = date(2028, 2, 29)
    made = load_or_make(tmp_path / "terminals", today=today, random_bytes=os.urandom)
    specimens = load_or_make(tmp_path / "terminals", today=today, random_bytes=os.urandom)
    assert made.authority == specimens.authority
    card = CheckingCard(trusting(specimens.trust_anchor, today=today))
    chain = specimens.terminal.chain_from([specimens.authority.holder])
    authenticate_terminal(card, chain, specimens.terminal.key, BINDING, os.urandom)
    assert card.opened is not None


def test_the_folder_of_a_terminal_holds_one_key_that_is_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "terminals"
    load_or_make(folder, today=TODAY, random_bytes=os.urandom)
    inner = folder / "terminal"
    assert sorted(path.name for path in inner.iterdir()) == [
        "terminal.cvcert",
        "terminal.key",
        "verifier.cvcert",
    ]
    assert (inner / "terminal.key").stat().st_mode & 0o077 == 0
    (inner / "terminal.key").write_bytes((folder / "verifier.key").read_bytes())
    with pytest.raises(CvCertificateError, match="does not belong"):
        read_terminal(inner)


def test_certificates_open_nothing_by_themselves(hierarchy: Hierarchy) -> None:
    card = CheckingCard(trusting(hierarchy.anchor))
    show(card, hierarchy.chain)
    assert card.opened is None
