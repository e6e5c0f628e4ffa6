"""The small HTTP client against servers that say exactly what a test tells them to."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
import uvloop

from thiqa.login.errors import RevocationUnavailableError
from thiqa.login.ocsp_fetch import MAX_IDLE_CONNECTIONS, HttpOcspFetch, OcspConnections

TYPE = "content-type: application/ocsp-response\r\n"
GOOD = f"HTTP/1.1 200 OK\r\n{TYPE}content-length: 4\r\n\r\ngood".encode()
EVIL = f"HTTP/1.1 200 OK\r\n{TYPE}content-length: 4\r\n\r\nevil".encode()

Fetch = Callable[[bytes], Awaitable[bytes]]


class Server:
    """Answers each question with the next of its scripts and counts connections."""

    def __init__(self, *scripts: bytes, then_close: bool = False, wait: float = 0) -> None:
        self.scripts = list(scripts)
        self.then_close = then_close
        self.wait = wait
        self.connections = 0
        self.questions: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                self.questions.append(head + await reader.readexactly(length))
                await asyncio.sleep(self.wait)
                writer.write(self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0])
                await writer.drain()
                if self.then_close:
                    return
        except (asyncio.IncompleteReadError, OSError):
            return
        finally:
            writer.close()


def against(
    server: Server,
    steps: Callable[[Fetch, OcspConnections], Awaitable[None]],
    path: str = "/",
    user: str = "",
) -> None:
    async def run() -> None:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        url = f"http://{user}127.0.0.1:{listening.sockets[0].getsockname()[1]}{path}"
        async with OcspConnections() as connections:
            fetch = HttpOcspFetch(connections)
            await steps(lambda question: fetch(url, question), connections)
        listening.close()

    with asyncio.Runner(loop_factory=_LOOPS[-1]) as runner:
        runner.run(run())


_LOOPS: list[Callable[[], asyncio.AbstractEventLoop]] = [asyncio.new_event_loop]


@pytest.fixture(autouse=True, params=[asyncio.new_event_loop, uvloop.new_event_loop])
def event_loop_of(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run each test on the event loop of the standard library and on the one we serve with."""
    _LOOPS.append(request.param)
    yield
    _LOOPS.pop()


def answer_of(*scripts: bytes, then_close: bool = False) -> bytes:
    told = []

    async def steps(fetch: Fetch, connections: OcspConnections) -> None:
        told.append(await fetch(b"question"))

    against(Server(*scripts, then_close=then_close), steps)
    return told[0]


def test_a_question_is_one_post_with_its_type_and_length() -> None:
    server = Server(GOOD)

    async def steps(fetch: Fetch, connections: OcspConnections) -> None:
        assert await fetch(b"question") == b"good"

    against(server, steps, path="/ocsp?x=1")
    head, body = server.questions[0].split(b"\r\n\r\n")
    assert head.startswith(b"POST /ocsp?x=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nContent-Type: application/ocsp-request\r\nContent-Length: 8\r\n" in head
    assert body == b"question"


def test_a_connection_is_used_again() -> None:
    server = Server(GOOD)

    async def steps(fetch: Fetch, connections: OcspConnections) -> None:
        for _ in range(5):
            assert await fetch(b"question") == b"good"

    against(server, steps)
    assert server.connections == 1


def test_a_kept_connection_that_has_gone_is_replaced() -> None:
    server = Server(GOOD, then_close=True)

    async def steps(fetch: Fetch, connections: OcspConnections) -> None:
        for _ in range(3):
            assert await fetch(b"question") == b"good"

    against(server, steps)
    assert server.connections == 3


def test_questions_at_once_do_not_share_a_connection_and_few_are_kept() -> None:
    server = Server(GOOD, wait=0.05)

    async def steps(fetch: Fetch, connections: OcspConnections) -> None:
        answers = await asyncio.gather(*(fetch(b"question") for _ in range(40)))
        assert set(answers) == {b"good"}
        assert sum(len(kept) for kept in connections.idle.values()) == MAX_IDLE_CONNECTIONS

    against(server, steps)
    assert server.connections == 40


def test_an_answer_in_chunks_is_put_together() -> None:
    chunked = f"HTTP/1.1 200 OK\r\n{TYPE}transfer-encoding: chunked\r\n\r\n".encode()
    assert answer_of(chunked + b"2\r\ngo\r\n2\r\nod\r\n0\r\n\r\n") == b"good"


def test_an_answer_without_length_ends_with_its_connection() -> None:
    open_ended = f"HTTP/1.0 200 OK\r\n{TYPE}\r\ngood".encode()
    assert answer_of(open_ended, then_close=True) == b"good"


def test_a_type_may_have_parameters() -> None:
    assert answer_of(GOOD.replace(b"response\r\n", b"response; charset=x\r\n")) == b"good"


@pytest.mark.parametrize(
    "script",
    [
        GOOD[:-2],
        GOOD[:30],
        b"",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"\x16\x03\x01",
        GOOD.replace(b"length: 4", b"length: 4\r\ncontent-length: 5"),
        GOOD.replace(b"length: 4", b"length: 4\r\ntransfer-encoding: chunked"),
        GOOD.replace(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 20_000),
        b"HTTP/1.1 100 Continue\r\n\r\n" + GOOD,
        GOOD.replace(b"response", b"request"),
    ],
    ids=[
        "cut short",
        "cut in the head",
        "nothing",
        "another version",
        "another protocol",
        "TLS",
        "two lengths",
        "length and chunks",
        "a flood of fields",
        "not yet",
        "another type",
    ],
)
def test_what_is_not_one_whole_answer_is_refused(script: bytes) -> None:
    with pytest.raises(RevocationUnavailableError):
        answer_of(script, then_close=True)


def test_a_second_answer_that_nobody_asked_for_is_not_believed() -> None:
    server = Server(GOOD + EVIL, GOOD)

    async def steps(fetch: Fetch, connections: OcspConnections) -> None:
        assert await fetch(b"question") == b"good"
        assert not any(connections.idle.values())
        assert await fetch(b"question") == b"good"

    against(server, steps)
    assert server.connections == 2


def test_bytes_on_a_kept_connection_end_it() -> None:
    class Late(Server):
        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections += 1
            await reader.readuntil(b"question")
            writer.write(GOOD)
            await asyncio.sleep(0.05)
            writer.write(EVIL)
            await writer.drain()
            await reader.read()
            writer.close()

    server = Late(GOOD)

    async def steps(fetch: Fetch, connections: OcspConnections) -> None:
        assert await fetch(b"question") == b"good"
        await asyncio.sleep(0.15)
        assert await fetch(b"question") == b"good"

    against(server, steps)
    assert server.connections == 2


def test_a_question_that_is_given_up_closes_its_connection() -> None:
    server = Server(GOOD, wait=0.3)

    async def steps(fetch: Fetch, connections: OcspConnections) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await fetch(b"question")
        assert not any(connections.idle.values())

    against(server, steps)


def test_an_address_with_a_user_is_not_asked() -> None:
    server = Server(GOOD)

    async def steps(fetch: Fetch, connections: OcspConnections) -> None:
        with pytest.raises(RevocationUnavailableError):
            await fetch(b"question")

    against(server, steps, user="somebody@")
    assert server.connections == 0


def test_closing_closes_what_is_kept() -> None:
    server = Server(GOOD)
    kept = []

    async def steps(fetch: Fetch, connections: OcspConnections) -> None:
        await fetch(b"question")
        kept.extend(connections.idle.values())
        async with connections:
            pass
        assert not connections.idle

    against(server, steps)
