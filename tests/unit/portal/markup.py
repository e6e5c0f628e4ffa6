"""Reads a page's HTML strictly: every element closed, every piece of visible text in order."""

import re
from html.parser import HTMLParser

_SPACES = re.compile(r"[ \t\n\r\f]+")
"""What HTML collapses: not the spaces that keep a line from breaking."""

VOID = frozenset({"meta", "link", "input", "img", "br", "hr"})
BLOCKS = frozenset({"h1", "h2", "h3", "p", "li", "dt", "dd", "div", "span", "label", "ul", "dl"})
SILENT = frozenset({"script", "style", "title"})


class Markup(HTMLParser):
    """The elements and the lines of text of a page."""

    def __init__(
        self, html: str, *, inside: str | None = None, leave_out: str | None = None
    ) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.lines: list[str] = [""]
        self._open: list[str] = []
        self._inside = inside
        self._leave_out = leave_out
        self._silent: int | None = None
        self._depth = 0 if inside is None else None
        self.feed(html)
        self.close()
        if self._open:
            raise ValueError(f"elements that nobody closed: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if len(attributes) != len(attrs):
            raise ValueError(f"an attribute twice in {tag}")
        self.elements.append((tag, attributes))
        if tag in VOID:
            return
        self._open.append(tag)
        if self._leave_out is not None and attributes.get("class") == self._leave_out:
            self._silent = self._silent or len(self._open)
        if self._depth is None and attributes.get("id") == self._inside:
            self._depth = len(self._open)
        if tag in BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise ValueError(f"{tag} closed out of order")
        if self._silent is not None and len(self._open) < self._silent:
            self._silent = None
        if self._depth is not None and len(self._open) < self._depth:
            self._depth = 10_000
        if tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        inside = self._depth is not None and len(self._open) >= max(self._depth, 1)
        if inside and self._silent is None and self._open[-1] not in SILENT:
            self.lines[-1] += data

    def text(self) -> str:
        """Return the visible text, one block on a line."""
        lines = (_SPACES.sub(" ", line).strip(" ") for line in self.lines)
        return "".join(f"{line}\n" for line in lines if line)
