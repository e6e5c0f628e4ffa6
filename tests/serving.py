"""Real servers on the loopback for tests: uvicorn in a thread, on a port of its own."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from thiqa.web.connection import KEEP_ALIVE_SECONDS

STARTUP_SECONDS = 20


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_ports(number: int) -> int:
    """Return the first of some ports in a row that were free a moment ago."""
    while True:
        first = free_port()
        try:
            for port in range(first + 1, first + number):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            continue
        return first


@contextmanager
def serving(app: Any, port: int, **how: Any) -> Iterator[None]:
    """Serve an ASGI application until the block ends; `how` are settings of uvicorn."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        **how,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + STARTUP_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the server did not start")
        time.sleep(0.005)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
