"""A browser without a screen: follows redirects, keeps cookies, fills in forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

MAX_REDIRECTS = 10


@dataclass
class Form:
    """A form of a page: where it goes, and the fields as they stand."""

    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Page:
    """A page as it was received."""

    url: str
    status: int
    html: str
    hops: tuple[str, ...]
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    title: str = ""

    def link_to(self, prefix: str) -> str:
        """Return the first link that begins like this."""
        return next(link for link in self.links if link.startswith(prefix))


class Browser:
    """Opens pages and sends forms as a browser does, each site with its own cookies."""

    def __init__(self, language: str) -> None:
        headers = {"accept": "text/html", "accept-language": language}
        self._http = httpx.Client(headers=headers, timeout=30, trust_env=False)

    def open(self, url: str) -> Page:
        """Open an address and follow where it leads."""
        return self._follow("GET", url, None, None)

    def download(self, url: str) -> bytes:
        """Return a file."""
        return self._http.get(url).raise_for_status().content

    def upload(self, page: Page, form: Form, name: str, file: str, content: bytes) -> Page:
        """Send a form of a page with a file in one of its fields."""
        url = urljoin(page.url, form.action)
        parts, headers = {name: (file, content)}, {"origin": _origin(url)}
        response = self._http.post(url, files=parts, headers=headers)
        if response.is_redirect:
            return self.open(urljoin(url, response.headers["location"]))
        return read_page(response, ())

    def send(self, page: Page, form: Form, **filled: str) -> Page:
        """Send a form of a page with some fields filled in."""
        fields, url = {**form.fields, **filled}, urljoin(page.url, form.action)
        return self._follow(form.method.upper(), url, fields, _origin(page.url))

    def _follow(self, method: str, url: str, data: Any, origin: str | None) -> Page:
        hops: list[str] = []
        for _ in range(MAX_REDIRECTS):
            headers = {"origin": origin} if origin else {}
            if data is not None:  # a form without fields is a form too
                headers["content-type"] = "application/x-www-form-urlencoded"
            response = self._http.request(method, url, data=data, headers=headers)
            if not response.is_redirect:
                return read_page(response, tuple(hops))
            # A browser keeps the fragment, which the next page's script reads.
            url = urljoin(url, response.headers["location"])
            hops.append(url)
            if "#" in url:
                return read_page(self._http.get(url.partition("#")[0]), tuple(hops))
            method, data, origin = "GET", None, None
        raise httpx.TooManyRedirects("the site sends the browser in circles")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.title = ""
        self._select: str | None = None
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        members = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title"
        if tag == "a" and "href" in members:
            self.links.append(members["href"])
        elif tag == "form":
            self.forms.append(Form(members.get("action", ""), members.get("method", "get")))
        elif self.forms:
            self._read_field(tag, members)

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data.strip()

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def _read_field(self, tag: str, members: dict[str, str]) -> None:
        form, name = self.forms[-1], members.get("name", "")
        ticked = members.get("type") != "checkbox" or "checked" in members
        if tag == "input" and name and ticked:
            form.fields[name] = members.get("value", "")
        elif tag == "button" and name:
            form.buttons.append((name, members.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and self._select not in form.fields:
            form.fields[self._select] = members.get("value", "")


def read_page(response: httpx.Response, hops: tuple[str, ...]) -> Page:
    """Return a page with its links and forms, and the addresses that led to it."""
    reader = _Reader()
    reader.feed(response.text)
    return Page(
        url=str(response.url),
        status=response.status_code,
        html=response.text,
        hops=hops,
        links=reader.links,
        forms=reader.forms,
        title=reader.title,
    )
