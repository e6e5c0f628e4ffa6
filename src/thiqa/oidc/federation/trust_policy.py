"""Whom the provider trusts in a federation, and what it lets whom ask for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from thiqa.oidc.clients.registration import client_schema
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.federation.entity_id import check_configured_id
from thiqa.oidc.federation.errors import FederationError
from thiqa.oidc.federation.signatures import read_keys
from thiqa.oidc.federation.trust_chain import Anchors
from thiqa.oidc.models import Localized, Profile, Purpose, PurposeClaim, Stage
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED
from thiqa.web import NameRefusedError, check_display_name

MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class AnchorRules:
    """How far the entities below an anchor are trusted."""

    stage: Stage = Stage.PRODUCTION
    profile: Profile = Profile.FAPI2


@dataclass(frozen=True, slots=True)
class PurposeMark:
    """A type of trust marks that carries purposes, and who may give it."""

    type: str
    issuers: frozenset[str]
    sectors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vouched:
    """What somebody with the right to do so says of a service: its name and its purposes."""

    name: Localized
    sector: str | None
    purposes: Mapping[str, Purpose]
    default_purpose: str


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """The provider's place in a federation, as its operator wrote it down."""

    anchors: Anchors
    rules: Mapping[str, AnchorRules]
    purpose_marks: tuple[PurposeMark, ...] = ()
    grants: Mapping[str, Vouched] | None = None
    organization_name: str | None = None
    contacts: tuple[str, ...] = ()
    authority_hints: tuple[str, ...] = ()
    trust_marks: tuple[Mapping[str, str], ...] = ()


@cache
def federation_schema() -> dict[str, Any]:
    """Return the JSON Schema of the operator's file; purposes are those of registrations."""
    text = files("thiqa.oidc.federation").joinpath("federation.schema.json").read_text("utf-8")
    schema = json.loads(text)
    return {**schema, "$defs": {**client_schema()["$defs"], **schema["$defs"]}}


def read_trust_policy(document: Mapping[str, Any]) -> TrustPolicy:
    """Read the operator's file; raise RegistrationError, whose text names the place.

    1. the schema; 2. identifiers of entities; 3. keys of anchors; 4. purposes.
    """
    _check_schema(document, federation_schema())  # 1
    anchors = {
        check_configured_id(each["entity_id"], f"$.trust_anchors[{index}].entity_id"): each  # 2
        for index, each in enumerate(document["trust_anchors"])
    }
    for index, hint in enumerate(document.get("authority_hints", ())):
        check_configured_id(hint, f"$.authority_hints[{index}]")
    try:
        keys = {entity_id: read_keys(each["jwks"]) for entity_id, each in anchors.items()}  # 3
    except FederationError as error:
        raise RegistrationError(f"$.trust_anchors: {error}") from error
    return TrustPolicy(
        keys,
        {entity_id: _rules(each) for entity_id, each in anchors.items()},
        tuple(_purpose_mark(each) for each in document.get("purpose_marks", ())),
        {
            check_configured_id(entity_id, "$.grants"): read_vouched(each)  # 4
            for entity_id, each in document.get("grants", {}).items()
        },
        document.get("organization_name"),
        tuple(document.get("contacts", ())),
        tuple(document.get("authority_hints", ())),
        tuple(document.get("trust_marks", ())),
    )


def read_vouched(document: Any) -> Vouched:
    """Read name and purposes of a service; raise RegistrationError.

    1. the schema of registrations; 2. names that could deceive a reader; 3. purposes that
    exist, with claims that exist.
    """
    schema = federation_schema()
    _check_schema(document, {**schema["$defs"]["vouched"], "$defs": schema["$defs"]})  # 1
    purposes = {each["id"]: _purpose(each) for each in document["purposes"]}
    for texts in (document["name"], *(each.name for each in purposes.values())):
        _check_texts(texts)  # 2
    for each in purposes.values():
        _check_texts(each.law)
        if not {claim.name for claim in each.claims} <= set(CLAIMS_SUPPORTED):  # 3
            raise RegistrationError(f"purpose {each.id}: a claim is unknown")
    if len(purposes) != len(document["purposes"]) or document["default_purpose"] not in purposes:
        raise RegistrationError("$.purposes: an id is there twice, or default_purpose is not")
    return Vouched(document["name"], document.get("sector"), purposes, document["default_purpose"])


def _check_schema(document: object, schema: Mapping[str, Any]) -> None:
    for error in Draft202012Validator(schema).iter_errors(document):
        raise RegistrationError(f"{error.json_path}: {error.message[:MAX_REASON]}")


def _check_texts(texts: Localized) -> None:
    for language, text in texts.items():
        try:
            check_display_name(text, language)
        except NameRefusedError as error:
            raise RegistrationError(f"a text in {language}: {error}") from error


def _rules(document: Mapping[str, Any]) -> AnchorRules:
    rules = AnchorRules(
        Stage(document.get("stage", Stage.PRODUCTION)),
        Profile(document.get("profile", Profile.FAPI2)),
    )
    if rules.profile is Profile.OPENID and rules.stage is Stage.PRODUCTION:
        raise RegistrationError("$.trust_anchors: the profile openid is for the sandbox only")
    return rules


def _purpose_mark(document: Mapping[str, Any]) -> PurposeMark:
    return PurposeMark(
        document["trust_mark_type"],
        frozenset(check_configured_id(each, "$.purpose_marks") for each in document["issuers"]),
        frozenset(document.get("sectors", ())),
    )


def _purpose(document: Mapping[str, Any]) -> Purpose:
    return Purpose(
        id=document["id"],
        name=document["name"],
        law=document["law"]["reference"],
        retention_days=document["retention_days"],
        claims=tuple(PurposeClaim(each["name"], each["essential"]) for each in document["claims"]),
    )
