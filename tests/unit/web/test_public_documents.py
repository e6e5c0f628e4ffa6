"""What is answered before it is parsed, and what is not."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import sleep
from typing import Any

import pytest
import uvicorn

from thiqa.web.public_documents import PUBLIC_DOCUMENTS, DocumentsFirstProtocol, PublicDocuments

DATE = b"Sun, 22 Nov 2026 00:00:00 GMT"
PLAIN = b"GET /jwks HTTP/1.1\r\nHost: id.example\r\nAccept: */*\r\n\r\n"


def documents(*answered: list[str]) -> PublicDocuments:
    told = answered[0] if answered else []
    return PublicDocuments({"/jwks": lambda: b'{"keys":[]}'}, told.append)


def test_a_plain_request_gets_the_whole_document() -> None:
    response = documents().answer(PLAIN, DATE)
    assert response is not None
    head, _, body = response.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n")
    assert b"\r\ndate: " + DATE in head
    assert body == b'{"keys":[]}'


def test_a_changed_document_is_answered_as_it_is_now() -> None:
    bodies = iter([b"1", b"22"])
    changing = PublicDocuments({"/jwks": lambda: next(bodies)}, lambda _: None)
    assert (changing.answer(PLAIN, DATE) or b"").endswith(b"\r\n\r\n1")
    second = changing.answer(PLAIN, DATE) or b""
    assert b"content-length: 2\r\n" in second
    assert second.endswith(b"\r\n\r\n22")


def test_each_answer_is_told() -> None:
    told: list[str] = []
    documents(told).answer(PLAIN, DATE)
    assert told == ["/jwks"]


@pytest.mark.parametrize(
    "request_bytes",
    [
        PLAIN.replace(b"GET", b"HEAD"),
        PLAIN.replace(b"GET", b"POST"),
        PLAIN.replace(b"/jwks", b"/other"),
        PLAIN.replace(b"/jwks", b"/jwks?x"),
        PLAIN.replace(b"1.1", b"1.0"),
        PLAIN[:-2],
        PLAIN + PLAIN,
        PLAIN + b"x",
        PLAIN.replace(b"Accept: */*", b"Content-Length: 1"),
        PLAIN.replace(b"Accept: */*", b"Transfer-Encoding: chunked"),
        PLAIN.replace(b"Accept: */*", b"Connection: close"),
        PLAIN.replace(b"Accept: */*", b"Expect: 100-continue"),
        PLAIN.replace(b"Accept: */*", b"Host: other.example"),
        PLAIN.replace(b"Host: id.example\r\n", b""),
        PLAIN.replace(b"*/*", b"x" * 3000),
    ],
)
def test_whatever_is_unusual_is_parsed(request_bytes: bytes) -> None:
    assert documents().answer(request_bytes, DATE) is None


async def _app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        scope["state"][PUBLIC_DOCUMENTS] = documents()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = scope["path"].encode()
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def connected() -> Iterator[socket.socket]:
    config = uvicorn.Config(
        _app, host="127.0.0.1", port=0, http=DocumentsFirstProtocol, log_config=None
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.005)
    address = server.servers[0].sockets[0].getsockname()
    with socket.create_connection(address, timeout=5) as connection:
        yield connection
    server.should_exit = True
    thread.join()


def _read(connection: socket.socket) -> bytes:
    response = b""
    while b"\r\n\r\n" not in response:
        response += connection.recv(4096)
    head, _, body = response.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(4096)
    return body


def test_documents_and_parsed_requests_take_turns_on_one_connection() -> None:
    with connected() as connection:
        for path, body in [(b"/jwks", b'{"keys":[]}'), (b"/page", b"/page")] * 3:
            connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n\r\n")
            assert _read(connection) == body


def test_a_request_that_arrives_in_pieces_is_served_like_any_other() -> None:
    with connected() as connection:
        for piece in (PLAIN[:9], PLAIN[9:30]):
            connection.sendall(piece)
            sleep(0.05)
        connection.sendall(PLAIN[30:])
        assert _read(connection) == b"/jwks"


def test_bytes_inside_a_body_are_never_taken_for_a_request() -> None:
    with connected() as connection:
        head = b"POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(PLAIN)
        connection.sendall(head)
        sleep(0.05)
        connection.sendall(PLAIN)
        assert _read(connection) == b"/page"
        connection.sendall(PLAIN)
        assert _read(connection) == b'{"keys":[]}'
