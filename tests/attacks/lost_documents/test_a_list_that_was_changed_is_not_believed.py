"""A list of lost documents that somebody has shortened, exchanged, or signed himself."""

import hashlib
import json

import pytest

from lost_documents import REPORTS, new_signer, signed_list
from thiqa.base import b64url_decode, b64url_encode
from thiqa.lost_documents import StatusList, StatusListError
from thiqa.lost_documents.status_list import ENTRY_BYTES

SIGNER = new_signer()
KEYS = (SIGNER.verification_key,)
LIST = signed_list(SIGNER)
HEAD, _, ENTRIES = LIST.partition(b"\n")


def refused(raw: bytes) -> str:
    with pytest.raises(StatusListError) as refusal:
        StatusList.read(raw, KEYS)
    return str(refusal.value)


def test_an_entry_taken_out_is_noticed() -> None:
    assert "not as many" in refused(HEAD + b"\n" + ENTRIES[ENTRY_BYTES:])


def test_an_entry_exchanged_for_another_is_noticed() -> None:
    for at in range(len(ENTRIES)):
        changed = ENTRIES[:at] + bytes((ENTRIES[at] ^ 1,)) + ENTRIES[at + 1 :]
        assert "not those that were signed" in refused(HEAD + b"\n" + changed)


def test_entries_of_another_edition_are_noticed() -> None:
    reports = dict(zip(["MAR/I/1", "MAR/I/2", "MAR/I/3"], REPORTS.values(), strict=True))
    other = signed_list(SIGNER, reports=reports).partition(b"\n")[2]
    assert "not those that were signed" in refused(HEAD + b"\n" + other)


def test_a_head_that_was_changed_is_noticed() -> None:
    header, payload, signature = HEAD.decode().split(".")
    claims = json.loads(b64url_decode(payload))
    claims["next_update"] += 1
    changed = b64url_encode(json.dumps(claims).encode())
    assert "not signed" in refused(f"{header}.{changed}.{signature}\n".encode() + ENTRIES)


def test_a_list_of_somebody_else_is_not_believed() -> None:
    assert "not signed" in refused(signed_list(new_signer()))


def test_something_else_that_the_same_key_signed_is_no_list() -> None:
    payload = json.loads(b64url_decode(HEAD.decode().split(".")[1]))
    assert "no list" in refused(SIGNER.sign(payload).encode() + b"\n" + ENTRIES)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("iss", None),
        ("iat", "1800000000"),
        ("iat", True),
        ("next_update", 1.5),
        ("countries", None),
        ("countries", [1]),
        ("types", 5),
        ("salt", "AAAA"),
        ("salt", "?"),
        ("memory", 10**9),
        ("passes", 10**9),
        ("memory", "8"),
        ("entries", -1),
        ("entries", 10**12),
        ("sha256", None),
    ],
)
def test_a_signed_head_that_makes_no_sense_is_refused(member: str, value: object) -> None:
    claims = json.loads(b64url_decode(HEAD.decode().split(".")[1])) | {member: value}
    refused(SIGNER.sign(claims, typ="lost-documents+jwt").encode() + b"\n" + ENTRIES)


def test_entries_out_of_order_would_hide_one_and_are_refused() -> None:
    turned = ENTRIES[ENTRY_BYTES:] + ENTRIES[:ENTRY_BYTES]
    claims = json.loads(b64url_decode(HEAD.decode().split(".")[1]))
    claims["sha256"] = b64url_encode(hashlib.sha256(turned).digest())
    raw = SIGNER.sign(claims, typ="lost-documents+jwt").encode() + b"\n" + turned
    assert "not in order" in refused(raw)


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"A.B.C\n", b"\xff\n", b"A" * 9_000 + b"\n", LIST[:50]]
)
def test_bytes_that_are_no_list_are_refused(raw: bytes) -> None:
    refused(raw)


def test_a_head_without_its_end_or_beyond_its_limit_is_refused() -> None:
    assert "no head" in refused(signed_list(SIGNER, reports={}).rstrip(b"\n"))
    assert "no head" in refused(signed_list(SIGNER, issuer="A" * 9_000))


def test_the_list_shows_no_number() -> None:
    claims = b64url_decode(HEAD.decode().split(".")[1])
    for spelling in REPORTS:
        assert spelling.rpartition("/")[2].encode() not in claims + ENTRIES
