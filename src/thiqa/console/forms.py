"""Forms become registrations and registrations forms, and mistakes find their fields."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from thiqa.base import EncodingError, parse_json
from thiqa.console.fields import (
    CLAIM_PREFIX,
    CLAIMS_PLACE,
    CLIENT_ID_FIELD,
    PURPOSE_FIELDS,
    SERVICE_FIELDS,
    Field,
    Kind,
)
from thiqa.console.registration import mistakes
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED
from thiqa.web import Language

Values = Mapping[str, str]
CLAIMS_FIELD = "claims"
WHOLE = ""
"""Where mistakes stand that belong to no field."""
_NOT_JSON = "not JSON"
_NO_JSON = 'this is no JSON: a JWK Set begins with {"keys": ['
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
CONSTRAINT_MEMBERS = {
    "dpop": "dpop_bound_access_tokens",
    "tls": "tls_client_certificate_bound_access_tokens",
}
ALTERNATIVES = ("jwks", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that somebody filled in: what it says, and what is wrong with it, by field."""

    values: Values
    document: Mapping[str, Any] = field(default_factory=dict)
    mistakes: Mapping[str, str] = field(default_factory=dict)


def read_service_form(values: Values, before: Mapping[str, Any], *, is_new: bool) -> Filled:
    """Return the registration that a form describes; members without a field stay as before."""
    document = {**before, **_service_members(values, before)}
    fields: tuple[Field, ...] = SERVICE_FIELDS
    if is_new:
        document["client_id"] = values.get("client_id", "").strip()
        document["purposes"] = [_purpose(values)]
        document["default_purpose"] = values.get("purpose_id", "").strip()
        fields = (CLIENT_ID_FIELD, *SERVICE_FIELDS, *PURPOSE_FIELDS)
    return _checked(values, document, fields, purpose=0)


def read_purpose_form(values: Values, before: Mapping[str, Any], purpose_id: str | None) -> Filled:
    """Return the registration with one purpose changed, or (None) added."""
    purposes = list(before["purposes"])
    names = [each["id"] for each in purposes]
    changed = _purpose(values)
    if purpose_id is None:
        purposes.append(changed)
        place = len(purposes) - 1
    else:
        place = names.index(purpose_id)
        purposes[place] = {**changed, "id": purpose_id}
    return _checked(values, {**before, "purposes": purposes}, PURPOSE_FIELDS, purpose=place)


def service_values(document: Mapping[str, Any]) -> dict[str, str]:
    """Return what the form of a service shows."""
    values = {each.name: _shown(each, _at(document, each.name)) for each in SERVICE_FIELDS}
    values["constraint"] = next(
        (name for name, member in CONSTRAINT_MEMBERS.items() if document.get(member)), "none"
    )
    values["profile"] = document.get("profile", "fapi2")
    method = document.get("token_endpoint_auth_method", "private_key_jwt")
    return {**values, "token_endpoint_auth_method": method}


def new_values() -> dict[str, str]:
    """Return what the form of a new service begins with."""
    return {"constraint": "dpop", "retention_days": "30", "sector": "interior"}


def purpose_values(purpose: Mapping[str, Any]) -> dict[str, str]:
    """Return what the form of a purpose shows."""
    values = {"purpose_id": purpose["id"], "retention_days": str(purpose["retention_days"])}
    for each in Language:
        values[f"purpose.{each}"] = purpose["name"].get(each, "")
        values[f"law.{each}"] = purpose["law"]["reference"].get(each, "")
    for claim in purpose["claims"]:
        chosen = "essential" if claim["essential"] else "optional"
        values[f"{CLAIM_PREFIX}{claim['name']}"] = chosen
    return values


def _service_members(values: Values, before: Mapping[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {
        "name": {each.value: values.get(f"name.{each}", "").strip() for each in Language}
    }
    for each in SERVICE_FIELDS:
        if "." not in each.name and each.name != "constraint":
            members[each.name] = _typed(each, values.get(each.name, ""))
    for name, member in CONSTRAINT_MEMBERS.items():
        members[member] = values.get("constraint") == name
    return {
        name: value
        for name, value in members.items()
        if value not in ("", [], False) or name in before or name == "redirect_uris"
    } | {name: None for name in ALTERNATIVES if members[name] == ""}


def _typed(each: Field, text: str) -> Any:
    text = text.strip()
    if each.kind is Kind.LINES:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if each.kind is Kind.JSON and text:
        try:
            return parse_json(text)
        except EncodingError:
            return _NOT_JSON
    return text


def _purpose(values: Values) -> dict[str, Any]:
    days = values.get("retention_days", "").strip()
    return {
        "id": values.get("purpose_id", "").strip(),
        "name": {each.value: values.get(f"purpose.{each}", "").strip() for each in Language},
        "law": {
            "reference": {each.value: values.get(f"law.{each}", "").strip() for each in Language}
        },
        "retention_days": int(days) if _WHOLE_NUMBER.fullmatch(days) else days,
        "claims": [
            {"name": name, "essential": values[f"{CLAIM_PREFIX}{name}"] == "essential"}
            for name in CLAIMS_SUPPORTED
            if values.get(f"{CLAIM_PREFIX}{name}")
        ],
    }


def _checked(
    values: Values, document: Mapping[str, Any], fields: Iterable[Field], *, purpose: int
) -> Filled:
    optional = {each.name for each in SERVICE_FIELDS} - {"redirect_uris", "sector"}
    document = {
        name: value
        for name, value in document.items()
        if value is not None and not (name in optional and value in ("", []))
    }
    fields = tuple(fields)
    found: dict[str, str] = {}
    for place, reason in mistakes(document):
        found.setdefault(_field_of(_relative(place, purpose), reason, fields), reason)
    if document.get("jwks") == _NOT_JSON:
        found["jwks"] = _NO_JSON
    return Filled(values, document, found)


def _relative(place: str, purpose: int) -> str:
    prefix = f"$.purposes[{purpose}]"
    return f"$.purposes[0]{place.removeprefix(prefix)}" if place.startswith(prefix) else place


def _field_of(place: str, reason: str, fields: tuple[Field, ...]) -> str:
    """Return the field at a place; a mistake about a whole object goes to the field it names."""
    for each in fields:
        if place == each.place or place.startswith((f"{each.place}.", f"{each.place}[")):
            return each.name
    if place.startswith(CLAIMS_PLACE) or reason.startswith("purpose "):
        return CLAIMS_FIELD
    if place == "$":
        named = [each.name for each in fields if each.name in reason]
        return named[0] if named else WHOLE
    if place in ("$.purposes", "$.default_purpose"):
        return "purpose_id"
    return WHOLE


def _at(document: Mapping[str, Any], name: str) -> Any:
    value: Any = document
    for part in name.split("."):
        value = value.get(part, "") if isinstance(value, Mapping) else ""
    return value


def _shown(each: Field, value: Any) -> str:
    if each.kind is Kind.LINES:
        return "\n".join(value)
    if each.kind is Kind.JSON and value:
        return json.dumps(value, indent=1)
    return str(value)
