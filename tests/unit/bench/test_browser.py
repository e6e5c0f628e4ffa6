"""The driver's browser sends cookies where they belong, and accepts no other status."""

import asyncio

import pytest

from bench.browser import Browser, Recorder
from bench.errors import BenchError
from bench.http_client import Answer, Connection

SETTING = Answer(200, b"HTTP/1.1 200 OK\r\nset-cookie: here=1; Path=/a\r\nset-cookie: all=2", b"")
DELETING = Answer(200, b"HTTP/1.1 200 OK\r\nset-cookie: all=; Max-Age=0", b"")
PLAIN = Answer(200, b"HTTP/1.1 200 OK", b"")


class FakeConnection(Connection):
    """Gives prepared answers and keeps what was sent."""

    def __init__(self, *answers: Answer) -> None:
        super().__init__()
        self.answers = list(answers)
        self.sent: list[bytes] = []

    async def exchange(self, request: bytes) -> Answer:
        self.sent.append(request)
        return self.answers.pop(0)


def visit(*answers: Answer, paths: tuple[str, ...]) -> list[bytes]:
    connection = FakeConnection(*answers)
    browser = Browser(connection, "host", Recorder())

    async def get_all() -> None:
        for path in paths:
            await browser.get("step", path)

    asyncio.run(get_all())
    return connection.sent


def test_a_cookie_goes_to_its_path_only() -> None:
    _, inside, outside = visit(SETTING, PLAIN, PLAIN, paths=("/", "/a/b", "/c"))
    assert b"cookie: here=1; all=2\r\n" in inside
    assert b"cookie: all=2\r\n" in outside


def test_an_emptied_cookie_is_forgotten() -> None:
    *_, last = visit(SETTING, DELETING, PLAIN, paths=("/", "/", "/c"))
    assert b"cookie" not in last


def test_another_status_than_the_expected_one_ends_the_run() -> None:
    with pytest.raises(BenchError, match="status 500, not 200: broken"):
        visit(Answer(500, b"HTTP/1.1 500 Oops", b"broken"), paths=("/",))
