"""The card client, served on the loopback, and browsers at it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

from serving import free_port, serving
from specimen_cards import make_card
from thiqa.base import b64url_decode, b64url_encode, canonical_json, parse_json_object
from thiqa.card_client import make_app
from thiqa.card_client.cards import CardSource, SpecimenCards

CHALLENGE = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="
SITE = "https://id.example"
REQUEST = {
    "challenge": CHALLENGE,
    "loginUri": f"{SITE}/login/return?a=1",
    "getSigningCertificate": False,
    "lang": "en",
    "service": "Police record counter",
    "purpose": "Request a police record sheet",
}


def handed(**changes: Any) -> str:
    """Return what a site puts into the fragment; None removes a member."""
    members = {**REQUEST, **changes}
    kept = {name: value for name, value in members.items() if value is not None}
    return b64url_encode(canonical_json(kept))


def answer_in(location: str) -> dict[str, Any]:
    """Return what the client answered in the fragment of an address."""
    return parse_json_object(b64url_decode(location.partition("#")[2]))


@dataclass
class Page:
    """A page as it was received: its forms by their action, its text."""

    response: httpx.Response
    forms: dict[str, dict[str, str]]
    text: str

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def location(self) -> str:
        """Where the browser is sent."""
        assert self.status == httpx.codes.SEE_OTHER, self.text
        return self.response.headers["location"]


@dataclass
class Browser:
    """A browser at the client: it keeps cookies and says where its forms come from."""

    origin: str
    http: httpx.Client

    def get(self, path: str) -> Page:
        """Open a page."""
        return _read(self.http.get(path))

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Page:
        """Send a form."""
        headers = {"origin": self.origin, **headers}
        return _read(self.http.post(path, data=dict(fields), headers=headers))

    def send(self, page: Page, path: str, **filled: str) -> Page:
        """Fill in a form of a page and send it."""
        return self.post(path, {**page.forms[path], **filled})

    def ask(self, request: str | None = None, **changes: Any) -> Page:
        """Come with a site's request, as the script of `/auth` does."""
        return self.send(self.get("/auth"), "/auth", request=request or handed(**changes))


@dataclass
class Client:
    """A card client and where its cards are."""

    origin: str
    cards: Path

    @contextmanager
    def browser(self, language: str = "en") -> Iterator[Browser]:
        """Open a new browser, without cookies."""
        headers = {"accept-language": language}
        with httpx.Client(base_url=self.origin, headers=headers, timeout=30) as http:
            yield Browser(self.origin, http)


@contextmanager
def card_client(source: CardSource, cards: Path = Path()) -> Iterator[Client]:
    """Serve a card client for as long as the block runs."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    with serving(make_app(source, origin), port):
        yield Client(origin, cards)


@contextmanager
def specimens_client(folder: Path, *personas: str) -> Iterator[Client]:
    """Serve a card client with fresh specimen cards."""
    folder.mkdir(exist_ok=True)
    for persona in personas:
        make_card(folder / f"{persona}.json", persona=persona)
    with card_client(SpecimenCards(folder), folder) as client:
        yield client


@dataclass
class _Reader(HTMLParser):
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    form: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        members = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = self.forms[members["action"]] = {}
        elif tag == "input" and members.get("type") == "hidden":
            self.form[members["name"]] = members["value"]

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def _read(response: httpx.Response) -> Page:
    reader = _Reader()
    reader.feed(response.text)
    return Page(response, reader.forms, " ".join(reader.words))
