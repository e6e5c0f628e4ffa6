"""Reading what a service asks to be issued."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from thiqa.base import EncodingError, canonical_json, parse_json_object
from thiqa.issuing.errors import NumberError
from thiqa.issuing.models import Form, Order
from thiqa.issuing.numbers import read_number
from thiqa.issuing.seals import Seals
from thiqa.oidc.errors import InvalidRequestError, UnauthorizedClientError

RULE = "docs/guides/documents.md"
MAX_SUBJECT_CHARACTERS = 64

_KEY = re.compile(r"[A-Za-z0-9_-]{22,86}", re.ASCII)
"""At least 128 bits in base64url: what we keep for a repeated request is sealed with it."""

Parameters = Mapping[str, str]


def read_order(parameters: Parameters, client_id: str, form: Form, seals: Seals) -> Order:
    """Read the parts that documents and answers share.

    1. It has a key of its own; 2. the service may have this type sealed with this seal;
    3. it names a citizen as the service knows them; 4. what it replaces has a number;
    5. what it says is a JSON object.
    """
    key = _read_key(parameters)  # 1
    seal, document_type = parameters.get("seal", ""), parameters.get("type", "")
    if not seals.allows(client_id, seal, form, document_type):  # 2
        raise UnauthorizedClientError(
            "this service may not have this sealed with this seal",
            rule=f"{RULE}, who may have what sealed",
            parameter="type",
            mend="Ask the operator to allow the type for your service (`thiqa seal list`).",
        )
    subject = parameters.get("subject", "")
    if not 0 < len(subject) <= MAX_SUBJECT_CHARACTERS:  # 3
        raise _fault("subject", "subject is missing", "Send the `sub` of the citizen's login.")
    content = _read_content(parameters, form)  # 5
    asked = {"type": document_type, "seal": seal, "subject": subject, form: content}
    replaces = _read_replaces(parameters)  # 4
    if replaces is not None:
        asked["replaces"] = replaces
    return Order(
        client_id=client_id,
        request=hashlib.sha256(f"{client_id}\n{key}".encode()).digest(),
        asked=hashlib.sha256(_canonical(asked, form)).digest(),
        form=form,
        seal=seal,
        type=document_type,
        subject=subject,
        content=content,
        replaces=replaces,
    )


def unknown_subject() -> InvalidRequestError:
    """Return the refusal of somebody whom the service does not know, or nobody does."""
    return _fault(
        "subject",
        "no citizen has this identifier in the sector of this service",
        "Send the `sub` of a login at this service.",
    )


def _read_key(parameters: Parameters) -> str:
    key = parameters.get("key", "")
    if not _KEY.fullmatch(key):
        raise _fault(
            "key",
            "key is missing, or has not from 22 to 86 characters of base64url",
            "Draw 16 random bytes or more for each document, and repeat them with each attempt.",
        )
    return key


def _read_replaces(parameters: Parameters) -> str | None:
    text = parameters.get("replaces")
    if text is None:
        return None
    try:
        return read_number(text)
    except NumberError as error:
        raise _fault(
            "replaces", "replaces is not the number of a document", "Send it as we gave it."
        ) from error


def _read_content(parameters: Parameters, form: Form) -> dict[str, Any]:
    try:
        return parse_json_object(parameters.get(form, ""))
    except EncodingError as error:
        raise _fault(
            form, f"{form} is not a JSON object", "Send it as one, as the guide says."
        ) from error


def _canonical(asked: Mapping[str, Any], form: Form) -> bytes:
    try:
        return canonical_json(asked)
    except EncodingError as error:
        raise _fault(form, f"{form} has a fraction", "Send whole numbers alone.") from error


def _fault(parameter: str, description: str, mend: str) -> InvalidRequestError:
    return InvalidRequestError(
        description, rule=f"{RULE}, what is sent", parameter=parameter, mend=mend
    )
