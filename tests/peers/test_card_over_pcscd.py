"""The software card in the PC/SC stack of the system, read by programs that we did not write.

Needs the Debian packages pcscd, vsmartcard-vpcd, opensc, pcsc-tools, and the extra `pcsc`.
"""

import fcntl
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha384
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from specimen_cards import PIN, make_card
from thiqa.base import b64decode
from thiqa.card import FINEID_V4, THIQA_SPECIMEN, CardProfile, find_application
from thiqa.card import make_authentication_token as make_token
from thiqa.card.errors import CardRemovedError, ReaderError, WrongPinError
from thiqa.card.software.memory import FileMemory
from thiqa.card.transport.pcsc import PcscConnection, list_readers
from thiqa.card.transport.vpcd import DEFAULT_VPCD_PORT, connect_vpcd, serve_card

PCSCD_SOCKET = Path("/run/pcscd/pcscd.comm")
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
PROGRAMS = {"pcscd": "pcscd", "opensc-tool": "opensc", "scriptor": "pcsc-tools"}
SECONDS_TO_WAIT = 20
SECONDS_BETWEEN_CARDS = 1
"""pcscd looks for cards every 0.4 seconds, and loses one that is exchanged in between."""
PORTS_BELOW_EPHEMERAL = range(23_500, 24_500, 2)


class Inserted(NamedTuple):
    """A card in a virtual reader."""

    reader: str
    certificate: bytes
    take_out: Callable[[], None]


@pytest.fixture(scope="module")
def vpcd_port() -> Iterator[int]:
    """A PC/SC service with a virtual reader: the one that runs already, or one of our own."""
    require_programs()
    with ExitStack() as stack:
        lock = stack.enter_context(Path(tempfile.gettempdir(), "thiqa-tests-pcscd").open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield DEFAULT_VPCD_PORT if service_answers() else stack.enter_context(own_service())


def require_programs() -> None:
    missing = [package for name, package in PROGRAMS.items() if not find_program(name)]
    if not DRIVER.exists():
        missing.append("vsmartcard-vpcd")
    if missing:
        pytest.fail(f"install the Debian packages {' '.join(missing)} for this test")


def find_program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")


def service_answers() -> bool:
    with socket.socket(socket.AF_UNIX) as service:
        return service.connect_ex(str(PCSCD_SOCKET)) == 0


@contextmanager
def own_service() -> Iterator[int]:
    """Run pcscd in the foreground with nothing but a virtual reader on a free port."""
    if os.geteuid() != 0:
        pytest.fail("no pcscd is running, and only root can start one: start it for this test")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("w+") as log:
        readers = Path(folder, "readers")
        readers.mkdir()
        Path(readers, "vpcd").write_text(
            'FRIENDLYNAME "Specimen reader"\n'
            f"DEVICENAME /dev/null:{port:#x}\nLIBPATH {DRIVER}\nCHANNELID {port:#x}\n"
        )
        command = [find_program("pcscd") or "", "--foreground", "--config", str(readers)]
        service = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_until(service_answers, "pcscd to answer")
            yield port
        finally:
            service.terminate()
            service.wait()


def free_port() -> int:
    """Return a port that is free together with the next one, which is the reader's second slot."""
    for port in PORTS_BELOW_EPHEMERAL:
        try:
            with socket.create_server(("", port)), socket.create_server(("", port + 1)):
                return port
        except OSError:
            continue
    raise AssertionError("no two free ports next to each other")


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {SECONDS_TO_WAIT} seconds in vain for {what}")
        time.sleep(0.05)


@pytest.fixture
def insert(vpcd_port: int, tmp_path: Path) -> Iterator[Callable[[CardProfile], Inserted]]:
    """Put a new card of a profile into the virtual reader."""
    with ExitStack() as stack:

        def put_in(profile: CardProfile) -> Inserted:
            path = tmp_path / "card.json"
            card = make_card(path, profile=profile)
            wire = stack.enter_context(connect_vpcd(port=vpcd_port))
            thread = threading.Thread(target=serve_card, args=(card, wire))
            thread.start()

            def take_out() -> None:
                if thread.is_alive():
                    wire.shutdown(socket.SHUT_RDWR)
                    thread.join()
                    time.sleep(SECONDS_BETWEEN_CARDS)

            stack.callback(take_out)
            wait_until(lambda: reader_with(profile.atr) is not None, "the card in the reader")
            reader = reader_with(profile.atr)
            assert reader is not None
            return Inserted(reader, FileMemory(path).read().certificate, take_out)

        yield put_in


def reader_with(answer_to_reset: bytes) -> str | None:
    for reader in list_readers():
        try:
            with PcscConnection(reader) as connection:
                if connection.answer_to_reset == answer_to_reset:
                    return reader
        except (ReaderError, CardRemovedError):
            continue
    return None


def opensc(reader: str, *arguments: str) -> str:
    command = ["opensc-tool", "--reader", reader, *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True, timeout=60).stdout


def dumped_bytes(dump: str, count: int) -> bytes:
    """Read a hexadecimal dump of 16 bytes a line, whose right column is text."""
    read = b""
    for line in dump.splitlines():
        wanted = min(16, count - len(read))
        if wanted and re.match(rf"(?:[0-9A-F]{{2}} ){{{wanted}}}", line):
            read += bytes.fromhex(line[: 3 * wanted])
    return read


def spaced(data: bytes, separator: str) -> str:
    return data.hex(separator).upper()


@pytest.mark.parametrize("profile", [THIQA_SPECIMEN, FINEID_V4], ids=lambda profile: profile.name)
def test_opensc_reads_answer_to_reset_and_certificate(
    insert: Callable[[CardProfile], Inserted], profile: CardProfile
) -> None:
    card = insert(profile)
    assert opensc(card.reader, "--atr").strip() == profile.atr.hex(":")
    name, file = profile.application, profile.certificate_file
    arguments = [
        f"00:A4:04:0C:{len(name):02X}:{spaced(name, ':')}",
        f"00:A4:08:0C:02:{spaced(file, ':')}",
    ]
    certificate, length = b"", len(card.certificate)
    while len(certificate) < length:
        offset, wanted = len(certificate), min(0xF0, length - len(certificate))
        read = f"00:B0:{offset >> 8:02X}:{offset & 0xFF:02X}:{wanted:02X}"
        commands = [part for command in [*arguments, read] for part in ("-s", command)]
        answer = opensc(card.reader, *commands).rpartition("SW2=0x00):")[2]
        certificate += dumped_bytes(answer, wanted)
    assert certificate == card.certificate


def test_scriptor_selects_reads_and_is_refused_a_signature(
    insert: Callable[[CardProfile], Inserted],
) -> None:
    card = insert(THIQA_SPECIMEN)
    script = "\n".join(
        [
            f"00 A4 04 0C 0F {spaced(THIQA_SPECIMEN.application, ' ')}",
            "00 A4 08 0C 02 CE 01",
            "00 B0 00 00 10",
            "00 2A 9E 9A 00",
            "",
        ]
    )
    done = subprocess.run(
        ["scriptor", "-r", card.reader],
        input=script,
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    answers = [part.split(" : ")[0] for part in done.stdout.split("\n< ")[1:]]
    assert [bytes.fromhex(answer) for answer in answers] == [
        bytes.fromhex("9000"),
        bytes.fromhex("9000"),
        card.certificate[:16] + bytes.fromhex("9000"),
        bytes.fromhex("6982"),
    ]


@pytest.mark.parametrize("profile", [THIQA_SPECIMEN, FINEID_V4], ids=lambda profile: profile.name)
def test_our_terminal_makes_a_token_through_the_system(
    insert: Callable[[CardProfile], Inserted], profile: CardProfile
) -> None:
    card = insert(profile)
    origin, nonce = "https://login.example.org", "A" * 43 + "="
    with PcscConnection(card.reader) as connection:
        application = find_application(connection)
        with pytest.raises(WrongPinError):
            application.verify_pin("9999")
        assert application.pin_tries_left() == profile.pin_tries - 1
        token = make_token(application, pin=PIN, origin=origin, challenge_nonce=nonce)
        assert application.pin_tries_left() == profile.pin_tries
    assert b64decode(token["unverifiedCertificate"]) == card.certificate
    signature = b64decode(token["signature"])
    der = encode_dss_signature(int.from_bytes(signature[:48]), int.from_bytes(signature[48:]))
    key = x509.load_der_x509_certificate(card.certificate).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    signed = sha384(origin.encode()).digest() + sha384(nonce.encode()).digest()
    key.verify(der, signed, ec.ECDSA(hashes.SHA384()))


def test_a_connection_keeps_other_programs_out(
    insert: Callable[[CardProfile], Inserted],
) -> None:
    card = insert(THIQA_SPECIMEN)
    with PcscConnection(card.reader), pytest.raises(ReaderError, match="another program"):
        PcscConnection(card.reader)


def test_a_closed_connection_leaves_nothing_proved_for_the_next_program(
    insert: Callable[[CardProfile], Inserted],
) -> None:
    card = insert(FINEID_V4)
    with PcscConnection(card.reader) as connection:
        find_application(connection).verify_pin(PIN)
    with PcscConnection(card.reader) as connection:
        application = find_application(connection)
        assert connection.transmit(bytes.fromhex("00200011")) == bytes.fromhex("63C5")
        assert application.pin_tries_left() == FINEID_V4.pin_tries


def test_a_card_taken_out_in_the_middle_is_named(
    insert: Callable[[CardProfile], Inserted],
) -> None:
    card = insert(THIQA_SPECIMEN)
    with PcscConnection(card.reader) as connection:
        application = find_application(connection)
        card.take_out()
        with pytest.raises(CardRemovedError):
            application.verify_pin(PIN)
    with pytest.raises(ReaderError, match="there is no card in"):
        PcscConnection(card.reader)


def test_a_reader_that_is_not_there_is_named(vpcd_port: int) -> None:
    assert vpcd_port
    with pytest.raises(ReaderError, match="there is no reader 'Nowhere'"):
        PcscConnection("Nowhere")
