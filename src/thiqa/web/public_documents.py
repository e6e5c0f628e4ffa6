"""Public documents answered where the bytes arrive: nothing is parsed that need not be.

Every client of a provider fetches its metadata and its keys, again and again, and all get the
same bytes. So a request that is whole, plain, and alone on its connection is answered before
it is parsed. Whatever is the least bit unusual takes the ordinary way, which serves the same
documents.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from thiqa.web.connection import describe_connection
from thiqa.web.dispatch import PUBLIC_JSON_HEADERS

PUBLIC_DOCUMENTS: Final = "public_documents"
"""The member of the lifespan's state by which an application hands its documents over."""
MAX_REQUEST_BYTES: Final = 2_048
END_OF_HEADERS: Final = b"\r\n\r\n"
UNUSUAL: Final = (b"content-length", b"transfer-encoding", b"connection: close", b"expect:")
"""A request with one of these is parsed."""

Body = Callable[[], bytes]


@dataclass(slots=True)
class _Prepared:
    body: bytes
    head: bytes


class PublicDocuments:
    """Documents by path; each body is asked for anew, and written out only when it changed."""

    def __init__(self, bodies: Mapping[str, Body], answered: Callable[[str], None]) -> None:
        """Take the documents, and whom to tell when one was answered with."""
        self._bodies = {f"GET {path} HTTP/1.1".encode(): (path, bodies[path]) for path in bodies}
        self._prepared: dict[bytes, _Prepared] = {}
        self._answered = answered

    def answer(self, request: bytes, date: bytes) -> bytes | None:
        """Return the whole response to a whole request; None if it must be parsed."""
        line, _, rest = request.partition(b"\r\n")
        found = self._bodies.get(line)
        if found is None or not _is_plain(request, rest):
            return None
        path, ask = found
        body = ask()
        prepared = self._prepared.get(line)
        if prepared is None or prepared.body != body:
            prepared = self._prepared[line] = _Prepared(body, _head(len(body)))
        self._answered(path)
        return b"%bdate: %b\r\n\r\n%b" % (prepared.head, date, body)


def _is_plain(request: bytes, headers: bytes) -> bool:
    if len(request) > MAX_REQUEST_BYTES or not request.endswith(END_OF_HEADERS):
        return False
    lower = headers.lower()
    return (
        request.count(END_OF_HEADERS) == 1
        and lower.count(b"\r\nhost:") + lower.startswith(b"host:") == 1
        and not any(unusual in lower for unusual in UNUSUAL)
    )


def _head(length: int) -> bytes:
    lines = [b"HTTP/1.1 200 OK", b"content-length: %d" % length]
    lines += [name + b": " + value for name, value in PUBLIC_JSON_HEADERS]
    return b"\r\n".join(lines) + b"\r\n"


class DocumentsFirstProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with the application's public documents before the parser.

    What is known of the connection itself stands in the extensions of each request's scope.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._documents: PublicDocuments | None = self.app_state.get(PUBLIC_DOCUMENTS)
        self._between_requests = True
        self._date = (0, b"")
        self._extensions: dict[str, dict[str, Any]] = {}

    def connection_made(self, transport: Any) -> None:
        """Note who is at the other end."""
        super().connection_made(transport)
        self._extensions = describe_connection(transport)

    def on_message_begin(self) -> None:
        """Note that the parser is inside a request."""
        self._between_requests = False
        super().on_message_begin()
        self.scope["extensions"] = self._extensions  # type: ignore[typeddict-item]  # ours

    def on_message_complete(self) -> None:
        """Note that the parser has a whole request."""
        self._between_requests = True
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Answer with a document, or let the parser read on."""
        if self._documents is not None and self._between_requests and self._is_quiet():
            response = self._documents.answer(data, self._http_date())
            if response is not None:
                self.transport.write(response)
                self._wait_for_the_next()
                return
        super().data_received(data)

    def _is_quiet(self) -> bool:
        """Whether every earlier request of this connection has been answered."""
        return not self.pipeline and (self.cycle is None or self.cycle.response_complete)

    def _wait_for_the_next(self) -> None:
        self.server_state.total_requests += 1
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def _http_date(self) -> bytes:
        second = int(self.loop.time())
        if second != self._date[0]:
            self._date = (second, formatdate(usegmt=True).encode())
        return self._date[1]
