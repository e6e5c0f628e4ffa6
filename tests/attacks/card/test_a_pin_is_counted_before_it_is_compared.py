"""The order of things on the disk: the try is gone for good before anything is compared."""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from specimen_cards import SELECT, VERIFY, VERIFY_WRONG, make_card, status

DURABLE = ["posix.fsync", "posix.replace", "posix.fsync"]
COMPARED = ["argon2.low_level.hash_secret_raw", "_hashlib.compare_digest"]


@pytest.mark.parametrize(
    ("command", "steps"),
    [(VERIFY_WRONG, [*DURABLE, *COMPARED]), (VERIFY, [*DURABLE, *COMPARED, *DURABLE])],
    ids=["wrong", "right"],
)
def test_file_name_and_folder_are_flushed_before_the_comparison(
    tmp_path: Path, command: str, steps: list[str]
) -> None:
    card = make_card(tmp_path / "card.json")
    assert status(card, SELECT) == 0x9000
    seen: list[str] = []

    def watch(frame: FrameType, event: str, function: Any) -> None:
        if event == "c_call":
            seen.append(f"{function.__module__}.{function.__name__}")
        elif event == "call":
            seen.append(f"{frame.f_globals['__name__']}.{frame.f_code.co_name}")

    sys.setprofile(watch)
    try:
        card.transmit(bytes.fromhex(command))
    finally:
        sys.setprofile(None)
    assert [name for name in seen if name in {*DURABLE, *COMPARED}] == steps
