"""Which claims exist here, and what the `claims` parameter asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from thiqa.base import EncodingError, parse_json_object
from thiqa.oidc.errors import InvalidRequestError
from thiqa.oidc.models import RequestedClaims

CLAIMS_SUPPORTED = (
    "name",
    "name#ar",
    "given_name",
    "given_name#ar",
    "family_name",
    "family_name#ar",
    "birthdate",
    "age_over_18",
    "gender",
    "nationality",
    "place_of_birth",
    "place_of_birth#ar",
    "address",
    "address#ar",
    "national_number",
)
"""OpenID Connect Core, section 5.1, with the language tags of its section 5.2, and ours."""

SCOPE_CLAIMS: Mapping[str, tuple[str, ...]] = {
    "openid": (),
    "profile": (
        "name",
        "given_name",
        "family_name",
        "birthdate",
        "gender",
        "name#ar",
        "given_name#ar",
        "family_name#ar",
    ),
    "address": ("address", "address#ar"),
    "offline_access": (),
}
"""OpenID Connect Core, section 5.4; offline_access from its section 11."""

MAX_CLAIMS_PARAMETER = 4_096
MAX_VALUES = 10


@dataclass(frozen=True, slots=True)
class ClaimsParameter:
    """The `claims` parameter, read (OpenID Connect Core, section 5.5)."""

    requested: RequestedClaims = field(default_factory=RequestedClaims)
    acr_values: tuple[str, ...] = ()
    acr_essential: bool = False
    subject: str | None = None


def parse_claims_parameter(text: str | None) -> ClaimsParameter:
    """Read the `claims` parameter; acr and sub are constraints, every other name is a claim."""
    if text is None:
        return ClaimsParameter()
    try:
        document = parse_json_object(text, max_characters=MAX_CLAIMS_PARAMETER)
    except EncodingError as error:
        raise InvalidRequestError(f"claims is not a JSON object: {error}") from error
    userinfo, id_token = _members(document, "userinfo"), _members(document, "id_token")
    acr = id_token.pop("acr", None) or {}
    wanted = id_token.pop("sub", None) or {}
    userinfo.pop("sub", None)
    for name in ("auth_time", "amr"):
        id_token.pop(name, None)
    if not isinstance(wanted.get("value", ""), str):
        raise InvalidRequestError("claims: the value of sub is not a text")
    return ClaimsParameter(
        RequestedClaims(tuple(userinfo), tuple(id_token)),
        _acr_values(acr),
        acr.get("essential") is True,
        wanted.get("value"),
    )


def _members(document: Mapping[str, Any], place: str) -> dict[str, dict[str, Any] | None]:
    members = document.get(place, {})
    if not isinstance(members, dict):
        raise InvalidRequestError(f"claims: {place} is not an object")
    for name, how in members.items():
        if how is not None and not isinstance(how, dict):
            raise InvalidRequestError(f"claims: {name} is neither null nor an object")
    return dict(members)


def _acr_values(acr: Mapping[str, Any]) -> tuple[str, ...]:
    values = acr.get("values", [acr["value"]] if "value" in acr else [])
    if (
        not isinstance(values, list)
        or len(values) > MAX_VALUES
        or not all(isinstance(each, str) for each in values)
    ):
        raise InvalidRequestError("claims: the values of acr are not a short list of texts")
    return tuple(values)
