"""Files that are not what they are called, cost much, or change on their way."""

import asyncio
import hashlib
import struct
import zlib

import pytest

from counter_requests import Office, WithOffice
from photos import jpeg, photo, png
from thiqa.counter.catalogue import Field, FileKind, PhotoKind
from thiqa.counter.uploads.errors import FileRefusedError, UploadOffsetError
from thiqa.counter.uploads.looking import DAMAGED, OTHER_KIND, look_at
from thiqa.counter.uploads.models import Announced, UploadState
from thiqa.counter.uploads.pictures import TOO_MANY_PIXELS, UNREADABLE
from thiqa.counter.uploads.receiving import announce, receive
from thiqa.web import Language

TEXTS = dict.fromkeys(Language, "x")
ANY = ("application/pdf", "image/jpeg", "image/png")
FIELD = Field("file", FileKind(ANY, 5_000_000), TEXTS, None, required=True)
PHOTO = Field("photo", PhotoKind(5_000_000), TEXTS, None, required=True)
GOOD = jpeg(photo())


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes that says it has many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def text_bomb() -> bytes:
    """A PNG whose comment is large only when it is read."""
    text = chunk(b"zTXt", b"comment\0\0" + zlib.compress(b"x" * 80_000_000))
    plain = png(photo(size=(350, 450)))
    return plain[:33] + text + plain[33:]


@pytest.mark.parametrize("field", [FIELD, PHOTO])
@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"<html><script>alert(1)</script>", OTHER_KIND),
        (b"GIF89a" + b"\0" * 100, OTHER_KIND),
        (b"%!PS-Adobe-3.0", OTHER_KIND),
        (b"\xff\xd8\xff\xe0 no picture", UNREADABLE),
        (GOOD[: len(GOOD) // 2], UNREADABLE),
        (png(photo())[:-40_000], UNREADABLE),
        (bomb(9_000, 9_000), TOO_MANY_PIXELS),
        (bomb(60_000, 60_000), TOO_MANY_PIXELS),
        (bomb(2**31 - 1, 2**31 - 1), TOO_MANY_PIXELS),
        (bomb(4_000, 4_000), UNREADABLE),
        (text_bomb(), UNREADABLE),
    ],
)
def test_a_hostile_file_is_refused(field: Field, data: bytes, fault: str) -> None:
    with pytest.raises(FileRefusedError, match=f"^{fault}$"):
        look_at(field, data, hashlib.sha256(data).digest())


def test_what_is_hidden_behind_a_picture_is_not_kept() -> None:
    data = GOOD + b"%PDF-1.7 <script>"
    found = look_at(FIELD, data, hashlib.sha256(data).digest())
    assert b"script" not in found.data


def test_a_file_that_changed_on_its_way_is_refused() -> None:
    with pytest.raises(FileRefusedError, match=f"^{DAMAGED}$"):
        look_at(FIELD, GOOD[:-1] + b"x", hashlib.sha256(GOOD).digest())


def test_no_piece_goes_beyond_what_was_announced(with_office: WithOffice) -> None:
    async def attack(office: Office) -> None:
        number = (await office.draft()).number
        file = Announced("x", 10, b"d" * 32)
        upload = await office.run(
            lambda records: announce(records, number, FIELD, file, office.now)
        )
        for start, data in ((0, b"x" * 11), (1, b"x"), (-1, b"x"), (0, b"")):
            with pytest.raises(UploadOffsetError):
                await office.run(lambda records: receive(records, upload, start, data))  # noqa: B023
        assert await office.run(lambda records: receive(records, upload, 0, b"x" * 10)) == 10
        with pytest.raises(UploadOffsetError):
            await office.run(lambda records: receive(records, upload, 10, b"x"))

    with_office(attack)


def test_of_many_pieces_at_one_place_one_is_kept(with_office: WithOffice) -> None:
    async def attack(office: Office) -> None:
        number = (await office.draft()).number
        file = Announced("x", 1_000, b"d" * 32)
        upload = await office.run(
            lambda records: announce(records, number, FIELD, file, office.now)
        )

        async def send(filling: bytes) -> bool:
            try:
                await office.run(lambda records: receive(records, upload, 0, filling * 500))
            except UploadOffsetError:
                return False
            return True

        sent = await asyncio.gather(*(send(bytes([65 + turn])) for turn in range(20)))
        assert sent.count(True) == 1
        kept = await office.run(lambda records: records.uploads.data(upload.id))
        assert kept == bytes([65 + sent.index(True)]) * 500

    with_office(attack)


def test_a_file_is_finished_once(with_office: WithOffice) -> None:
    async def attack(office: Office) -> None:
        number = (await office.draft()).number
        file = Announced("x", 4, b"d" * 32)
        upload = await office.run(
            lambda records: announce(records, number, FIELD, file, office.now)
        )
        done = [
            await office.run(
                lambda records: records.uploads.finish(
                    upload.id, UploadState.KEPT, "image/jpeg", "", b"data"
                )
            )
            for _ in range(2)
        ]
        assert done == [True, False]

    with_office(attack)
