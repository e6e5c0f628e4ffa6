"""A telephone's browser: pages with what they need, over connections that stay open."""

import hashlib
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from bench.errors import BenchError
from thiqa.demo.browser import Form, Page, read_page

CONNECTIONS_OF_A_SITE = 6
KEPT_SECONDS = 75.0
PATIENCE_SECONDS = 180.0
MAX_REDIRECTS = 10
PIECE_BYTES = 32_768
"""As in `static/upload.js`."""
BREAKING_SECONDS = 2.0
"""After which a line breaks that is told to."""
_NEEDED = re.compile(r'<(?:link rel="stylesheet"|img|script)[^>]* (?:href|src)="(/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Waited:
    """How long a step took, and how much came and went for it."""

    step: str
    seconds: float
    requests: int
    received: int
    """Bytes of bodies, as they are compressed on the line."""


@dataclass(slots=True)
class Phone:
    """A citizen at a telephone; each step is what they wait for."""

    language: str = "fr"
    steps: list[Waited] = field(default_factory=list)
    page: Page | None = None
    _cached: set[str] = field(default_factory=set)
    _requests: int = 0
    _received: int = 0
    _http: httpx.Client = field(init=False)
    _pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        limits = httpx.Limits(
            max_connections=2 * CONNECTIONS_OF_A_SITE, keepalive_expiry=KEPT_SECONDS
        )
        headers = {"accept": "text/html", "accept-language": self.language}
        self._http = httpx.Client(
            headers=headers, timeout=PATIENCE_SECONDS, limits=limits, trust_env=False
        )
        self._pool = ThreadPoolExecutor(CONNECTIONS_OF_A_SITE)

    def open(self, step: str, url: str) -> Page:
        """Open an address, follow where it leads, and load what the page needs."""
        return self._measured(step, "GET", url, {}, None)

    def send(
        self,
        step: str,
        form: Form,
        fields: dict[str, str],
        files: dict[str, tuple[str, bytes, str]] | None = None,
    ) -> Page:
        """Send a form of the page that is shown."""
        page = self.shown()
        url = urljoin(page.url, form.action)
        return self._measured(step, form.method.upper(), url, {**form.fields, **fields}, files)

    def send_in_pieces(self, step: str, form: Form, name: str, data: bytes, *, breaks: int) -> None:
        """Send a file as `static/upload.js` does; the line breaks in the middle of some pieces."""
        self._requests = self._received = 0
        start = time.perf_counter()
        url = urljoin(self.shown().url, form.action)
        digest = hashlib.sha256(data).hexdigest()
        announced = {"name": name, "size": str(len(data)), "digest": digest}
        headers = {"origin": _origin(url)}
        told = self._exchange("POST", f"{url}/announced", headers, announced, None).json()
        while told["state"] == "receiving" and told["offset"] < len(data):
            piece = data[told["offset"] : told["offset"] + PIECE_BYTES]
            offset = {"upload-offset": str(told["offset"])}
            patience = PATIENCE_SECONDS if breaks == 0 else BREAKING_SECONDS
            breaks = max(0, breaks - 1)
            try:
                answer = self._http.patch(
                    f"{url}/pieces", content=piece, headers=headers | offset, timeout=patience
                )
            except httpx.TimeoutException:
                continue
            self._requests += 1
            if answer.status_code not in {httpx.codes.OK, httpx.codes.CONFLICT}:
                raise BenchError(f"{step}: a piece is answered with {answer.status_code}")
            told = {**told, **answer.json()}
        if told["state"] != "kept":
            raise BenchError(f"{step}: the file was not kept: {told}")
        seconds = time.perf_counter() - start
        self.steps.append(Waited(step, seconds, self._requests, self._received))

    def shown(self) -> Page:
        """Return the page that is shown."""
        if self.page is None:
            raise BenchError("no page is shown")
        return self.page

    def form(self, action: str, end: str = "") -> Form:
        """Return the form of the page whose action begins, and has in it, like this."""
        page = self.shown()
        for form in page.forms:
            path = urlsplit(form.action).path
            if path.startswith(action) and end in path:
                return form
        raise BenchError(f"{page.url} ({page.status}, {page.title!r}) has no form to {action}")

    def _measured(
        self,
        step: str,
        method: str,
        url: str,
        data: dict[str, str],
        files: dict[str, tuple[str, bytes, str]] | None,
    ) -> Page:
        self._requests = self._received = 0
        start = time.perf_counter()
        page = self._load(method, url, data, files)
        seconds = time.perf_counter() - start
        if page.status >= httpx.codes.BAD_REQUEST:
            raise BenchError(f"{step}: {page.url} answers with {page.status}: {page.title}")
        self.steps.append(Waited(step, seconds, self._requests, self._received))
        self.page = page
        return page

    def _load(
        self,
        method: str,
        url: str,
        data: dict[str, str],
        files: dict[str, tuple[str, bytes, str]] | None,
    ) -> Page:
        hops: list[str] = []
        origin = _origin(self.page.url) if self.page else _origin(url)
        for _ in range(MAX_REDIRECTS):
            headers = {"origin": origin} if method == "POST" else {}
            response = self._exchange(method, url.partition("#")[0], headers, data, files)
            if not response.is_redirect:
                page = read_page(response, tuple(hops))
                self._load_what_it_needs(page)
                return page
            url = urljoin(url, response.headers["location"])
            hops.append(url)
            method, data, files = "GET", {}, None
        raise BenchError("the site sends the browser in circles")

    def _load_what_it_needs(self, page: Page) -> None:
        needed = {urljoin(page.url, path) for path in _NEEDED.findall(page.html)} - self._cached
        self._cached |= needed
        for response in self._pool.map(
            lambda url: self._exchange("GET", url, {}, {}, None), needed
        ):
            if response.status_code != httpx.codes.OK:
                raise BenchError(f"{response.url} answers with {response.status_code}")

    def _exchange(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        data: dict[str, str],
        files: dict[str, tuple[str, bytes, str]] | None,
    ) -> httpx.Response:
        response = self._http.request(method, url, headers=headers, data=data or None, files=files)
        self._requests += 1
        self._received += response.num_bytes_downloaded
        return response


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
