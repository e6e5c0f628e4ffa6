"""Signed notes and verifier keys."""

import json
from pathlib import Path

import pytest

from specimen_log import signer
from thiqa.ledger.errors import (
    KeyFormatError,
    NoteFormatError,
    SignatureError,
    UnknownKeyError,
)
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.note import (
    MAX_NOTE_CHARACTERS,
    MAX_SIGNATURES,
    open_note,
    parse_note,
    sign_note,
)

NOTES = json.loads((Path(__file__).parents[2] / "vectors" / "c2sp" / "notes.json").read_text())
KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
TEXT = "one line\n"


@pytest.mark.parametrize("case", NOTES["notes"], ids=lambda case: case["from"])
def test_published_notes_open(case: dict[str, str]) -> None:
    key = VerifierKey.parse(case["key"])
    opened = open_note(case["note"], [key])
    assert opened.text == case["note"].rpartition("\n\n")[0] + "\n"
    assert opened.signed_by == (key,)


@pytest.mark.parametrize("case", NOTES["notes"], ids=lambda case: case["from"])
def test_published_keys_have_one_text(case: dict[str, str]) -> None:
    assert VerifierKey.parse(case["key"]).text == case["key"]


def test_what_we_sign_opens_with_the_text_of_our_key() -> None:
    note = sign_note("several\n\nparagraphs\n", [signer(1)])
    key = VerifierKey.parse(signer(1).verifier_key.text)
    assert open_note(note, [key]).text == "several\n\nparagraphs\n"


def test_a_note_of_two_signers_opens_with_either_key() -> None:
    note = sign_note(TEXT, [signer(1), signer(2)])
    for number in (1, 2):
        assert open_note(note, [signer(number).verifier_key]).text == TEXT
    both = [signer(1).verifier_key, signer(2).verifier_key]
    assert open_note(note, both).signed_by == tuple(both)


def test_a_note_by_an_unknown_key_is_refused() -> None:
    with pytest.raises(UnknownKeyError):
        open_note(sign_note(TEXT, [signer(1)]), [signer(2).verifier_key])
    with pytest.raises(UnknownKeyError):
        open_note(sign_note(TEXT, [signer(1)]), [])


def test_a_key_of_the_same_value_and_another_name_is_another_key() -> None:
    with pytest.raises(UnknownKeyError):
        open_note(sign_note(TEXT, [signer(1)]), [signer(1, "log.example/other").verifier_key])


def test_one_false_signature_by_a_known_key_condemns_the_note() -> None:
    good = sign_note(TEXT, [signer(1), signer(2)])
    forged = good.replace(TEXT, "another line\n")
    false_line = sign_note("another line\n", [signer(2)]).splitlines()[-1]
    mixed = good.replace(good.splitlines()[-1], false_line)
    keys = [signer(1).verifier_key, signer(2).verifier_key]
    for note in (forged, mixed):
        with pytest.raises(SignatureError):
            open_note(note, keys)


@pytest.mark.parametrize(
    "note",
    [
        TEXT,
        TEXT + "\n",
        sign_note(TEXT, [signer()])[:-1],
        "\x01" + sign_note(TEXT, [signer()]),
        sign_note(TEXT, [signer()]).replace(TEXT, "one\tline\n"),
        sign_note(TEXT, [signer()]).replace(TEXT, "one\r\n"),
        sign_note(TEXT, [signer()]).replace(TEXT, "\ud800\n"),
        sign_note(TEXT, [signer()]) + "Unexpected line.\n",
        sign_note(TEXT, [signer()]).replace("\u2014 ", "- "),
        sign_note(TEXT, [signer()]).replace(" log", " bad log"),
        sign_note(TEXT, [signer()]).replace(" log", " bad+log"),
        sign_note(TEXT, [signer()]).replace("=\n", "\n"),
        TEXT + "\n\u2014 log.example/record\n",
        TEXT + "\n\u2014 log.example/record AAAAAA==\n",
        TEXT + "\n\u2014 log.example/record \n",
        TEXT + "\n" + "\u2014 log AAAAAAA=\n" * (MAX_SIGNATURES + 1),
        "x" * MAX_NOTE_CHARACTERS + sign_note(TEXT, [signer()]),
    ],
)
def test_a_text_that_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NoteFormatError):
        open_note(note, [signer().verifier_key])


def test_sixteen_signatures_of_five_thousand_bytes_are_read() -> None:
    note = TEXT + "\n" + ("\u2014 witness " + "A" * 6_668 + "\n") * 16
    assert len(parse_note(note)[1]) == 16


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/foo",
        KEY[:-1],
        KEY + "=",
        KEY.replace("530d903a", "530d903b"),
        KEY.replace("530d903a", "530D903A"),
        KEY.replace("530d903a", "30d903a"),
        KEY.replace("example.com/foo", "example.com/bar"),
        KEY.replace("example.com/foo", ""),
        KEY.replace("+Aeky", "+Beky"),
        KEY.replace("example.com/foo", "x" * 5_000),
        "example.com/foo+530d903a+AQ==",
        "a\ud800+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_a_text_that_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(KeyFormatError):
        VerifierKey.parse(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "x" * 256])
def test_a_name_that_no_note_can_carry_is_no_key_name(name: str) -> None:
    with pytest.raises(KeyFormatError):
        signer(0, name)


@pytest.mark.parametrize("text", ["no newline", "tab\t\n", "half \ud800\n"])
def test_a_text_that_no_note_can_carry_is_not_signed(text: str) -> None:
    with pytest.raises(NoteFormatError):
        sign_note(text, [signer()])
