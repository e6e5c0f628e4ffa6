"""What the page that checks documents may show."""

from collections.abc import Mapping
from dataclasses import dataclass

from thiqa.portal.document_words import VERDICTS, Verdict
from thiqa.web import Language

LocalText = Mapping[str, str] | Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A label in the languages that it is in, and its value in the reader's."""

    label: LocalText
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a document, a code or an answer says that holds."""

    kind: str
    """`document`, `code` or `answer`."""
    issuer: LocalText
    title: LocalText
    number: str
    holder: tuple[str, ...]
    lines: tuple[Line, ...]
    claims: tuple[tuple[str, str], ...]
    """Of an answer: English messages, and what it says of its holder."""
    issued_at: int
    valid_until: int | None
    changed_at: int | None
    sealed_at: int | None = None
    audience: str | None = None
    yes: bool | None = None


@dataclass(frozen=True, slots=True)
class CheckedView:
    """The page: the form, and what was found of what came before."""

    check_url: str
    trust: str
    """Whom the script trusts, and its words, as JSON."""
    verdict: Verdict | None = None
    reason: str | None = None
    """An English message."""
    found: Found | None = None
    status: int = 200

    @property
    def holds(self) -> bool:
        """Whether it may be relied on."""
        return self.verdict is VERDICTS["valid"]
