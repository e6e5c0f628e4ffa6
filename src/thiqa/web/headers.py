"""The headers that keep a page ours: content policy, isolation, no cache, no referrer abroad."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HSTS_SECONDS = 63_072_000
"""Two years, as the browsers' preload lists ask for."""

NO_STORE = "no-store"

_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_REFUSED_SCHEMES = frozenset({"javascript", "data", "blob", "filesystem", "about", "file"})


def content_security_policy(form_targets: Iterable[str] = (), *, connects: bool = False) -> str:
    """Return the policy of a page; `form_targets` are URLs that its forms may lead on to.

    `connects`: whether its scripts may talk to our own site.

    Browsers hold `form-action` against the redirects that follow a form too, so a page
    whose form ends at another site names that site here.
    """
    targets = "".join(f" {csp_source(url)}" for url in form_targets)
    connections = "connect-src 'self'; " if connects else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"{connections}form-action 'self'{targets}; frame-ancestors 'none'; base-uri 'none'"
    )


def csp_source(url: str) -> str:
    """Return the source expression of a URL (CSP Level 3, section 2.3.1): its origin or scheme."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    if scheme in _REFUSED_SCHEMES or not _SCHEME.fullmatch(scheme):
        raise ValueError("not a URL that a form may lead to")
    if scheme not in {"http", "https"}:
        return f"{scheme}:"
    host = parts.netloc.rpartition("@")[2]
    name, port = (host, "") if host.endswith("]") else _split_port(host)
    if not _HOST.fullmatch(name) or not (port == "" or port.isdecimal()):
        raise ValueError("not a URL that a form may lead to")
    return f"{scheme}://{host}"


def _split_port(host: str) -> tuple[str, str]:
    name, colon, port = host.rpartition(":")
    return (name, port) if colon else (host, "")


def page_headers(*, https: bool) -> dict[str, str]:
    """Return what every page carries, unless the response says otherwise itself."""
    headers = {
        "content-security-policy": content_security_policy(),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        # Not "no-referrer": with it a browser sends `Origin: null` with our own forms.
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "permissions-policy": (
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
            "browsing-topics=(), publickey-credentials-get=(self)"
        ),
        "cache-control": NO_STORE,
    }
    if https:
        headers["strict-transport-security"] = f"max-age={HSTS_SECONDS}; includeSubDomains"
    return headers


class SecureHeaders:
    """ASGI middleware: adds each header of a page that the response has not set itself."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._headers = [
            (name.encode(), value.encode()) for name, value in page_headers(https=https).items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                given.extend(header for header in self._headers if header[0] not in names)
                message = {**message, "headers": given}
            await send(message)

        await self._app(scope, receive, send_with_headers)
