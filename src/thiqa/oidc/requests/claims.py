"""Which claims exist here, and what the `claims` parameter asks for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from thiqa.base import EncodingError, parse_json_object
from thiqa.oidc.assurance import PROOF, VERIFIED, read_verified_claims_request, verified_name
from thiqa.oidc.errors import InvalidRequestError
from thiqa.oidc.models import RequestedClaims

CLAIMS_SUPPORTED = (
    "given_name",
    "given_name#ar",
    "family_name",
    "family_name#ar",
    "name",
    "name#ar",
    "name_script",
    "birthdate",
    "birthdate_precision",
    "birth_year_month",
    "age_over_15",
    "age_over_18",
    "age_over_60",
    "gender",
    "nationality",
    "place_of_birth",
    "place_of_birth#ar",
    "address",
    "address#ar",
    "national_number",
)
"""OpenID Connect Core, section 5.1, with the language tags of its section 5.2, and ours.

Each of them is known from the verification that a card stands for: each can be asked for as a
verified claim too.
"""

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

MAX_CLAIMS_PARAMETER = 8_192
MAX_VALUES = 10
DOCUMENT_NUMBER = "national_number"
"""The claim that the number of the national card is."""


@dataclass(frozen=True, slots=True)
class ClaimsParameter:
    """The `claims` parameter, read (OpenID Connect Core, section 5.5).

    Verified claims are among the requested ones by their names, see `verified_name`; how they
    are wanted stays as JSON.
    """

    requested: RequestedClaims = field(default_factory=RequestedClaims)
    verified_userinfo: str | None = None
    verified_id_token: str | None = None
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
        raise InvalidRequestError(
            f"claims is not a JSON object: {error}",
            rule="OpenID Connect Core, section 5.5",
            parameter="claims",
            mend="Send the claims parameter as one JSON object.",
        ) from error
    userinfo, id_token = _members(document, "userinfo"), _members(document, "id_token")
    verified_userinfo, names_userinfo = _take_verified(userinfo)
    verified_id_token, names_id_token = _take_verified(id_token)
    for members in (userinfo, id_token):
        _check_plain(members)
    acr = id_token.pop("acr", None) or {}
    wanted = id_token.pop("sub", None) or {}
    userinfo.pop("sub", None)
    for name in ("auth_time", "amr"):
        id_token.pop(name, None)
    if not isinstance(wanted.get("value", ""), str):
        raise InvalidRequestError(
            "claims: the value of sub is not a text",
            rule="OpenID Connect Core, section 5.5.1",
            parameter="claims",
            mend="Give the value of sub as a JSON string.",
        )
    return ClaimsParameter(
        RequestedClaims((*userinfo, *names_userinfo), (*id_token, *names_id_token)),
        verified_userinfo=verified_userinfo,
        verified_id_token=verified_id_token,
        acr_values=_acr_values(acr),
        acr_essential=acr.get("essential") is True,
        subject=wanted.get("value"),
    )


def _take_verified(members: dict[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """Take the request for verified claims out; return it and the names that it would release.

    OpenID Connect for Identity Assurance, section 5.7.2: claims that do not exist here are left
    out. The number of the card is the national number: who wants one, wants the other.
    """
    if PROOF not in members:
        return None, ()
    request = members.pop(PROOF)
    elements = read_verified_claims_request(request)
    names = [name for each in elements for name in each.claims if name in CLAIMS_SUPPORTED]
    if any(each.wants_document_number for each in elements):
        names.append(DOCUMENT_NUMBER)
    asked = dict.fromkeys((*(PROOF for _ in elements), *map(verified_name, names)))
    return json.dumps(request, ensure_ascii=False), tuple(asked)


def _members(document: Mapping[str, Any], place: str) -> dict[str, Any]:
    members = document.get(place, {})
    if not isinstance(members, dict):
        raise InvalidRequestError(
            f"claims: {place} is not an object",
            rule="OpenID Connect Core, section 5.5",
            parameter="claims",
            mend="Make userinfo and id_token JSON objects, if they are there.",
        )
    return dict(members)


def _check_plain(members: Mapping[str, Any]) -> None:
    for name, how in members.items():
        if name.startswith(VERIFIED):
            raise InvalidRequestError(
                "claims: a verified claim is asked for in verified_claims",
                rule="OpenID Connect for Identity Assurance, section 6",
                parameter="claims",
                mend="Put verified_claims into userinfo or id_token, and the claim into it.",
            )
        if how is not None and not isinstance(how, dict):
            raise InvalidRequestError(
                f"claims: {name} is neither null nor an object",
                rule="OpenID Connect Core, section 5.5.1",
                parameter="claims",
                mend='Ask for a claim with null or with an object such as {"essential": true}.',
            )


def _acr_values(acr: Mapping[str, Any]) -> tuple[str, ...]:
    values = acr.get("values", [acr["value"]] if "value" in acr else [])
    if (
        not isinstance(values, list)
        or len(values) > MAX_VALUES
        or not all(isinstance(each, str) for each in values)
    ):
        raise InvalidRequestError(
            "claims: the values of acr are not a short list of texts",
            rule="OpenID Connect Core, section 5.5.1",
            parameter="claims",
            mend="Give the values of acr as a list of a few JSON strings.",
        )
    return tuple(values)
