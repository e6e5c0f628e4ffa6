"""Pages as a browser without a screen reads them: a title, and forms with their fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SUBMIT_ADDRESS = re.compile(r'"(https:[^"]*/implicit/[^"]*)"')
"""Where a page of the suite wants its script to send the fragment of its own address."""


@dataclass
class Form:
    """A form of a page: where it goes, and the fields as they stand."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    unticked: dict[str, str] = field(default_factory=dict)
    """The boxes that may be ticked as well."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is shown."""

    url: str
    status: int
    title: str
    forms: Sequence[Form]

    def form_to(self, path: str) -> Form | None:
        """Return the form that is sent to a path, if there is one."""
        for form in self.forms:
            if form.action.partition("?")[0].endswith(path):
                return form
        return None


def read_page(url: str, status: int, html: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(html)
    return Page(url, status, " ".join(reader.title.split()), reader.forms)


def fragment_address(html: str) -> str | None:
    """Return where a page of the suite sends its fragment, if it does."""
    found = _SUBMIT_ADDRESS.search(html.replace("\\/", "/"))
    return found[1] if found else None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        members = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title"
        if tag == "form":
            self.forms.append(Form(members.get("action", "")))
        elif tag == "input" and self.forms and members.get("name"):
            form, name = self.forms[-1], members["name"]
            unticked = members.get("type") == "checkbox" and "checked" not in members
            (form.unticked if unticked else form.fields)[name] = members.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
