import os
import time
from pathlib import Path

import httpx
import pytest

from serving import free_port
from thiqa.demo.processes import Process, ProcessError, running, started

SERVER = """
import sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
HTTPServer(("127.0.0.1", int(sys.argv[1])), SimpleHTTPRequestHandler).serve_forever()
"""


def server(name: str) -> Process:
    """A process that answers."""
    port = free_port()
    return Process(name, ["-c", SERVER, str(port)], f"http://127.0.0.1:{port}/")


def test_processes_answer_inside_the_block_and_are_gone_after_it(tmp_path: Path) -> None:
    one, other = server("one"), server("other")
    with running([one, other], os.environ, tmp_path) as children:
        assert httpx.get(one.ready).is_success
        assert httpx.get(other.ready).is_success
    assert all(child.poll() is not None for child in children)
    assert {path.name for path in tmp_path.iterdir()} == {"one.log", "other.log"}


def test_a_process_that_ends_is_named_with_its_last_words_and_the_others_stop(
    tmp_path: Path,
) -> None:
    good = server("good")
    bad = Process("bad", ["-c", "raise SystemExit('no way')"], "http://127.0.0.1:9/")
    began = time.monotonic()
    with (
        pytest.raises(ProcessError, match=r"the bad did not start[^$]*no way"),
        running([good, bad], os.environ, tmp_path),
    ):
        pytest.fail("it must not begin")
    assert time.monotonic() - began < 30
    with pytest.raises(httpx.TransportError):
        httpx.get(good.ready)


def test_a_command_runs_beside_and_returns_what_it_printed() -> None:
    with started(["-c", "print(6 * 7)"], os.environ) as finish:
        assert finish() == "42\n"


def test_a_command_that_fails_is_named_with_its_words() -> None:
    with (
        started(["-c", "import sys; sys.exit('no way')"], os.environ) as finish,
        pytest.raises(ProcessError, match=r"failed:\nno way"),
    ):
        finish()
