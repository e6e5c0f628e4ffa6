"""The citizen's own device: where decoupled logins are answered when the suite says so."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx

from conformance.citizen import Attitude, Citizen
from conformance.errors import VisitError

LOOPBACK = "127.0.0.1"
HESITATION_SECONDS = 1
"""The suite must have begun to wait before a ping can come."""
ATTITUDES = {"allow": Attitude.AGREES, "deny": Attitude.DECLINES}


@dataclass
class Device:
    """A device; what was answered on it since it was last asked is in `notes`."""

    port: int
    new_citizen: Callable[[], Citizen]
    notes: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the suite says what the citizen does (`automated_ciba_approval_url`)."""
        return f"http://{LOOPBACK}:{self.port}/?login={{auth_req_id}}&action={{action}}"

    def answer(self, login: str, attitude: Attitude) -> None:
        """Sign in, find a login among those that wait, and answer it."""
        time.sleep(HESITATION_SECONDS)
        citizen = self.new_citizen()
        try:
            self.notes.append(f"device: {citizen.answer(login, attitude)}")
        except (VisitError, httpx.HTTPError) as error:
            self.notes.append(f"device: {error}")
        finally:
            citizen.close()

    def take_notes(self) -> list[str]:
        """Return what was answered, and forget it."""
        taken, self.notes = self.notes, []
        return taken


@contextmanager
def listening(new_citizen: Callable[[], Citizen]) -> Iterator[Device]:
    """Listen for what the suite says, until the block ends."""
    with ThreadingHTTPServer((LOOPBACK, 0), _Handler) as server:
        device = Device(server.server_port, new_citizen)
        server.RequestHandlerClass = _handler_of(device)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield device
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    device: Device

    def do_POST(self) -> None:
        """Answer at once, and let the citizen think: the suite goes on meanwhile."""
        said = parse_qs(urlsplit(self.path).query)
        login, attitude = said["login"][0], ATTITUDES[said["action"][0]]
        self.send_response(HTTPStatus.OK)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")
        threading.Thread(target=self.device.answer, args=(login, attitude), daemon=True).start()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _handler_of(device: Device) -> type[_Handler]:
    return type("_DeviceHandler", (_Handler,), {"device": device})
