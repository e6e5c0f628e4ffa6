"""What a request's page shows of what was granted."""

from dataclasses import dataclass

from thiqa.counter.catalogue.models import Texts


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer for one recipient; no text: it is being made."""

    audience: str
    asked_at: int
    valid_until: int | None
    withdrawn_at: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """The document, the answers, and the way to another one."""

    is_coming: bool
    document: str | None
    """Its number; None: there is none."""
    issued_at: int | None
    valid_until: int | None
    withdrawn_at: int | None
    download_url: str
    check_url: str
    question: Texts | None
    """What an answer would say, without the answer; None: there are none of this service."""
    claims: tuple[str, ...]
    """English messages: what a recipient is told of the holder."""
    answers: tuple[AnswerRow, ...]
    answer_url: str
    form_key: str
