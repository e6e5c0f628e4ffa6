"""Posting to servers that the operator has chosen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from thiqa.web.exchange import Answer, Exchange
from thiqa.web.fetch import MAX_FETCHED_BYTES, FetchError


@asynccontextmanager
async def _server(*answers: bytes, connections: list[int]) -> AsyncIterator[str]:
    waiting = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        while waiting:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
            await reader.readexactly(length)
            writer.write(waiting.pop(0))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/add"


def _answer(body: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def _post(*answers: bytes, times: int = 1) -> tuple[list[Answer], int]:
    connections: list[int] = []

    async def main() -> list[Answer]:
        async with _server(*answers, connections=connections) as url, Exchange.open() as exchange:
            return [await exchange.post(url, b"old 0\n", "text/plain") for _ in range(times)]

    return asyncio.run(main()), len(connections)


def test_an_answer_comes_with_its_status_and_its_media_type() -> None:
    answer = _answer(b"7\n", "409 Conflict", "Content-Type: Text/X.tlog.size; a=b\r\n")
    assert _post(answer)[0] == [Answer(409, "text/x.tlog.size", b"7\n")]


def test_a_connection_is_kept() -> None:
    answers, connections = _post(_answer(b"1"), _answer(b"2"), _answer(b"3"), times=3)
    assert ([each.body for each in answers], connections) == ([b"1", b"2", b"3"], 1)


def test_a_redirect_is_an_answer_like_any_other() -> None:
    redirect = _answer(b"", "302 Found", "Location: http://127.0.0.1:1/\r\n")
    assert _post(redirect)[0][0].status == 302


@pytest.mark.parametrize(
    "answer", [_answer(b"x" * (MAX_FETCHED_BYTES + 1)), b"SSH-2.0-OpenSSH\r\n\r\n", b""]
)
def test_an_answer_that_is_too_long_or_none_is_refused(answer: bytes) -> None:
    with pytest.raises(FetchError):
        _post(answer)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/add", "ftp://127.0.0.1/", "nowhere"])
def test_an_address_where_nothing_answers_is_refused(url: str) -> None:
    async def main() -> None:
        async with Exchange.open() as exchange:
            await exchange.post(url, b"", "text/plain")

    with pytest.raises(FetchError):
        asyncio.run(main())
