"""Cookies, set with every guard that the origin allows and read strictly."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_COOKIE_HEADER_BYTES = 8_192

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_VALUE = re.compile(r"[A-Za-z0-9_.-]{1,1024}")


@dataclass(frozen=True, slots=True)
class Cookies:
    """How one origin sets and reads its cookies: never for scripts, never for other hosts."""

    https: bool

    def name(self, name: str) -> str:
        """Return the name on the wire: `__Host-` binds it to this host and to https."""
        return f"__Host-{name}" if self.https else name

    def header(self, name: str, value: str, *, max_age: int | None = None) -> str:
        """Return the Set-Cookie value; without `max_age` it lasts as long as the browser."""
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise ValueError("not a cookie that we set")
        return self._header(name, value, max_age)

    def clearing_header(self, name: str) -> str:
        """Return the Set-Cookie value that makes the browser forget a cookie."""
        return self._header(name, "", 0)

    def read(self, headers: Iterable[tuple[bytes, bytes]], name: str) -> str | None:
        """Return the value of a cookie; None when it is absent, malformed or there twice."""
        wanted = self.name(name)
        found: str | None = None
        for key, raw in headers:
            if key != b"cookie" or len(raw) > MAX_COOKIE_HEADER_BYTES:
                continue
            for pair in raw.decode("latin-1").split(";"):
                sent, equals, value = pair.strip(" ").partition("=")
                if sent != wanted or not equals:
                    continue
                if found is not None or not _VALUE.fullmatch(value):
                    return None
                found = value
        return found

    def _header(self, name: str, value: str, max_age: int | None) -> str:
        parts = [f"{self.name(name)}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
        if max_age is not None:
            parts.append(f"Max-Age={max_age}")
        if self.https:
            parts.append("Secure")
        return "; ".join(parts)
