"""`thiqa demo`: every step is walked through, and the exit status says whether all held."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from serving import free_port, free_ports
from thiqa.base import system_clock
from thiqa.card import InProcessConnection, find_application, load_personas, open_card
from thiqa.demo.places import WITNESSES
from thiqa.demo.walk import STEPS
from thiqa.pki.specimen import load

NAMES = ("provider", "counter", "card-client", "ocsp", "payments", "bodies", "witness")
DEMO_SECONDS = 200
"""Ten processes and eighteen steps take some 20 s when nobody else wants the machine."""

pytestmark = pytest.mark.timeout(300)


class Demo:
    """A demonstration with ports and a folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.ports = {name: free_port() for name in NAMES}
        self.ports["witness"] = free_ports(WITNESSES)

    def once(self) -> "subprocess.CompletedProcess[str]":
        """Walk through it and stop."""
        command = self.command("--once")
        return subprocess.run(
            command, capture_output=True, text=True, timeout=DEMO_SECONDS, check=False
        )

    @contextmanager
    def served(self) -> Iterator["subprocess.Popen[str]"]:
        """Walk through it and go on serving."""
        with subprocess.Popen(self.command(), stdout=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.terminate()
                process.wait(DEMO_SECONDS)

    def command(self, *more: str) -> list[str]:
        """Return the command line."""
        ports = [part for name in self.ports for part in (f"--{name}-port", str(self.ports[name]))]
        return [sys.executable, "-m", "thiqa.cli", "demo", "--data", str(self.data), *ports, *more]

    def listening(self) -> set[str]:
        """Return what still listens."""
        return {name for name, port in self.ports.items() if _is_open(port)}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A demonstration that the tests of this module use one after the other."""
    return Demo(tmp_path_factory.mktemp("demo") / "data")


def test_every_step_is_told_with_its_time_and_all_of_them_held(demo: Demo) -> None:
    for _ in range(2):  # the second one finds keys, cards and databases there
        done = demo.once()
        assert (done.returncode, done.stderr) == (0, "")
        for number, step in enumerate(STEPS, 1):
            told = rf"^{number}\. {re.escape(step.__doc__ or '')}\.\n   .+\n   \d+ ms$"
            assert re.search(told, done.stdout, re.MULTILINE), step
        assert done.stdout.endswith("\nEvery step held.\n")
        assert demo.listening() == set()


def test_it_goes_on_serving_until_it_is_stopped(demo: Demo) -> None:
    with demo.served() as process:
        assert process.stdout is not None
        told = "".join(iter(process.stdout.readline, "Ctrl-C stops everything.\n"))
        for persona in load_personas().values():
            assert re.search(rf"PIN {persona.pin} +{persona.key} ", told)
        assert re.search(r"^Operators, .+: birth-month-only and latin-name-only$", told, re.M)
        assert f"The console          http://localhost:{demo.ports['provider']}/console\n" in told
        for name in ("counter", "provider", "card-client"):
            (link,) = re.findall(rf"http://\S+:{demo.ports[name]}/$", told, re.MULTILINE)
            assert httpx.get(link, follow_redirects=True).is_success
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(DEMO_SECONDS) == 0
    assert demo.listening() == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_taken_port_is_named_with_the_way_to_choose_another(tmp_path: Path, name: str) -> None:
    demo = Demo(tmp_path / "data")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", demo.ports[name]))
        taken.listen()
        done = demo.once()
    assert (done.returncode, done.stdout) == (1, "")
    wanted = f"thiqa: port {demo.ports[name]}, wanted for the {name}, is taken"
    assert done.stderr.startswith(wanted)
    assert f"--{name}-port" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not demo.data.exists()


def test_a_process_that_does_not_start_is_named_with_its_last_words(demo: Demo) -> None:
    authority = demo.data / "provider" / "card-authorities" / "none.pem"
    authority.write_text("no certificate")
    done = demo.once()
    authority.unlink()
    assert done.returncode == 1
    assert "the provider did not start; its last words:" in done.stderr
    assert "none.pem" in done.stderr
    assert demo.listening() == set()


def test_other_ports_for_the_same_cards_are_refused_with_the_reason(demo: Demo) -> None:
    other = Demo(demo.data)
    done = other.once()
    assert done.returncode == 1
    assert str(demo.ports["ocsp"]) in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_step_that_does_not_hold_is_named_and_the_exit_status_says_so(demo: Demo) -> None:
    specimen = demo.data / "provider" / "specimen"
    card = find_application(InProcessConnection(open_card(specimen / "cards" / "adult.json")))
    certificate = x509.load_der_x509_certificate(card.read_certificate())
    load(specimen / "pki").revoke(certificate.serial_number, system_clock())
    done = demo.once()
    assert done.returncode == 1
    assert "Every step held" not in done.stdout
    assert done.stderr.startswith("thiqa: step 5 did not hold: the consent page must come next")
    assert demo.listening() == set()


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
