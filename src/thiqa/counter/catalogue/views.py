"""What the pages of the catalogue show."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from thiqa.counter.catalogue.models import (
    AssessedFee,
    Body,
    Catalogue,
    Claim,
    Decider,
    FixedFee,
    Service,
    Texts,
)
from thiqa.counter.identity.views import LABELS
from thiqa.web import Language
from thiqa.web.formats import format_money
from thiqa.web.messages import message

CLAIM_LABELS = {
    **{name: label for label, names in LABELS for name in names},
    "gender": message("Gender"),
    "nationality": message("Nationality"),
}
"""English messages; a claim in another script is the same line."""

FILL_IN = message(
    "You fill in a form. It is kept as you write, and you can go on on another device."
)
PAY = message("You pay. Nobody asks you to pay twice.")
ASSESSED = message("The administration says what you owe, and you pay it.")
COME = message("You choose an appointment, and come once.")
ASKED = message(
    "Another administration answers one question by yes or no; you bring no paper for it."
)
DECIDED = message("A clerk decides.")
TWICE_DECIDED = message("A clerk decides, and a second one looks at it again.")
PAID_DECIDES = message("Once you have paid, nobody has to decide anything.")
DOCUMENT = message("You receive a sealed document that anybody can check.")
ANSWER = message("Instead of the document, you can send a signed yes or no to one recipient.")


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body of the first page, and its services."""

    body: Body
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """The first page."""

    bodies: tuple[BodyView, ...]


@dataclass(frozen=True, slots=True)
class AskedClaims:
    """Claims that one article allows."""

    labels: tuple[str, ...]
    """English messages."""
    article: Texts
    essential: bool


@dataclass(frozen=True, slots=True)
class ServiceView:
    """The page of a service."""

    service: Service
    steps: tuple[str, ...]
    """What will happen: English messages."""
    asked: tuple[AskedClaims, ...]
    amount: str | None
    """What everybody pays, in the reader's language."""
    assessor: Texts | None
    """Who says what is to be paid."""
    is_open: bool
    """Whether the citizen is signed in for this very service."""


def catalogue_view(catalogue: Catalogue) -> CatalogueView:
    """Return the first page; a body without services is not on it."""
    bodies = (
        BodyView(body, catalogue.of_body(body_id)) for body_id, body in catalogue.bodies.items()
    )
    return CatalogueView(tuple(body for body in bodies if body.services))


def service_view(service: Service, language: Language, *, is_open: bool) -> ServiceView:
    """Return the page of a service."""
    fee = service.fee
    return ServiceView(
        service=service,
        steps=tuple(_steps(service)),
        asked=tuple(_asked(service.purpose.claims)),
        amount=format_money(fee.amount, language) if isinstance(fee, FixedFee) else None,
        assessor=fee.body.name if isinstance(fee, AssessedFee) else None,
        is_open=is_open,
    )


def _steps(service: Service) -> Iterator[str]:
    steps = service.steps
    yield FILL_IN
    if isinstance(service.fee, FixedFee):
        yield PAY
    elif service.fee is not None:
        yield ASSESSED
    if steps.eligibility:
        yield ASKED
    if steps.appointment:
        yield COME
    if steps.decided_by is Decider.PAYMENT:
        yield PAID_DECIDES
    else:
        yield TWICE_DECIDED if steps.four_eyes else DECIDED
    if service.document:
        yield DOCUMENT
    if service.answer:
        yield ANSWER


def _asked(claims: tuple[Claim, ...]) -> Iterator[AskedClaims]:
    for _, group in groupby(claims, lambda claim: (claim.essential, claim.article["en"])):
        members = tuple(group)
        labels = dict.fromkeys(CLAIM_LABELS[claim.name] for claim in members)
        yield AskedClaims(tuple(labels), members[0].article, members[0].essential)
