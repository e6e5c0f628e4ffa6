"""The page that checks receipts, as a file and behind a web server that knows nothing of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path

from thiqa.ledger.policy import LogPolicy
from thiqa.portal.verify_page import VerifyPage, make_verify_page
from thiqa.web import load_catalogues


def verify_page(policy: LogPolicy) -> VerifyPage:
    """Return the page that trusts what a policy trusts."""
    return make_verify_page(policy, load_catalogues([Path(str(files("thiqa.web"))) / "locale"]))


@contextmanager
def served(page: VerifyPage) -> Iterator[tuple[str, list[str]]]:
    """Serve the page; give its address, and the list of what is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if self.path.startswith("/verify") else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-security-policy", page.content_security_policy)
            self.send_header("content-length", str(len(page.html)))
            self.end_headers()
            self.wfile.write(page.html)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/verify", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
