"""A card in a virtual reader of a PC/SC service of our own: another process, behind pcscd."""

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.errors import BenchError
from bench.processes import place, running
from thiqa.card.errors import CardRemovedError, ReaderError
from thiqa.card.transport.pcsc import PcscConnection, list_readers

SERVICE = Path("/run/pcscd/pcscd.comm")
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
PORTS_BELOW_EPHEMERAL = range(24_500, 25_500, 2)


@contextmanager
def inserted(card: Path) -> Iterator[str]:
    """Put the card of a file into a reader until the block ends; give the reader's name."""
    program = shutil.which("pcscd", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None or not DRIVER.exists():
        raise BenchError("the Debian packages pcscd and vsmartcard-vpcd are not installed")
    if os.geteuid() != 0 or _service_answers():
        raise BenchError("a PC/SC service runs already, or only root could start one")
    port, core = _free_ports(), place().measured
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder, "readers")
        configuration.mkdir()
        Path(configuration, "vpcd").write_text(
            'FRIENDLYNAME "Specimen reader"\n'
            f"DEVICENAME /dev/null:{port:#x}\nLIBPATH {DRIVER}\nCHANNELID {port:#x}\n"
        )
        service = [program, "--foreground", "--config", str(configuration)]
        holder = [sys.executable, "-m", "thiqa.cli", "card", "serve", str(card), "--port"]
        with (
            running(service, core=core, log=Path(folder, "service"), ready=_service_answers),
            running(
                [*holder, str(port)],
                core=core,
                log=Path(folder, "card"),
                ready=lambda: bool(_find_card()),
            ),
        ):
            yield _find_card()


def _find_card() -> str:
    """Return the name of the first reader with a card, or nothing."""
    try:
        for reader in list_readers():
            with PcscConnection(reader):
                return reader
    except (ReaderError, CardRemovedError):
        return ""
    return ""


def _service_answers() -> bool:
    with socket.socket(socket.AF_UNIX) as service:
        return service.connect_ex(str(SERVICE)) == 0


def _free_ports() -> int:
    """Return a port that is free with the next one, which is the reader's second slot."""
    for port in PORTS_BELOW_EPHEMERAL:
        try:
            with socket.create_server(("", port)), socket.create_server(("", port + 1)):
                return port
        except OSError:
            continue
    raise BenchError("no two free ports next to each other")
