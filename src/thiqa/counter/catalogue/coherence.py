"""What a schema cannot say of a service: members that need, exclude or name one another.

Each check is a function of the table `CHECKS` that yields where something is wrong, and why.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from thiqa.base.money import MINOR_DIGITS
from thiqa.counter.catalogue.models import (
    AssessedFee,
    ChoiceKind,
    DayKind,
    Decider,
    DeclarationKind,
    Field,
    NumberKind,
    Service,
    TextKind,
)
from thiqa.counter.catalogue.placeholders import check_placeholders
from thiqa.counter.catalogue.templates import PLACEHOLDER
from thiqa.counter.catalogue.yaml_source import Path, Source
from thiqa.web import Language, NameRefusedError, check_display_name

Finding = tuple[Path, str]
Check = Callable[[Service, Source], Iterator[Finding]]

CLAIMS = frozenset(
    {
        *("family_name", "given_name", "family_name#ar", "given_name#ar"),
        *("birthdate", "gender", "nationality", "national_number"),
        *("place_of_birth", "place_of_birth#ar", "address", "address#ar"),
    }
)
"""What the provider knows about a citizen (its `claims_supported`)."""

_SCRIPTS: Mapping[str, str] = {Language.AR: "ARABIC", Language.ZGH: "TIFINAGH"}
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = frozenset("\u200c\u200d")


def check_coherence(service: Service, source: Source) -> Iterator[Finding]:
    """Yield what is wrong with a service of the right shape."""
    for check in CHECKS:
        yield from check(service, source)


def _check_texts(service: Service, source: Source) -> Iterator[Finding]:
    """Every text is in the script of its language, and hides nothing."""
    for path, value in _texts(source.value, ()):
        if odd := next((each for each in value if _is_hidden(each)), None):
            yield path, f"has a hidden character, U+{ord(odd):04X}"
        script = _SCRIPTS.get(str(path[-1]))
        letters = [each for each in PLACEHOLDER.sub("", value) if each.isalpha()]
        if script and letters and not any(script in unicodedata.name(each) for each in letters):
            yield path, f"has no letter of the {script.capitalize()} script"


def _check_registered_names(service: Service, source: Source) -> Iterator[Finding]:
    """What the provider shows at consent passes the check of the provider."""
    shown = {("purpose", "name"): service.purpose.name, ("purpose", "law"): service.purpose.law}
    for path, members in shown.items():
        for tag, text in members.items():
            try:
                check_display_name(text, tag)
            except NameRefusedError as error:
                yield (*path, tag), str(error)


def _check_claims(service: Service, source: Source) -> Iterator[Finding]:
    """Claims are known, asked for once, and who is told one is told an essential one."""
    names = [claim.name for claim in service.purpose.claims]
    for path, name in _claim_names(source):
        if name not in CLAIMS:
            yield path, f"the provider has no claim {name!r}"
        if names.count(name) > 1:
            yield path, f"the claim {name!r} is there twice"
    fee, question, answer = service.fee, service.steps.eligibility, service.answer
    if isinstance(fee, AssessedFee):
        yield from _essential(service, ("fee", "claims"), fee.claims)
        known = {field.id for field in service.fields if not field.is_upload}
        for index, name in enumerate(fee.fields):
            if name not in known:
                yield ("fee", "fields", index), f"there is no field {name!r}"
    if question:
        yield from _essential(service, ("steps", "eligibility", "claims"), question.claims)
    if answer:
        yield from _essential(service, ("answer", "claims"), answer.claims)
    if service.applicants.minimum_age is not None and "birthdate" not in _essentials(service):
        path = ("applicants", "minimum_age")
        yield path, "needs the essential claim 'birthdate' in the purpose"


def _check_fields(service: Service, source: Source) -> Iterator[Finding]:
    """Ids are there once; limits have their order; patterns are patterns."""
    places = ((("fields",), service.fields), (("decision", "fields"), service.decision.fields))
    claims = {claim.name for claim in service.purpose.claims}
    for here, fields in places:
        yield from _doubles(here, [field.id for field in fields])
        for index, field in enumerate(fields):
            path = (*here, index)
            if field.prefill is not None and field.prefill not in claims:
                yield (*path, "prefill"), f"the purpose does not ask for {field.prefill!r}"
            yield from _check_kind(path, field)
    for index, field in enumerate(service.decision.fields):
        if field.is_upload or isinstance(field.kind, DeclarationKind):
            yield ("decision", "fields", index, "kind"), "a clerk fills in no such field"


def _check_kind(path: Path, field: Field) -> Iterator[Finding]:
    match field.kind:
        case TextKind(pattern=str(pattern)):
            try:
                re.compile(pattern)
            except re.error as error:
                yield (*path, "pattern"), f"is no regular expression: {error}"
        case NumberKind(minimum, maximum) if minimum > maximum:
            yield (*path, "minimum"), "is more than the maximum"
        case DayKind(int(earliest), int(latest)) if earliest > latest:
            yield (*path, "earliest_days"), "is after latest_days"
        case ChoiceKind(options):
            yield from _doubles((*path, "options"), [option.id for option in options])


def _check_steps(service: Service, source: Source) -> Iterator[Finding]:
    """What decides can decide, and it decides about something."""
    steps = service.steps
    if steps.decided_by is Decider.PAYMENT:
        if service.fee is None:
            yield ("steps", "decided_by"), "payment decides, but there is no fee"
        if steps.four_eyes:
            yield ("steps", "four_eyes"), "there is no clerk: payment decides"
        if service.decision.fields:
            yield ("decision", "fields"), "there is no clerk: payment decides"
    elif not any(reason.outcome == "refused" for reason in service.decision.reasons):
        yield ("decision", "reasons"), "there is no reason to refuse with"
    if service.fee and service.fee.currency not in MINOR_DIGITS:
        yield ("fee", "currency"), f"the currency is unknown; there are {', '.join(MINOR_DIGITS)}"
    ids = [reason.id for reason in service.decision.reasons]
    yield from _doubles(("decision", "reasons"), ids)


def _check_appointment(service: Service, source: Source) -> Iterator[Finding]:
    """There is a day, an hour and a place to come to."""
    appointment, path = service.steps.appointment, ("steps", "appointment")
    if appointment is None:
        return
    if appointment.opens >= appointment.closes:
        yield (*path, "closes"), "is not after opens"
    if appointment.earliest_days > appointment.latest_days:
        yield (*path, "earliest_days"), "is after latest_days"
    yield from _doubles((*path, "places"), [place.id for place in appointment.places])


def _check_outcome(service: Service, source: Source) -> Iterator[Finding]:
    """A granted request leads somewhere; an answer is read from a choice of the decision."""
    if service.document is None and service.answer is None:
        yield (), "lacks 'document' or 'answer': what does a granted request lead to?"
    answer = service.answer
    if answer is None:
        return
    fields = {field.id: field.kind for field in service.decision.fields}
    kind = fields.get(answer.decision_field)
    if not isinstance(kind, ChoiceKind):
        yield ("answer", "decision_field"), "names no choice among the fields of the decision"
    elif answer.yes_when not in {option.id for option in kind.options}:
        yield ("answer", "yes_when"), f"{answer.decision_field!r} has no such option"


CHECKS: tuple[Check, ...] = (
    _check_texts,
    _check_registered_names,
    _check_claims,
    _check_fields,
    _check_steps,
    _check_appointment,
    _check_outcome,
    check_placeholders,
)


def _doubles(path: Path, ids: Sequence[str]) -> Iterator[Finding]:
    for index, each in enumerate(ids):
        if each in ids[:index]:
            yield (*path, index, "id"), f"{each!r} is already there"


def _essentials(service: Service) -> frozenset[str]:
    return frozenset(claim.name for claim in service.purpose.claims if claim.essential)


def _essential(service: Service, path: Path, names: Iterable[str]) -> Iterator[Finding]:
    essential = _essentials(service)
    for index, name in enumerate(names):
        if name not in essential:
            yield (*path, index), f"{name!r} is no essential claim of the purpose"


def _claim_names(source: Source) -> Iterator[tuple[Path, str]]:
    for group, members in enumerate(source.value["purpose"]["claims"]):
        for index, name in enumerate(members["names"]):
            yield ("purpose", "claims", group, "names", index), name


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    match value:
        case dict():
            for name, member in value.items():
                yield from _texts(member, (*path, name))
        case list():
            for index, member in enumerate(value):
                yield from _texts(member, (*path, index))
        case str():
            yield path, value


def _is_hidden(character: str) -> bool:
    if character in _JOINERS or character == "\n":
        return False
    return unicodedata.category(character) in _HIDDEN
