"""What the pages of the desk show."""

from collections.abc import Iterator
from dataclasses import dataclass

from thiqa.counter.catalogue import Outcome, Reason, Service, Texts
from thiqa.counter.desk.files import OpenFile
from thiqa.counter.desk.models import Clerk
from thiqa.counter.desk.paths import FILE_PATH
from thiqa.counter.forms import FieldView, FormReading, field_views
from thiqa.counter.identity.views import Row, claim_rows
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import AT_THE_BODY, Event, Request, State
from thiqa.counter.requests.showing import sent_of
from thiqa.counter.requests.views import Sent
from thiqa.web import Language
from thiqa.web.messages import message

FREE = message("Free")
WITH_YOU = message("You have it")
WITH_A_COLLEAGUE = message("A colleague has it")
TO_APPROVE = message("Decided by a colleague: to be approved")
YOU_PROPOSED = message("You decided: a colleague has to approve")
TO_LOOK_AT_AGAIN = message("Contested: to be looked at again")
YOU_DECIDED = message("Contested: a colleague has to look at it, because you decided")
YOUR_OWN = message("Your own request: a colleague decides")
NOT_HERE = {
    State.DRAFT: message("Not sent yet"),
    State.SUBMITTED: message("Not complete yet"),
    State.RETURNED: message("Asked back: the citizen has to answer"),
    State.DECIDED: message("Decided"),
    State.DELIVERED: message("Decided and delivered"),
    State.WITHDRAWN: message("Taken back by the citizen"),
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as everybody at the body may see it: nothing about its citizen."""

    number: str
    service: Texts
    due_at: int | None
    is_overdue: bool
    standing: str
    """An English message."""
    url: str
    can_take: bool
    is_yours: bool


def row_of(request: Request, clerk: Clerk, life: Life, now: int) -> FileRow:
    """Return what a clerk sees of a file that is closed."""
    standing = standing_of(request, clerk, now)
    return FileRow(
        request.number,
        life.service(request.service).name,
        request.due_at,
        request.is_overdue(now),
        standing,
        FILE_PATH.format(number=request.number),
        standing in {FREE, TO_APPROVE, TO_LOOK_AT_AGAIN},
        standing == WITH_YOU,
    )


def standing_of(request: Request, clerk: Clerk, now: int) -> str:
    """Return how a file stands for a clerk, as an English message."""
    contested, holder = request.state is State.CONTESTED, request.holder(now)
    standings = (
        (request.state not in AT_THE_BODY, NOT_HERE.get(request.state, FREE)),
        (request.subject == clerk.subject, YOUR_OWN),
        (holder == clerk.id, WITH_YOU),
        (request.proposed_by == clerk.id, YOU_PROPOSED),
        (contested and clerk.id in request.decided_by, YOU_DECIDED),
        (holder is not None, WITH_A_COLLEAGUE),
        (request.proposal is not None, TO_APPROVE),
        (contested, TO_LOOK_AT_AGAIN),
    )
    return next((standing for holds, standing in standings if holds), FREE)


@dataclass(frozen=True, slots=True)
class DoorView:
    """Before anybody has signed in."""

    goal: str
    """The path to go to after that."""


@dataclass(frozen=True, slots=True)
class JoinView:
    """An invitation."""

    body: Texts
    is_supervisor: bool
    until: int
    post_url: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """What waits for a body."""

    body: Texts
    held: tuple[FileRow, ...]
    rows: tuple[FileRow, ...]
    further_url: str | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class ClosedFileView:
    """A file that the clerk does not have."""

    body: Texts
    row: FileRow
    can_free: bool
    can_reopen: bool = False
    words: str = ""
    """Why the decision has to be looked at again, as it was typed."""
    fault: str | None = None
    """An English message about the words."""


@dataclass(frozen=True, slots=True)
class ClerkRow:
    """A clerk, to their supervisor."""

    id: str
    label: str
    is_supervisor: bool
    is_you: bool
    since: int


@dataclass(frozen=True, slots=True)
class ClerksView:
    """The clerks of a body."""

    body: Texts
    rows: tuple[ClerkRow, ...]
    link: str | None
    """Of a new invitation: shown this once."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a clerk sent that could not be taken as it is."""

    outcome: Outcome
    reason: str
    words: str
    fault: str | None
    """An English message about the reason."""
    reading: FormReading | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A way to decide: what has to be filled in, and the reasons that can be chosen."""

    outcome: Outcome
    title: str
    button: str
    url: str
    reasons: tuple[Reason, ...]
    fields: tuple[FieldView, ...] = ()
    reason: str = ""
    words: str = ""
    fault: str | None = None
    is_open: bool = False
    needs_reason: bool = True


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What a colleague decided."""

    outcome: str
    """An English message."""
    reason: Texts
    fields: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that the citizen sent."""

    label: Texts
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class FileView:
    """An open file."""

    body: Texts
    row: FileRow
    law: Texts
    claims: tuple[Row, ...]
    """What the provider vouches for; a line without values was not given."""
    fields: tuple[Sent, ...]
    sent: tuple[SentFile, ...]
    eligible: bool | None
    question: Texts
    said: tuple[tuple[str, int, Texts], ...]
    """What was said between citizen and body: an English message, when, and the words."""
    proposal: ProposalView | None
    grounds: tuple[Ground, ...]
    key: str
    """Good for one decision, however often it is sent."""


WORDS_OF = {
    Event.ASKED_BACK: message("The body asked"),
    Event.DECIDED: message("The body decided"),
    Event.CONFIRMED: message("The body decided again"),
    Event.CONTESTED: message("The citizen contests the decision"),
    Event.REOPENED: message("The body looks at its decision again"),
}
OUTCOMES = {
    Outcome.GRANTED: message("Granted"),
    Outcome.REFUSED: message("Refused"),
    Outcome.RETURNED: message("Asked back"),
}
GROUNDS = {
    Outcome.GRANTED: (message("Grant it"), message("Grant")),
    Outcome.REFUSED: (message("Refuse it"), message("Refuse")),
    Outcome.RETURNED: (message("Ask the citizen for something"), message("Ask back")),
}


def file_view(
    file: OpenFile,
    clerk: Clerk,
    life: Life,
    *,
    language: Language,
    now: int,
    key: str,
    attempt: Attempt | None = None,
) -> FileView:
    """Return an open file as the clerk who has it sees it."""
    request, service = file.request, life.service(file.request.service)
    question = service.steps.eligibility
    return FileView(
        body=service.body.name,
        row=row_of(request, clerk, life, now),
        law=service.deadline.law,
        claims=claim_rows(request.claims, language),
        fields=tuple(sent_of(service.fields, file.fields, language)),
        sent=tuple(_sent_files(service, file)),
        eligible=request.eligible,
        question={} if question is None else question.text,
        said=tuple(
            (WORDS_OF[step.event], step.at, step.note)
            for step in file.steps
            if step.event in WORDS_OF and step.note
        ),
        proposal=_proposal(service, request, language),
        grounds=() if request.proposal else tuple(_grounds(service, request, attempt)),
        key=key,
    )


def _sent_files(service: Service, file: OpenFile) -> Iterator[SentFile]:
    for field in service.fields:
        if upload := file.uploads.get(field.id):
            url = f"{FILE_PATH.format(number=file.request.number)}/sent/{field.id}"
            yield SentFile(field.label, upload.name, url)


def _proposal(service: Service, request: Request, language: Language) -> ProposalView | None:
    proposal = request.proposal
    if proposal is None:
        return None
    fields = tuple(sent_of(service.decision.fields, proposal.fields, language))
    return ProposalView(OUTCOMES[proposal.outcome], proposal.reason, fields)


def _grounds(service: Service, request: Request, attempt: Attempt | None) -> Iterator[Ground]:
    for outcome, (title, button) in GROUNDS.items():
        if outcome is Outcome.RETURNED and request.state is not State.WAITING:
            continue
        tried = attempt if attempt is not None and attempt.outcome is outcome else None
        reading = tried.reading if tried else None
        fields = service.decision.fields if outcome is Outcome.GRANTED else ()
        yield Ground(
            outcome,
            title,
            button,
            f"{FILE_PATH.format(number=request.number)}/{outcome}",
            tuple(each for each in service.decision.reasons if each.outcome is outcome),
            field_views(
                fields, reading.typed if reading else {}, reading.faults if reading else {}
            ),
            tried.reason if tried else "",
            tried.words if tried else "",
            tried.fault if tried else None,
            tried is not None,
            outcome is not Outcome.GRANTED,
        )
