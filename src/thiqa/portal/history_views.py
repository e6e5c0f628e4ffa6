"""What the pages of a history may show; as in `views`, plain data."""

from collections.abc import Mapping
from dataclasses import dataclass

from thiqa.oidc.models import Localized


@dataclass(frozen=True, slots=True)
class LinkedSectors:
    """From which sector to which a person's identifiers were linked, and why."""

    from_sector: Localized
    to_sector: Localized
    reason: str
    """In the officer's own words."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One use of the citizen's identity."""

    at: int
    kind: str
    """A key of `KINDS`."""
    service: Localized
    purpose: Localized
    article: Localized
    claims: tuple[str, ...]
    entry_url: str
    receipt_url: str
    linked: LinkedSectors | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values of a field."""

    value: str
    text: Localized | str
    """Of many languages, or an English message."""
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FiltersView:
    """The form that says which part of the history is looked for."""

    action: str
    fields: Mapping[str, str]
    """What is looked for now, by the names of the fields."""
    services: tuple[Choice, ...]
    claims: tuple[Choice, ...]
    clear_url: str | None
    """The whole history; none where it is shown already."""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Who asked, when, for what, which claims."""

    rows: tuple[HistoryRow, ...]
    filters: FiltersView
    pdf_url: str
    json_url: str
    """Where the entries are taken away, all of them and not this page alone."""
    newer_url: str | None = None
    older_url: str | None = None


@dataclass(frozen=True, slots=True)
class ShownText:
    """What a consent page stated, line by line; no lines where it was not kept."""

    lines: tuple[str, ...]
    digest: str
    """The SHA-256 on the record, in hexadecimal."""
    is_altered: bool = False
    """What is kept is not what was shown."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """One use of the citizen's identity, with what it rests on and what can be done about it."""

    row: HistoryRow
    sector: Localized
    facts: tuple[tuple[str, str], ...]
    """English messages, and the texts beside them."""
    shown: ShownText | None
    """None where nothing was asked on a consent page."""
    contest: tuple[tuple[Localized, str], ...]
    """What can be said of it, and the page that asks before it is contested."""
    dispute: tuple[Localized, str] | None
    """How far the dispute is that the entry is about, or that is about the entry; its page."""
    back_url: str
