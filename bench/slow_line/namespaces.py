"""Two network namespaces, and a line between them: where the services are, and the telephone.

Nothing outlives the processes: a namespace ends with the last one that is in it.
"""

import ctypes
import fcntl
import os
import socket
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bench.errors import BenchError
from bench.slow_line.line import Direction, Line, Relay

SERVICES, TELEPHONE = "10.79.0.1", "10.79.0.2"
PACKET_BYTES = 1_500
QUEUED_PACKETS = 50

_CLONE_NEWNET = 0x40000000
_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000
_libc = ctypes.CDLL(None, use_errno=True)


def enter_new_namespace() -> None:
    """Leave the network of the machine for a new one of this process."""
    if _libc.unshare(_CLONE_NEWNET):
        raise BenchError(f"a network namespace needs root: {os.strerror(ctypes.get_errno())}")
    _ip("link", "set", "lo", "up")


@dataclass(slots=True)
class Telephone:
    """A process in a namespace of its own, at the far end of the line."""

    pid: int
    channel: socket.socket

    def start(self) -> None:
        """Let it begin."""
        self.channel.sendall(b"g")

    def wait(self) -> bytes:
        """Return what it says at its end."""
        with self.channel.makefile("rb") as file:
            said = file.read()
        _, status = os.waitpid(self.pid, 0)
        if status:
            raise BenchError("the telephone failed")
        return said


def telephone(line: Line, seed: int, visit: Callable[[], bytes]) -> tuple[Telephone, str]:
    """Fork a process that visits in a namespace behind a line; also name what makes the line."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        _be_the_telephone(theirs, visit)
    theirs.close()
    made = _join(ours, pid, line, seed)
    return Telephone(pid, ours), made


def _be_the_telephone(channel: socket.socket, visit: Callable[[], bytes]) -> None:
    """Never return."""
    status = 1
    try:
        enter_new_namespace()
        channel.sendall(b"n")
        _answer_about_device(channel)
        _bring_up("line1", TELEPHONE)
        channel.sendall(b"u")
        channel.recv(1)
        channel.sendall(visit())
        status = 0
    except BaseException as error:
        print(f"telephone: {type(error).__name__}: {error}", flush=True)
    finally:
        os._exit(status)


def _join(channel: socket.socket, pid: int, line: Line, seed: int) -> str:
    """Make the line; devices are up before anything is carried."""
    _expect(channel, b"n")
    if _has_netem():
        _ip("link", "add", "line0", "type", "veth", "peer", "name", "line1", "netns", str(pid))
        _ip("link", "set", "line0", "gso_max_segs", "1")
        _tc("line0", options_of(line))
        channel.sendall(b"v" + options_of(line).encode() + b"\n")
        _bring_up("line0", SERVICES)
        _expect(channel, b"u")
        return "tc netem"
    channel.sendall(b"t")
    _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
    ends = _tun("line0"), descriptors[0]
    _bring_up("line0", SERVICES)
    _expect(channel, b"u")
    _relay(ends, line, seed)
    return "a relay of packets (this kernel has no netem)"


def _answer_about_device(channel: socket.socket) -> None:
    if channel.recv(1) == b"t":
        socket.send_fds(channel, [b"d"], [_tun("line1")])
        return
    options = b""
    while not options.endswith(b"\n"):
        options += channel.recv(1)
    _ip("link", "set", "line1", "gso_max_segs", "1")
    _tc("line1", options.decode())


def options_of(line: Line) -> str:
    """Return the options of netem for one direction."""
    return (
        f"delay {line.delay_seconds * 1000:.0f}ms loss {line.loss * 100:g}%"
        f" rate {line.bits_per_second}bit limit {QUEUED_PACKETS}"
    )


def _tc(device: str, options: str) -> None:
    _run("tc", "qdisc", "add", "dev", device, "root", "netem", *options.split())


def _bring_up(device: str, address: str) -> None:
    _ip("addr", "add", f"{address}/30", "dev", device)
    _ip("link", "set", device, "up", "mtu", str(PACKET_BYTES))


def _has_netem() -> bool:
    command = ["tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "0ms"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=10, check=False)
    except FileNotFoundError:
        return False
    if done.returncode:
        return False
    _run("tc", "qdisc", "del", "dev", "lo", "root")
    return True


def _relay(ends: tuple[int, int], line: Line, seed: int) -> None:
    """Fork a process that carries packets for as long as this one lives."""
    parent = os.getpid()
    if os.fork() == 0:
        _end_with(parent)
        directions = Direction(line, Random(seed)), Direction(line, Random(seed + 1))  # noqa: S311
        try:
            Relay(ends, directions).run()
        finally:
            os._exit(1)
    for end in ends:
        os.close(end)


def _end_with(parent: int) -> None:
    """Ask the kernel to end this process when its parent does."""
    pr_set_pdeathsig, sigkill = 1, 9
    _libc.prctl(pr_set_pdeathsig, sigkill)
    if os.getppid() != parent:
        os._exit(1)


def _tun(name: str) -> int:
    try:
        descriptor = os.open("/dev/net/tun", os.O_RDWR)
        request = struct.pack("16sH22x", name.encode(), _IFF_TUN | _IFF_NO_PI)
        fcntl.ioctl(descriptor, _TUNSETIFF, request)
    except OSError as error:
        raise BenchError(f"neither netem nor /dev/net/tun is there: {error}") from error
    return descriptor


def _expect(channel: socket.socket, word: bytes) -> None:
    if channel.recv(1) != word:
        raise BenchError("the telephone did not start")


def _ip(*arguments: str) -> None:
    _run("ip", *arguments)


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except FileNotFoundError as error:
        raise BenchError(f"{command[0]} is missing: apt-get install iproute2") from error
    if done.returncode:
        raise BenchError(f"{' '.join(command)}: {done.stderr.strip()}")
