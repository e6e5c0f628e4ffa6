"""The pages of forms: of a new service, of a service, of a purpose."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from thiqa.console import problems
from thiqa.console.fields import (
    CLAIM_OPTIONS,
    CLAIM_PREFIX,
    CLAIMS_EXPECTED,
    CLIENT_ID_FIELD,
    PURPOSE_FIELDS,
    PURPOSE_ID_FIELD,
    SERVICE_FIELDS,
    Field,
    Kind,
    Option,
)
from thiqa.console.forms import (
    CLAIMS_FIELD,
    WHOLE,
    Filled,
    new_values,
    purpose_values,
    service_values,
)
from thiqa.console.members import Visitor
from thiqa.console.models import Standing
from thiqa.console.paths import CONSOLE_PATH, service_url
from thiqa.console.views import ClaimRow, FieldRow, FormView
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED
from thiqa.web.messages import message

SEEN_FIELD = "seen"
NEW_SERVICE = message("A new service")
EDIT_SERVICE = message("Change the registration")
NEW_PURPOSE = message("A new purpose")
EDIT_PURPOSE = message("Change a purpose")
READ_BY_CITIZENS = message("What citizens read")
FOR_MACHINES = message("How the service talks to us")
FIRST_PURPOSE = message("Its first purpose")
WHY = message("Why the service may ask")
_READ_BY_CITIZENS = 5
"""The first fields of a service: its name in each language, and its sector."""


def new_page(visitor: Visitor, filled: Filled | None) -> Response:
    """Return the form of a new service, with its first purpose."""
    filled = filled or Filled(new_values())
    groups = (
        (READ_BY_CITIZENS, _rows((CLIENT_ID_FIELD, *SERVICE_FIELDS[:_READ_BY_CITIZENS]), filled)),
        (FOR_MACHINES, _rows(SERVICE_FIELDS[_READ_BY_CITIZENS:], filled)),
        (FIRST_PURPOSE, _rows(PURPOSE_FIELDS, filled)),
    )
    return _page(visitor, NEW_SERVICE, None, groups, filled, has_claims=True)


def service_page(visitor: Visitor, standing: Standing, filled: Filled | None) -> Response:
    """Return the form of a service, without its purposes."""
    filled = filled or Filled(service_values(standing.service.document))
    groups = (
        (READ_BY_CITIZENS, _rows(SERVICE_FIELDS[:_READ_BY_CITIZENS], filled)),
        (FOR_MACHINES, _rows(SERVICE_FIELDS[_READ_BY_CITIZENS:], filled)),
    )
    return _page(visitor, EDIT_SERVICE, standing, groups, filled, has_claims=False)


def purpose_page(
    visitor: Visitor,
    standing: Standing,
    purpose: Mapping[str, Any] | None,
    filled: Filled | None,
) -> Response:
    """Return the form of a purpose, new or not."""
    if filled is None:
        values = {"retention_days": "30"} if purpose is None else purpose_values(purpose)
        filled = Filled(values)
    fields = tuple(each for each in PURPOSE_FIELDS if purpose is None or each != PURPOSE_ID_FIELD)
    title = NEW_PURPOSE if purpose is None else EDIT_PURPOSE
    groups = ((WHY, _rows(fields, filled)),)
    return _page(visitor, title, standing, groups, filled, has_claims=True)


def _page(
    visitor: Visitor,
    title: str,
    standing: Standing | None,
    groups: tuple[tuple[str, tuple[FieldRow, ...]], ...],
    filled: Filled,
    *,
    has_claims: bool,
) -> Response:
    path = visitor.request.url.path
    wrong = dict(filled.mistakes)
    shown = {row.name for _, rows in groups for row in rows} | {CLAIMS_FIELD}
    whole = "; ".join(reason for name, reason in wrong.items() if name not in shown)
    seen = filled.values.get(SEEN_FIELD) or (standing.service.fingerprint if standing else "")
    view = FormView(
        title=title,
        service=standing.service.document["name"] if standing else None,
        groups=groups,
        claims=_claims(filled) if has_claims else (),
        claim_options=CLAIM_OPTIONS,
        claims_expected=CLAIMS_EXPECTED if CLAIMS_FIELD in wrong else None,
        whole=whole or wrong.get(WHOLE, ""),
        problem=problems.NOT_A_REGISTRATION if wrong else None,
        has_mistakes=bool(wrong),
        post_url=path,
        form_token=visitor.token(path),
        hidden={SEEN_FIELD: seen} if standing else {},
        back_url=service_url(standing.service.client_id) if standing else CONSOLE_PATH,
    )
    return visitor.show(view)


def _rows(fields: tuple[Field, ...], filled: Filled) -> tuple[FieldRow, ...]:
    return tuple(
        FieldRow(
            name=each.name,
            id=each.name.replace(".", "-"),
            label=each.label,
            kind=each.kind.value,
            value=filled.values.get(each.name, ""),
            options=_options(each, filled.values.get(each.name, "")),
            language=each.language,
            is_code=each.is_code,
            expected=each.expected if each.name in filled.mistakes else None,
            reason=filled.mistakes.get(each.name, ""),
        )
        for each in fields
    )


def _options(each: Field, value: str) -> tuple[Option, ...]:
    """Return what can be chosen; what a file has set, and the form does not offer, stays."""
    known = {option.value for option in each.options}
    if each.kind is not Kind.CHOICE or not value or value in known:
        return each.options
    return (*each.options, Option(value))


def _claims(filled: Filled) -> tuple[ClaimRow, ...]:
    return tuple(
        ClaimRow(
            name=name,
            field=f"{CLAIM_PREFIX}{name}",
            id=f"claim-{name.replace('#', '-')}",
            chosen=filled.values.get(f"{CLAIM_PREFIX}{name}", ""),
        )
        for name in CLAIMS_SUPPORTED
    )
