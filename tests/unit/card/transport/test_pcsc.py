"""Card readers: what is said when there is no package or no service."""

import os
import subprocess
import sys

LIST = """
import sys
if sys.argv[1] == "without":
    sys.modules["smartcard"] = None
from thiqa.card.errors import ReaderError
from thiqa.card.transport.pcsc import PcscConnection, list_readers
for ask in (list_readers, lambda: PcscConnection("Reader")):
    try:
        print(ask())
    except ReaderError as error:
        print(error)
"""


def run(package: str, socket: str = "") -> list[str]:
    environment = {**os.environ, "PCSCLITE_CSOCK_NAME": socket}
    command = [sys.executable, "-c", LIST, package]
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    return done.stdout.splitlines()


def test_without_the_package_the_extra_is_named() -> None:
    assert run("without") == ["to use card readers, install thiqa with its extra: thiqa[pcsc]"] * 2


def test_without_the_service_that_is_said() -> None:
    lines = run("with", socket="/nonexistent/pcscd.comm")
    assert len(lines) == 2
    assert all(line.startswith("the PC/SC service does not answer: ") for line in lines)
