"""Time stamps asked for, given and checked (RFC 3161)."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from asn1crypto import tsp

from sealed_documents import NOW, shared_office
from thiqa.pki import CertificateNotTrustedError, TimeStampError, TrustAnchors
from thiqa.pki.specimen_tree import YEAR
from thiqa.pki.time_stamp import (
    Answer,
    TimeStamp,
    check_time_stamp,
    read_answer,
    request_time_stamp,
)

DATA = b"what was there"
NONCE = 7


def question(**changes: Any) -> bytes:
    asked = tsp.TimeStampReq.load(request_time_stamp(hashlib.sha256(DATA).digest(), NONCE))
    for name, value in changes.items():
        asked[name] = value
    return bytes(asked.dump(force=True))


def answer(asked: bytes | None = None, now: int = NOW) -> bytes:
    authority = shared_office().seals.time_stamp_authority()
    return authority.answer(asked if asked is not None else question(), now)


def status_of(data: bytes) -> tuple[str, set[str] | None]:
    status = Answer.load(data)["status"]
    return status["status"].native, status["fail_info"].native


def checked(token: bytes, data: bytes = DATA) -> TimeStamp:
    return check_time_stamp(token, data, shared_office().trust.stamps)


def test_a_time_stamp_says_when_and_by_whom() -> None:
    stamp = checked(read_answer(answer(), NONCE))
    assert stamp.at == NOW
    assert stamp.unit.certificate == shared_office().seals.unit().certificate


def test_an_answer_to_another_question_is_refused() -> None:
    with pytest.raises(TimeStampError):
        read_answer(answer(), NONCE + 1)


def test_the_stamp_of_something_else_is_refused() -> None:
    with pytest.raises(TimeStampError):
        checked(read_answer(answer(), NONCE), b"something else")


def test_an_unknown_authority_is_refused() -> None:
    anchors = TrustAnchors((shared_office().seals.seal_ca.certificate,))
    with pytest.raises(CertificateNotTrustedError):
        check_time_stamp(read_answer(answer(), NONCE), DATA, anchors)


def test_a_stamp_from_before_the_units_time_is_refused() -> None:
    with pytest.raises(Exception, match="not valid yet"):
        checked(read_answer(answer(now=NOW - YEAR), NONCE))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"req_policy": "1.2.3"}, "unaccepted_policy"),
        (
            {
                "message_imprint": {
                    "hash_algorithm": {"algorithm": "sha1"},
                    "hashed_message": bytes(20),
                }
            },
            "bad_alg",
        ),
        (
            {
                "message_imprint": {
                    "hash_algorithm": {"algorithm": "sha256"},
                    "hashed_message": bytes(20),
                }
            },
            "bad_data_format",
        ),
    ],
)
def test_a_question_that_the_authority_does_not_answer_is_told_why(
    changes: dict[str, Any], reason: str
) -> None:
    refused = answer(question(**changes))
    assert status_of(refused) == ("rejection", {reason})
    with pytest.raises(TimeStampError, match="refuses"):
        read_answer(refused, NONCE)


@pytest.mark.parametrize("data", [b"", b"\x30\x00", b"x" * 5_000, bytes(100)])
def test_a_question_that_is_none_is_refused(data: bytes) -> None:
    assert status_of(answer(data)) == ("rejection", {"bad_data_format"})


def test_a_certificate_is_sent_when_it_is_asked_for() -> None:
    token = Answer.load(answer(question(cert_req=False)))["time_stamp_token"]
    assert len(token["content"]["certificates"]) == 0
    with pytest.raises(TimeStampError):
        checked(token.dump())


@pytest.mark.parametrize(
    "data", [b"", b"\x30\x00", b"\x30\x80", bytes(40_000), b"\x30\x03\x02\x01"]
)
def test_an_answer_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(TimeStampError):
        read_answer(data, NONCE)


def test_a_changed_token_is_refused() -> None:
    token = read_answer(answer(), NONCE)
    for at in range(0, len(token), 7):
        changed = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        with pytest.raises(Exception, match=r"."):
            checked(changed)


def test_somebody_elses_key_stamps_nothing() -> None:
    office = shared_office()
    liar = replace(office.seals.time_stamp_authority(), private_key=office.own.private_key)
    with pytest.raises(TimeStampError):
        checked(read_answer(liar.answer(question(), NOW), NONCE))
