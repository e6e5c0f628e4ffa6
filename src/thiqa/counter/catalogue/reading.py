"""From plain values of the right shape to the models; nothing is checked here but texts."""

from collections.abc import Callable, Mapping
from datetime import time
from types import MappingProxyType
from typing import Any

from thiqa.counter.catalogue.document_languages import DOCUMENT_LANGUAGES
from thiqa.counter.catalogue.errors import CatalogueFault, CatalogueFaultError
from thiqa.counter.catalogue.models import (
    AnswerTemplate,
    Applicants,
    Appointment,
    AssessedFee,
    Body,
    ChoiceKind,
    Claim,
    DayKind,
    Deadline,
    Decider,
    Decision,
    DeclarationKind,
    DocumentRow,
    DocumentTemplate,
    Field,
    FieldKind,
    FileKind,
    FixedFee,
    Holder,
    NumberKind,
    Option,
    Outcome,
    PhotoKind,
    Place,
    Purpose,
    Question,
    Reason,
    Service,
    Steps,
    TemplateTexts,
    TextKind,
    Texts,
)
from thiqa.counter.catalogue.templates import Template, TemplateFormatError, parse_template
from thiqa.counter.catalogue.yaml_source import Path, Source

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Members = Mapping[str, Any]


class Reader:
    """Reads one file; what is wrong is collected, so that all of it can be said at once."""

    def __init__(self, source: Source, bodies: Mapping[str, Body]) -> None:
        self.source = source
        self.bodies = bodies
        self.faults: list[CatalogueFault] = []

    def fault(self, path: Path, reason: str) -> None:
        """Note what is wrong at a place."""
        self.faults.append(self.source.fault(path, reason))

    def finish(self) -> None:
        """Raise CatalogueFaultError if anything was noted."""
        if self.faults:
            raise CatalogueFaultError(
                tuple(sorted(dict.fromkeys(self.faults), key=lambda each: each.line))
            )

    def service(self, version: str) -> Service:
        """Return the service of the file."""
        document: Members = self.source.value
        answer, sheet = document.get("answer"), document.get("document")
        return Service(
            id=document["service"],
            version=version,
            name=texts(document["name"]),
            help=texts(document["help"]),
            elsewhere=texts(document["elsewhere"]),
            body=self._body(("body",), document["body"]),
            applicants=Applicants(
                texts(document["applicants"]["words"]), document["applicants"].get("minimum_age")
            ),
            purpose=_purpose(document["purpose"]),
            fields=(*map(_field, document["fields"]), *([DOCUMENT_LANGUAGES] if sheet else [])),
            fee=self._fee(document.get("fee")),
            steps=self._steps(document["steps"]),
            decision=_decision(document["decision"]),
            deadline=_deadline(document["deadline"]),
            document=None if sheet is None else self._document(sheet),
            answer=None if answer is None else self._answer(answer),
        )

    def _body(self, path: Path, body_id: str) -> Body:
        body = self.bodies.get(body_id)
        if body is None:
            known = ", ".join(self.bodies)
            self.fault(path, f"there is no body {body_id!r} in bodies.yaml; there are {known}")
            return Body(body_id, texts({}), body_id)
        return body

    def _fee(self, fee: Members | None) -> FixedFee | AssessedFee | None:
        if fee is None:
            return None
        if fee["kind"] == "fixed":
            return FixedFee(fee["amount_minor"], fee["currency"], texts(fee["law"]))
        return AssessedFee(
            body=self._body(("fee", "body"), fee["body"]),
            currency=fee["currency"],
            law=texts(fee["law"]),
            claims=tuple(fee["claims"]),
            fields=tuple(fee["fields"]),
        )

    def _steps(self, steps: Members) -> Steps:
        question, appointment = steps.get("eligibility"), steps.get("appointment")
        return Steps(
            decided_by=Decider(steps["decided_by"]),
            four_eyes=steps.get("four_eyes", False),
            appointment=None if appointment is None else _appointment(appointment),
            eligibility=None
            if question is None
            else Question(
                id=question["id"],
                body=self._body(("steps", "eligibility", "body"), question["body"]),
                text=texts(question["text"]),
                law=texts(question["law"]),
                claims=tuple(question["claims"]),
            ),
        )

    def _document(self, sheet: Members) -> DocumentTemplate:
        here: Path = ("document",)
        holder = sheet["holder"]
        return DocumentTemplate(
            type=sheet["type"],
            title=texts(sheet["title"]),
            holder=Holder(
                self._template((*here, "holder", "latin"), holder["latin"]),
                self._template((*here, "holder", "arabic"), holder["arabic"]),
            ),
            rows=tuple(
                self._row((*here, "rows", index), row) for index, row in enumerate(sheet["rows"])
            ),
            statements=tuple(
                self._templates((*here, "statements", index), statement)
                for index, statement in enumerate(sheet["statements"])
            ),
            law=texts(sheet["law"]),
            valid_days=sheet.get("valid_days"),
        )

    def _row(self, path: Path, row: Members) -> DocumentRow:
        arabic = row.get("arabic")
        return DocumentRow(
            label=texts(row["label"]),
            latin=self._template((*path, "latin"), row["latin"]),
            arabic=None if arabic is None else self._template((*path, "arabic"), arabic),
            essential=row.get("essential", False),
        )

    def _answer(self, answer: Members) -> AnswerTemplate:
        return AnswerTemplate(
            type=answer["type"],
            question=self._templates(("answer", "question"), answer["question"]),
            decision_field=answer["decision_field"],
            yes_when=answer["yes_when"],
            claims=tuple(answer["claims"]),
            law=texts(answer["law"]),
            valid_days=answer["valid_days"],
        )

    def _templates(self, path: Path, members: Members) -> TemplateTexts:
        return MappingProxyType(
            {tag: self._template((*path, tag), text) for tag, text in members.items()}
        )

    def _template(self, path: Path, text: str) -> Template:
        try:
            return parse_template(text)
        except TemplateFormatError as error:
            self.fault(path, str(error))
            return Template(())


def read_bodies(source: Source) -> Mapping[str, Body]:
    """Return the bodies of a file, by their ids."""
    return MappingProxyType(
        {
            body_id: Body(body_id, texts(body["name"]), body["seal"])
            for body_id, body in source.value.items()
        }
    )


def texts(members: Members) -> Texts:
    """Return a text in four languages, whose lines are those of a paragraph: none."""
    return MappingProxyType({tag: " ".join(text.split()) for tag, text in members.items()})


def _purpose(purpose: Members) -> Purpose:
    return Purpose(
        id=purpose["id"],
        name=texts(purpose["name"]),
        law=texts(purpose["law"]),
        retention_days=purpose["retention_days"],
        claims=tuple(
            Claim(name, group["essential"], texts(group["article"]))
            for group in purpose["claims"]
            for name in group["names"]
        ),
    )


def _field(field: Members) -> Field:
    return Field(
        id=field["id"],
        kind=_KINDS[field["kind"]](field),
        label=texts(field["label"]),
        help=texts(field["help"]) if "help" in field else None,
        required=field.get("required", True),
        prefill=field.get("prefill"),
    )


def _choice(field: Members) -> ChoiceKind:
    return ChoiceKind(tuple(Option(each["id"], texts(each["label"])) for each in field["options"]))


_KINDS: Mapping[str, Callable[[Members], FieldKind]] = {
    "text": lambda field: TextKind(field["max_length"], pattern=field.get("pattern")),
    "lines": lambda field: TextKind(field["max_length"], several_lines=True),
    "number": lambda field: NumberKind(field["minimum"], field["maximum"]),
    "day": lambda field: DayKind(field.get("earliest_days"), field.get("latest_days")),
    "choice": _choice,
    "declaration": lambda _: DeclarationKind(),
    "file": lambda field: FileKind(tuple(field["media_types"]), field["max_bytes"]),
    "photo": lambda field: PhotoKind(field["max_bytes"]),
}


def _appointment(appointment: Members) -> Appointment:
    return Appointment(
        words=texts(appointment["words"]),
        places=tuple(
            Place(each["id"], texts(each["name"]), texts(each["address"]))
            for each in appointment["places"]
        ),
        weekdays=tuple(sorted(map(WEEKDAYS.index, appointment["weekdays"]))),
        opens=time.fromisoformat(appointment["opens"]),
        closes=time.fromisoformat(appointment["closes"]),
        slot_minutes=appointment["slot_minutes"],
        capacity=appointment["capacity"],
        earliest_days=appointment["earliest_days"],
        latest_days=appointment["latest_days"],
    )


def _decision(decision: Members) -> Decision:
    return Decision(
        fields=tuple(map(_field, decision["fields"])),
        reasons=tuple(
            Reason(each["id"], Outcome(each["outcome"]), texts(each["text"]))
            for each in decision["reasons"]
        ),
    )


def _deadline(deadline: Members) -> Deadline:
    return Deadline(deadline["days"], deadline["working_days"], texts(deadline["law"]))
