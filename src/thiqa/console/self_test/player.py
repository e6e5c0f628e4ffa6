"""A browser that a service cannot tell from a person's: it follows, and keeps cookies.

It goes to the addresses of the registration alone, and to public hosts alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from thiqa.base import ThiqaError
from thiqa.web.fetch import Fetcher, FetchError, Visited

MAX_REDIRECTS = 6
MAX_COOKIES = 50
MAX_COOKIE = 4_096


class PlayError(ThiqaError):
    """The service did something with which no login can go on; the text says what."""


@dataclass(slots=True)
class Player:
    """A browser without a past; `origins` are the service's."""

    fetcher: Fetcher
    origins: frozenset[str]
    _cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    async def follow_to(self, url: str, goal: str) -> str:
        """Open an address and follow it until it leads to `goal`; return that whole address."""
        for _ in range(MAX_REDIRECTS):
            visited = await self._visit(url)
            if visited.location is None or visited.status not in range(300, 400):
                raise PlayError(f"{_place(url)} answered with status {visited.status}, no redirect")
            url = urljoin(url, visited.location)
            if url.partition("?")[0] == goal:
                return url
        raise PlayError(f"no way to {goal} within {MAX_REDIRECTS} redirects")

    async def arrive(self, url: str, form: Mapping[str, str] | None) -> int:
        """Bring an answer to the service; return the status of where it ends."""
        visited = await self._visit(url, form)
        for _ in range(MAX_REDIRECTS):
            if visited.location is None or visited.status not in range(300, 400):
                break
            url = urljoin(url, visited.location)
            if _origin(url) not in self.origins:
                break
            visited = await self._visit(url)
        return visited.status

    async def _visit(self, url: str, form: Mapping[str, str] | None = None) -> Visited:
        origin = _origin(url)
        if origin not in self.origins:
            raise PlayError(f"the service sent the browser to {origin}, which is not registered")
        cookies = "; ".join(
            f"{name}={value}" for name, value in self._cookies.get(origin, {}).items()
        )
        try:
            visited = await self.fetcher.visit(
                url, headers={"cookie": cookies} if cookies else {}, form=form
            )
        except FetchError as error:
            raise PlayError(f"{_place(url)} could not be reached: {error}") from error
        self._keep(origin, visited.cookies)
        return visited

    def _keep(self, origin: str, headers: Iterable[str]) -> None:
        kept = self._cookies.setdefault(origin, {})
        for header in headers:
            pair, *attributes = (part.strip() for part in header[:MAX_COOKIE].split(";"))
            name, equals, value = pair.partition("=")
            if not equals or not name:
                continue
            gone = any(each.lower().replace(" ", "") == "max-age=0" for each in attributes)
            if gone or not value:
                kept.pop(name, None)
            elif len(kept) < MAX_COOKIES:
                kept[name] = value


def origins_of(addresses: Iterable[str | None]) -> frozenset[str]:
    """Return the origins of addresses."""
    return frozenset(_origin(address) for address in addresses if address)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _place(url: str) -> str:
    return urlsplit(url).path or "/"
