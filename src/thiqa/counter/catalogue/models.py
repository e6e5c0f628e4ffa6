"""What a file of the catalogue says, read and checked: every mapping and tuple stays as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from thiqa.base.money import Money
from thiqa.counter.catalogue.templates import Template

Texts = Mapping[str, str]
"""One text in the four languages, by their tags."""

TemplateTexts = Mapping[str, Template]
"""A text in the four languages, each with its placeholders."""


@dataclass(frozen=True, slots=True)
class Body:
    """A public body: who decides, or who answers a question."""

    id: str
    name: Texts
    seal: str
    """How the provider names the seal that it puts on documents of this body."""


@dataclass(frozen=True, slots=True)
class Applicants:
    """Who may ask."""

    words: Texts
    minimum_age: int | None
    """In whole years on the day of the request, by the claim `birthdate`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the service asks the provider about the citizen, and the article that allows it."""

    name: str
    essential: bool
    """One that is not essential may be left out at consent."""
    article: Texts


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why the citizen's data are asked for: what is registered at the provider."""

    id: str
    name: Texts
    law: Texts
    retention_days: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    id: str
    label: Texts


@dataclass(frozen=True, slots=True)
class TextKind:
    """A text of one line, or of several."""

    max_length: int
    several_lines: bool = False
    pattern: str | None = None
    """A regular expression that the whole text must match."""


@dataclass(frozen=True, slots=True)
class NumberKind:
    """A whole number."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class DayKind:
    """A day, between two that are counted from the day of the request (None: no limit)."""

    earliest_days: int | None
    latest_days: int | None


@dataclass(frozen=True, slots=True)
class ChoiceKind:
    """One of several answers."""

    options: tuple[Option, ...]

    def label(self, option_id: str) -> Texts:
        """Return the label of an option; KeyError: there is none."""
        return {option.id: option.label for option in self.options}[option_id]


@dataclass(frozen=True, slots=True)
class DeclarationKind:
    """A sentence that the citizen declares to be true: a box that has to be ticked."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A document that the citizen sends along."""

    media_types: tuple[str, ...]
    max_bytes: int


@dataclass(frozen=True, slots=True)
class PhotoKind:
    """A photo of the citizen, 35 mm wide and 45 mm high (ICAO Doc 9303-3, section 3.9)."""

    max_bytes: int


FieldKind = TextKind | NumberKind | DayKind | ChoiceKind | DeclarationKind | FileKind | PhotoKind


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form; `kind` says what may be in it."""

    id: str
    kind: FieldKind
    label: Texts
    help: Texts | None
    required: bool
    prefill: str | None = None
    """The claim whose value stands in the field at first."""

    @property
    def is_upload(self) -> bool:
        """Whether it is a file, which is sent on its own."""
        return isinstance(self.kind, FileKind | PhotoKind)


@dataclass(frozen=True, slots=True)
class FixedFee:
    """A fee that everybody pays before the body looks at the request."""

    amount_minor: int
    """In the minor units of the currency (ISO 4217): 50.00 MAD is 5000."""
    currency: str
    law: Texts

    @property
    def amount(self) -> Money:
        """What everybody pays."""
        return Money(self.amount_minor, self.currency)


@dataclass(frozen=True, slots=True)
class AssessedFee:
    """What is due is found out for each citizen by a body, then paid."""

    body: Body
    """Who assesses."""
    currency: str
    law: Texts
    claims: tuple[str, ...]
    """What the body is told of the citizen: essential claims of the purpose."""
    fields: tuple[str, ...]
    """What the body is told of the form, by the fields' ids."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose answer, yes or no, another body gives; yes lets the request go on."""

    id: str
    body: Body
    text: Texts
    law: Texts
    claims: tuple[str, ...]
    """What the body is told of the citizen: essential claims of the purpose."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an appointment can be."""

    id: str
    name: Texts
    address: Texts


@dataclass(frozen=True, slots=True)
class Appointment:
    """The citizen has to come once: where, and which slots there are."""

    words: Texts
    """What for, and what to bring."""
    places: tuple[Place, ...]
    weekdays: tuple[int, ...]
    """Monday is 0, as in `date.weekday()`."""
    opens: time
    closes: time
    slot_minutes: int
    capacity: int
    """How many citizens a slot of one place has room for."""
    earliest_days: int
    latest_days: int
    """From the day on which it is chosen."""


class Decider(StrEnum):
    """Who or what decides a request."""

    CLERK = "clerk"
    PAYMENT = "payment"
    """Paid in full is granted: nobody has to look."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What has to happen between a request and its document."""

    decided_by: Decider
    four_eyes: bool
    """A second clerk has to approve what the first one decided."""
    appointment: Appointment | None
    eligibility: Question | None


class Outcome(StrEnum):
    """What a reason is given for."""

    GRANTED = "granted"
    REFUSED = "refused"
    RETURNED = "returned"
    """Asked back: the citizen completes the request and submits it again."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A text for the citizen that a clerk can choose, and add to."""

    id: str
    outcome: Outcome
    text: Texts


@dataclass(frozen=True, slots=True)
class Decision:
    """What a clerk fills in and can say."""

    fields: tuple[Field, ...]
    """Placeholders of the document name them `decision.<id>`; there are no files among them."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long the body may take, by law, from the day on which the request is complete."""

    days: int
    working_days: bool
    law: Texts


@dataclass(frozen=True, slots=True)
class Holder:
    """The name on a document, in both scripts."""

    latin: Template
    arabic: Template


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A line about the holder; `arabic` is None where one text serves both scripts."""

    label: Texts
    latin: Template
    arabic: Template | None
    essential: bool
    """Whether the code on the paper carries it too."""


@dataclass(frozen=True, slots=True)
class DocumentTemplate:
    """The document that a granted request leads to."""

    type: str
    title: Texts
    holder: Holder
    rows: tuple[DocumentRow, ...]
    statements: tuple[TemplateTexts, ...]
    law: Texts
    valid_days: int | None
    """None: it does not expire."""


@dataclass(frozen=True, slots=True)
class AnswerTemplate:
    """The same fact as a signed yes or no for one recipient, instead of a document."""

    type: str
    question: TemplateTexts
    decision_field: str
    yes_when: str
    """The option of that field of the decision which means yes; every other one means no."""
    claims: tuple[str, ...]
    """What the recipient is told of the holder."""
    law: Texts
    valid_days: int


@dataclass(frozen=True, slots=True)
class Service:
    """One file of the catalogue."""

    id: str
    version: str
    """SHA-256 of the file, in hexadecimal: a request says which one it was made under."""
    name: Texts
    help: Texts
    elsewhere: Texts
    """How to ask for the same thing without this page."""
    body: Body
    applicants: Applicants
    purpose: Purpose
    fields: tuple[Field, ...]
    fee: FixedFee | AssessedFee | None
    steps: Steps
    decision: Decision
    deadline: Deadline
    document: DocumentTemplate | None
    answer: AnswerTemplate | None

    def field(self, field_id: str) -> Field | None:
        """Return a field of the citizen's form."""
        return next((each for each in self.fields if each.id == field_id), None)


@dataclass(frozen=True, slots=True)
class Catalogue(Mapping[str, Service]):
    """The services by their ids, in the order of their files' names."""

    services: Mapping[str, Service]
    bodies: Mapping[str, Body]

    def __getitem__(self, service_id: str) -> Service:
        return self.services[service_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.services)

    def __len__(self) -> int:
        return len(self.services)

    def of_body(self, body_id: str) -> tuple[Service, ...]:
        """Return the services that a body decides."""
        return tuple(each for each in self.services.values() if each.body.id == body_id)
