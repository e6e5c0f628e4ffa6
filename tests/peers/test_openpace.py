"""OpenPACE (Debian's libeac3): a chip of its making before our reader, our card before a terminal.

Needs what the tests of the card in a reader need, and the Debian package openpace.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click.testing
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from authorities import NOW
from peers.test_card_over_pcscd import reader_with, vpcd_port, wait_until
from specimen_cards import RamMemory
from specimen_documents import CAN, DOCUMENT_NUMBER, describe, document_state, specimen_credentials
from thiqa.card import SoftwareCard
from thiqa.card.channel.errors import WrongPasswordError
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.files import EF_ATR_INFO, EF_COM, DataGroup
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.reader import read_document
from thiqa.card.software.document.description import PaceOffer
from thiqa.card.transport.connection import Card
from thiqa.card.transport.pcsc import PcscConnection
from thiqa.card.transport.vpcd import connect_vpcd, serve_card
from thiqa.card.verification.policy import OLD_PASSPORTS
from thiqa.card.verification.verify import verify_document
from thiqa.cli.card_read import REFUSED
from thiqa.cli.main import thiqa
from thiqa.pki.csca.certificate import read_chip_certificate
from thiqa.pki.csca.store import TrustStore
from thiqa.pki.csca.trust import gather

__all__ = ["vpcd_port"]

SHAPE = {"header", "sent", "wanted", "got", "status"}
CHIP = Path(__file__).parent / "openpace" / "card.py"
TERMINAL = CHIP.with_name("terminal.py")
ANSWER_TO_RESET = bytes.fromhex("3B8801 4F70656E50414345 AA")
FORMS = [
    PaceOffer("GM", Suite.TDES, 12),
    PaceOffer("GM", Suite.AES128, 8),
    PaceOffer("GM", Suite.AES128, 10),
    PaceOffer("GM", Suite.AES128, 11),
    PaceOffer("GM", Suite.AES128, 13),
    PaceOffer("GM", Suite.AES192, 14),
    PaceOffer("GM", Suite.AES192, 15),
    PaceOffer("GM", Suite.AES256, 16),
    PaceOffer("GM", Suite.AES256, 17),
    PaceOffer("GM", Suite.AES256, 18),
    PaceOffer("GM", Suite.AES128, 0),
    PaceOffer("GM", Suite.AES256, 2),
]
"""Generic mapping over curves of both families and over numbers, with every cipher."""
IDS = [f"{form.cipher.title}-{form.parameters}" for form in FORMS]


class Wire:
    """The chip's connection, from the reader's side."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def transmit(self, command: bytes) -> bytes:
        self._connection.sendall(len(command).to_bytes(2) + command)
        length = int.from_bytes(self._connection.recv(2, socket.MSG_WAITALL))
        return self._connection.recv(length, socket.MSG_WAITALL)


def put_files(folder: Path, form: PaceOffer, *, long_answers: bool = True) -> None:
    """Write the files of a specimen document that can nothing but PACE."""
    state = document_state(describe(pace=(form,), chip_authentication=None))
    assert state.chip is not None
    outside = dict(state.chip.master_files)
    lengths = outside.pop(EF_ATR_INFO.name)
    files = {**state.chip.files, "EF.CardAccess": outside["EF.CardAccess"]}
    if long_answers:
        files["EF.ATR"] = lengths
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)


@contextmanager
def chip(folder: Path, port: int) -> Iterator[None]:
    command = [sys.executable, str(CHIP), str(folder), str(port), CAN]
    with subprocess.Popen(command) as process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def on_the_wire(folder: Path) -> Iterator[Card]:
    """Talk to the chip without a reader in between."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        with chip(folder, server.getsockname()[1]):
            connection, _ = server.accept()
            with connection:
                yield Wire(connection)


def read(card: Card, access_number: str = CAN) -> DocumentRead:
    given = ReadingAccess(CanPassword(access_number))
    return read_document(card, given, ReadingRules(), os.urandom)


def require_genuine(found: DocumentRead, folder: Path) -> None:
    """Every file came as it is there, and the document holds."""
    there = {path.name: path.read_bytes() for path in folder.iterdir()}
    came = {file.name.removesuffix("/INFO"): content for file, content in found.files.items()}
    assert came == there
    authority = specimen_credentials()["csca"].certificate.public_bytes(Encoding.DER)
    trust = gather(pinned={read_chip_certificate(authority): NOW})
    assert verify_document(found, trust, OLD_PASSPORTS, NOW).holds


@pytest.mark.parametrize("form", FORMS, ids=IDS)
def test_a_chip_of_openpace_is_read(tmp_path: Path, form: PaceOffer) -> None:
    put_files(tmp_path / "chip", form)
    with on_the_wire(tmp_path / "chip") as card:
        found = read(card)
    assert found.access.domain_parameters == form.parameters
    require_genuine(found, tmp_path / "chip")


def test_it_is_read_in_short_answers_too(tmp_path: Path) -> None:
    put_files(tmp_path / "chip", PaceOffer(), long_answers=False)
    with on_the_wire(tmp_path / "chip") as card:
        found = read(card)
    assert found.apdus > 25
    require_genuine(found, tmp_path / "chip")


def test_a_wrong_number_does_not_open_it(tmp_path: Path) -> None:
    put_files(tmp_path / "chip", PaceOffer())
    with on_the_wire(tmp_path / "chip") as card, pytest.raises(WrongPasswordError):
        read(card, "999999")


def test_it_is_read_through_a_reader_of_the_system(vpcd_port: int, tmp_path: Path) -> None:
    put_files(tmp_path / "chip", PaceOffer("GM", Suite.AES128, 13))
    with chip(tmp_path / "chip", vpcd_port):
        wait_until(lambda: reader_with(ANSWER_TO_RESET) is not None, "the chip")
        reader = reader_with(ANSWER_TO_RESET)
        assert reader is not None
        with PcscConnection(reader) as connection:
            found = read(connection)
        done = command(reader, tmp_path)
    require_genuine(found, tmp_path / "chip")
    assert done.exit_code == REFUSED
    assert json.loads(done.stdout)["claimed"]["dg1"]["document_number"] == DOCUMENT_NUMBER
    recorded = json.loads((tmp_path / "record").read_bytes())
    assert not recorded["specimen"]
    assert all(set(each) <= SHAPE for each in recorded["exchanges"])


def command(reader: str, folder: Path) -> click.testing.Result:
    """Read it with the command, which trusts nobody here, and record the shape of it."""
    TrustStore(folder / "trust").create()
    (folder / "can").write_text(CAN)
    options = ["--trust", folder / "trust", "--password-file", folder / "can", "--json"]
    arguments = ["card", "read", "--reader", reader, "--record", folder / "record", *options]
    return click.testing.CliRunner().invoke(thiqa, [str(each) for each in arguments])


@pytest.mark.parametrize("form", FORMS, ids=IDS)
def test_a_terminal_of_openpace_reads_our_card(form: PaceOffer) -> None:
    state = document_state(describe(pace=(form,)))
    assert state.chip is not None
    arguments = [CAN, f"{EF_COM.short_identifier:X}", f"{DataGroup.DG2:X}"]
    command = [sys.executable, str(TERMINAL), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        with connect_vpcd(port=int(process.stdout.readline())) as wire:
            serve_card(SoftwareCard(RamMemory(state)), wire)
        said = [bytes.fromhex(line) for line in process.stdout]
    assert process.returncode == 0
    assert said == [state.chip.files["EF.COM"], state.chip.files["EF.DG2"]]
