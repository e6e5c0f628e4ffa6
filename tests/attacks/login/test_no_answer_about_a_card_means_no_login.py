"""The authority over real HTTP: answering, and not answering in every way that we know."""

import asyncio
import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from authorities import NOW
from card_logins import BROWSER, issue_card, issue_nonce, responder, site, specimen_pki
from serving import free_port, serving
from thiqa.login import Authentication
from thiqa.login.errors import CardRevokedError, RevocationUnavailableError
from thiqa.login.ocsp_fetch import RESPONSE_TYPE, HttpOcspFetch, OcspConnections
from thiqa.login.policy import OcspPolicy
from thiqa.specimen import OcspApp

CARD = issue_card()


def log_in_over_http(url: str, card: object = CARD, *, timeout: float = 5.0) -> Authentication:
    async def run() -> Authentication:
        async with OcspConnections() as connections:
            policy = OcspPolicy(responder_url=url, timeout_seconds=timeout)
            login = site(HttpOcspFetch(connections), revocation=policy)
            nonce = await asyncio.to_thread(issue_nonce, login)
            token = card.token(nonce)  # type: ignore[attr-defined]
            return await login.complete(token, nonce, BROWSER, NOW)

    return asyncio.run(run())


@contextmanager
def ocsp_server() -> Iterator[str]:
    """Serve the specimen responder."""
    port = free_port()
    with serving(OcspApp(responder(), lambda: NOW), port):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def answering(
    status: int = 200,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    *,
    wait: float = 0,
) -> Iterator[str]:
    """Serve one and the same answer to every question, after a while."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            time.sleep(wait)
            self.send_response(status)
            for field, value in ({"content-type": RESPONSE_TYPE} | (headers or {})).items():
                self.send_header(field, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                return

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_good_card_logs_in_and_a_revoked_one_does_not() -> None:
    revoked = issue_card()
    specimen_pki().revoke(revoked.certificate.serial_number, NOW)
    with ocsp_server() as url:
        log_in_over_http(url)
        with pytest.raises(CardRevokedError):
            log_in_over_http(url, revoked)


def test_a_responder_that_is_not_there_means_no_login() -> None:
    with pytest.raises(RevocationUnavailableError):
        log_in_over_http(f"http://127.0.0.1:{free_port()}/")


def test_a_responder_that_takes_too_long_means_no_login() -> None:
    started = time.monotonic()
    with answering(wait=1.0) as url:
        with pytest.raises(RevocationUnavailableError):
            log_in_over_http(url, timeout=0.1)
        assert time.monotonic() - started < 0.9


def test_a_responder_that_trickles_means_no_login() -> None:
    """Each byte in time, the whole never: the limit is on the whole."""

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\ncontent-type: {RESPONSE_TYPE}\r\ncontent-length: 999\r\n\r\n"
        writer.write(head.encode())
        try:
            while True:
                writer.write(b"\0")
                await writer.drain()
                await asyncio.sleep(0.05)
        except OSError:
            return

    async def run() -> None:
        server = await asyncio.start_server(trickle, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with OcspConnections() as connections:
            login = site(
                HttpOcspFetch(connections),
                revocation=OcspPolicy(responder_url=url, timeout_seconds=0.3),
            )
            nonce = await asyncio.to_thread(issue_nonce, login)
            with pytest.raises(RevocationUnavailableError, match="in time"):
                await login.complete(CARD.token(nonce), nonce, BROWSER, NOW)
        server.close()

    asyncio.run(run())


@pytest.mark.parametrize("status", [204, 400, 404, 500, 503])
def test_a_responder_that_answers_an_error_means_no_login(status: int) -> None:
    with answering(status) as url, pytest.raises(RevocationUnavailableError, match=str(status)):
        log_in_over_http(url)


def test_a_redirect_is_not_followed() -> None:
    with ocsp_server() as elsewhere:
        for status in (301, 302, 307, 308):
            refusal = pytest.raises(RevocationUnavailableError, match=str(status))
            with answering(status, headers={"location": elsewhere}) as url, refusal:
                log_in_over_http(url)


def test_a_page_instead_of_an_answer_means_no_login() -> None:
    refusal = pytest.raises(RevocationUnavailableError, match="something else")
    with answering(headers={"content-type": "text/html"}, body=b"<p>WLAN") as url, refusal:
        log_in_over_http(url)


@pytest.mark.parametrize("declared", [True, False])
def test_a_huge_answer_is_not_read_to_its_end(declared: bool) -> None:
    body = bytes(2_000_000)
    headers = {"content-length": str(len(body))} if declared else {}
    refusal = pytest.raises(RevocationUnavailableError, match="too large")
    with answering(body=body, headers=headers) as url, refusal:
        log_in_over_http(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "ldap://127.0.0.1/",
        "http://",
        "http://[",
        "HTTP://127.0.0.1:1/",
        "http://user@127.0.0.1/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1/ HTTP/1.1\r\nX: y",
        "//127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://" + "a" * 3_000,
        "http://127.0.0.1\n.example/",
    ],
)
def test_an_address_that_cannot_be_asked_means_no_login(url: str) -> None:
    with pytest.raises(RevocationUnavailableError):
        log_in_over_http(url)
