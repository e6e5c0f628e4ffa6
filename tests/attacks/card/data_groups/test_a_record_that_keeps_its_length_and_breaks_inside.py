"""Biometric records whose own length is right, so that only what is inside can tell."""

from collections.abc import Callable
from typing import Any

import pytest

from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.face_record import MAX_FACES, Face, read_faces, write_faces
from thiqa.card.data_groups.finger_record import MAX_FINGERS, Finger, read_fingers, write_fingers
from thiqa.card.data_groups.images import ImageFormat
from thiqa.card.data_groups.iris_record import Iris, read_irises, write_irises

JPEG = bytes.fromhex("FFD8FF") + bytes(9)
FACES = write_faces((Face(JPEG, ImageFormat.JPEG, 3, 4),))
FINGERS = write_fingers((Finger(JPEG, 1, 3, 4),))
IRISES = write_irises((Iris(JPEG, 1),), 3, 4)

Read = Callable[[bytes], Any]
KINDS: dict[str, tuple[bytes, Read, slice, slice, int, int]] = {
    "faces": (FACES, read_faces, slice(8, 12), slice(12, 14), 14, MAX_FACES),
    "fingers": (FINGERS, read_fingers, slice(8, 14), slice(18, 19), 32, MAX_FINGERS),
    "irises": (IRISES, read_irises, slice(8, 12), slice(14, 15), 45, 2),
}
"""A record, its reader, where its length and its number stand, its head, the most it may hold."""


def record(kind: str, count: int, body: bytes) -> bytes:
    """Return a record of a kind with this number and this body, and the length that fits."""
    whole, _, length, number, head, _ = KINDS[kind]
    made = bytearray(whole[:head] + body)
    made[length] = len(made).to_bytes(length.stop - length.start)
    made[number] = count.to_bytes(number.stop - number.start)
    return bytes(made)


def body_of(kind: str) -> bytes:
    whole, _, _, _, head, _ = KINDS[kind]
    return whole[head:]


@pytest.mark.parametrize("kind", KINDS)
def test_the_record_that_the_attacks_below_change_is_read(kind: str) -> None:
    assert KINDS[kind][1](record(kind, 1, body_of(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_of_none_or_of_too_many_is_refused(kind: str) -> None:
    most = KINDS[kind][5]
    for count in (0, most + 1):
        with pytest.raises(DataGroupError, match="or too many"):
            KINDS[kind][1](record(kind, count, count * body_of(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_over_is_refused(kind: str) -> None:
    for surplus in (9, 60):
        with pytest.raises(DataGroupError, match="left over"):
            KINDS[kind][1](record(kind, 1, body_of(kind) + bytes(surplus)))


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_is_cut_off_is_refused_wherever_the_cut_is(kind: str) -> None:
    body = body_of(kind)
    for end in range(len(body)):
        with pytest.raises(DataGroupError):
            KINDS[kind][1](record(kind, 2, body + body[:end]))
