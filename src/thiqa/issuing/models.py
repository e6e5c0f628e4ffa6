"""What was issued about a person: a sealed document, or a signed answer for one recipient."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from thiqa.ledger.models import EntryId


class Form(StrEnum):
    """In which form a fact is given."""

    DOCUMENT = "document"
    """A sealed PDF, for whomever its holder shows it to."""
    ANSWER = "answer"
    """A signed yes or no, for one recipient."""


class State(StrEnum):
    """What has become of an issued document; all but the first are an end."""

    VALID = "valid"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Reason(StrEnum):
    """Why a document is taken back; the citizen reads it, the public does not."""

    MISTAKE = "mistake"
    """It said what was never so."""
    CHANGE = "change"
    """What it says is no longer so."""
    MISUSE = "misuse"
    """It was got, or is used, against the law."""
    WISH = "wish"
    """Its holder asked for it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a service asks to be issued; every rule of its form was checked."""

    client_id: str
    request: bytes
    """The digest of who asks and the key of the request: one order, however often it comes."""
    asked: bytes
    """The digest of everything that is asked, so that one key does not stand for two orders."""
    form: Form
    seal: str
    type: str
    subject: str
    content: Mapping[str, Any]
    """The sheet without what we add, or the question with its answer."""
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """What is known of something issued; nobody's name, and nothing of what it says."""

    number: str
    client_id: str
    person_id: str
    request: bytes
    asked: bytes
    form: Form
    type: str
    seal: str
    document_hash: str
    """The SHA-256 of what was given out, in base64url, as the record has it."""
    issued_at: int
    valid_until: int | None
    entry_id: EntryId
    state: State = State.VALID
    changed_at: int | None = None
    reason: Reason | None = None
    replaced_by: str | None = None
