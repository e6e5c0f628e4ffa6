"""A provider starts, stops and is killed, and nobody who has been promised an answer waits."""

import os
import signal
import socket
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx

from services import Service
from world import Processes

SECONDS = 30


def workers_of(pid: int) -> set[int]:
    """Return the processes that serve below a supervisor."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child) for child in children if b"spawn_main" in _command(int(child))}


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


class HalfRequest:
    """A pushed request of which the second half comes later."""

    def __init__(self, service: Service, port: int) -> None:
        fields = httpx.QueryParams({**service.credentials(), **service.request()})
        body = str(fields).encode()
        self._rest = body[100:]
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        head = (
            "POST /par HTTP/1.1\r\nhost: localhost\r\n"
            "content-type: application/x-www-form-urlencoded\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body[:100])

    def finish(self) -> bytes:
        """Send the second half and return the first line of the answer."""
        with closing(self._socket):
            self._socket.sendall(self._rest)
            return self._socket.recv(65_536).partition(b"\r\n")[0]


def wait_for(condition: object) -> None:
    """Wait until something holds."""
    assert callable(condition)
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def is_open(port: int) -> bool:
    """Tell whether somebody listens at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_request_on_its_way_is_answered_before_the_end(provider: Processes) -> None:
    (process,) = provider.processes
    half = HalfRequest(provider.service, process.port)
    time.sleep(0.3)
    process.ask_to_stop()
    wait_for(lambda: not is_open(process.port))
    assert half.finish() == b"HTTP/1.1 201 Created"
    assert process.wait_until_ended() == 0


def test_two_workers_answer_what_they_began_and_end_with_success(two_workers: Processes) -> None:
    (process,) = two_workers.processes
    halves = [HalfRequest(two_workers.service, process.port) for _ in range(8)]
    time.sleep(0.3)
    process.ask_to_stop()
    time.sleep(0.5)
    answers = [half.finish() for half in halves]
    assert answers == [b"HTTP/1.1 201 Created"] * 8
    assert process.wait_until_ended() == 0


def test_an_idle_provider_ends_at_once(provider: Processes) -> None:
    (process,) = provider.processes
    began = time.monotonic()
    assert process.stop() == 0
    assert time.monotonic() - began < 10


def test_an_interrupt_by_the_keyboard_is_no_failure(provider: Processes) -> None:
    (process,) = provider.processes
    os.kill(process.pid, signal.SIGINT)
    assert process.wait_until_ended() == 0


def test_a_killed_worker_is_replaced_while_the_other_answers(two_workers: Processes) -> None:
    (process,) = two_workers.processes
    before = workers_of(process.pid)
    assert len(before) == 2
    refused: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                httpx.get(f"{process.address}/jwks", timeout=SECONDS).raise_for_status()
            except httpx.ReadError:
                refused.append(1)  # this one was with the worker that died

    asking = threading.Thread(target=ask)
    asking.start()
    os.kill(min(before), signal.SIGKILL)
    wait_for(lambda: len(workers_of(process.pid) - before) == 1)
    stop.set()
    asking.join()
    assert len(refused) <= 1
    assert two_workers.service.pushed()
    assert process.stop() == 0


def test_a_provider_starts_again_on_its_own_data(provider: Processes) -> None:
    (process,) = provider.processes
    tokens = provider.service.identify(provider.citizen())
    assert process.stop() == 0
    process.start()
    process.wait_until_ready()
    assert provider.service.userinfo(tokens["access_token"]).is_success
