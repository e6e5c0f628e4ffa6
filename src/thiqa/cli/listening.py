"""What every command that listens does before it listens, and when it is stopped."""

import errno
import signal
import socket
import sys

import click


def end_with_success_when_stopped() -> None:
    """The server answers what it has begun, then raises the signal again: that is no failure."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))


def refuse_unusable_port(host: str, port: int, setting: str) -> None:
    """End the command if nothing can listen there; `setting` is what chooses another port."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            what = f"port {port} at {host} is taken: stop what listens there, or set {setting}"
        else:
            what = f"nothing can listen at {host}, port {port}: {error.strerror}"
        raise click.ClickException(what) from error
