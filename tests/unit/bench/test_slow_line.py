"""A line of the benchmark carries, delays and loses packets as it is told to."""

import os
import socket
import threading
from random import Random

import pytest

from bench.slow_line.line import QUEUED_BYTES, Direction, Line, Relay

PACKET = 1_000


def seeded(number: int) -> Random:
    return Random(number)  # noqa: S311  # the same losses each time


SLOW = Line(bits_per_second=8_000, delay_seconds=0.5, loss=0.0)


def test_packets_wait_for_those_before_them_and_then_travel() -> None:
    direction = Direction(SLOW, seeded(1))
    assert [direction.arrival(10.0, PACKET) for _ in range(3)] == [11.5, 12.5, 13.5]
    assert direction.arrival(20.0, PACKET) == 21.5


def test_what_finds_no_room_in_the_queue_is_dropped() -> None:
    direction = Direction(SLOW, seeded(1))
    arrivals = [direction.arrival(0.0, PACKET) for _ in range(QUEUED_BYTES // PACKET + 5)]
    assert arrivals[QUEUED_BYTES // PACKET :] == [None] * 5
    assert direction.dropped == 5


def test_the_share_that_is_lost_is_the_one_that_was_asked_for() -> None:
    line = Line(bits_per_second=10**9, delay_seconds=0.0, loss=0.05)
    direction = Direction(line, seeded(7))
    lost = [direction.arrival(float(number), PACKET) for number in range(20_000)].count(None)
    assert lost == pytest.approx(1_000, rel=0.15)


def test_a_relay_carries_packets_whole_and_in_both_directions() -> None:
    """Here over pairs of sockets, which keep packets apart as devices do."""
    line = Line(bits_per_second=10**9, delay_seconds=0.0, loss=0.0)
    left, left_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    right, right_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    ends = os.dup(left_end.fileno()), os.dup(right_end.fileno())
    relay = Relay(ends, (Direction(line, seeded(1)), Direction(line, seeded(2))))
    threading.Thread(target=relay.run, daemon=True).start()
    for sender, receiver in ((left, right), (right, left)):
        for packet in (b"first", b"second" * 100):
            sender.send(packet)
            assert receiver.recv(10_000) == packet
