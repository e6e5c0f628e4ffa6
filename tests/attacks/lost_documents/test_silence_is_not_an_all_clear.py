"""A service for lost documents that is kept from answering, or whose answers are made by others."""

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from lost_documents import NOW, OTHER, REPORTED, new_signer
from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.lost_documents import HttpStatusService
from thiqa.lost_documents.messages import write_answer

SIGNER = new_signer()
KEYS = (SIGNER.verification_key,)
NONCE = "n" * 43
GOOD = write_answer(OTHER, NONCE, DocumentStatus.NOT_REPORTED, SIGNER, NOW)


def response(body: str, status: str = "200 OK", kind: str = "application/jwt") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()


@contextlib.contextmanager
def answering(raw: bytes, *, hold: bool = False) -> Iterator[str]:
    """Answer one connection with some bytes; `hold` keeps it open until the block ends."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError), server.accept()[0] as connection:
                connection.recv(65_536)
                connection.sendall(raw)
                if hold:
                    over.wait()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/document-status"
        finally:
            over.set()


def ask(url: str, timeout: float = 5.0) -> StatusAnswer:
    service = HttpStatusService(url, KEYS, timeout, make_nonce=lambda: NONCE)
    return asyncio.run(service.ask(OTHER, NOW))


def test_the_answer_that_the_attacks_below_change_is_believed() -> None:
    with answering(response(GOOD)) as url:
        assert ask(url).status is DocumentStatus.NOT_REPORTED


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        response(GOOD)[:-20],
        response(GOOD, status="500 Internal Server Error"),
        response(GOOD, status="302 Found\r\nLocation: http://127.0.0.1:1/"),
        response(GOOD, status="204 No Content"),
        response(GOOD, kind="text/html"),
        response(""),
        response("not-reported"),
        response(json.dumps({"status": "not-reported"})),
        response("A" * 5_000),
        b"SSH-2.0-OpenSSH\r\n",
    ],
    ids=[
        "nothing",
        "half a head",
        "half a body",
        "error",
        "elsewhere",
        "no content",
        "a page",
        "empty",
        "unsigned word",
        "unsigned object",
        "too long",
        "no HTTP",
    ],
)
def test_whatever_is_no_answer_leaves_the_question_open(raw: bytes) -> None:
    with answering(raw) as url:
        assert ask(url).status is DocumentStatus.CANNOT_SAY


def test_an_answer_without_an_end_is_not_read_to_its_end() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/jwt\r\n\r\n"
    with answering(head + b"A" * 5_000, hold=True) as url:
        assert ask(url).source == "127.0.0.1: its answer is too long"


@pytest.mark.parametrize("raw", [b"", b"HTTP/1.1 200 OK\r\n", response(GOOD)[:-1]], ids=len)
def test_a_service_that_is_held_up_does_not_hold_up_the_counter(raw: bytes) -> None:
    with answering(raw, hold=True) as url:
        answer = ask(url, timeout=0.2)
    assert answer.status is DocumentStatus.CANNOT_SAY
    assert answer.source == "127.0.0.1: no answer in time"


FORGED: dict[str, Callable[[], str]] = {
    "of another key": lambda: write_answer(
        OTHER, NONCE, DocumentStatus.NOT_REPORTED, new_signer(), NOW
    ),
    "about another document": lambda: write_answer(
        REPORTED, NONCE, DocumentStatus.NOT_REPORTED, SIGNER, NOW
    ),
    "to another question": lambda: write_answer(
        OTHER, "o" * 43, DocumentStatus.NOT_REPORTED, SIGNER, NOW
    ),
    "of yesterday": lambda: write_answer(
        OTHER, NONCE, DocumentStatus.NOT_REPORTED, SIGNER, NOW - 86_400
    ),
    "signed as something else": lambda: SIGNER.sign(
        {
            "country": OTHER.country,
            "type": OTHER.document_type,
            "number": OTHER.number,
            "nonce": NONCE,
            "iat": NOW,
            "status": "not-reported",
        }
    ),
    "of a fourth kind": lambda: SIGNER.sign(
        {
            "country": OTHER.country,
            "type": OTHER.document_type,
            "number": OTHER.number,
            "nonce": NONCE,
            "iat": NOW,
            "status": "fine",
        },
        typ="document-status+jwt",
    ),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_an_answer_that_is_not_ours_leaves_the_question_open(forge: Callable[[], str]) -> None:
    with answering(response(forge())) as url:
        assert ask(url).status is DocumentStatus.CANNOT_SAY
