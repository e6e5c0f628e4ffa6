"""A registration as its owners edit it: what is wrong with it, and which fingerprint it has."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from thiqa.base import b64url_encode, canonical_json
from thiqa.console.models import Document
from thiqa.oidc.clients.registration import client_schema, read_registration, write_registration
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.models import Client, Stage

STAGE = "stage"
MAX_MISTAKES = 40
MAX_REASON = 200
EXCLUDED = "jwks and jwks_uri exclude each other"
_PLACE = re.compile(r"(?P<place>\$[^: ]*): (?P<reason>.+)", re.DOTALL)


def client_at(document: Document, stage: Stage) -> Client:
    """Return the client that a registration describes, at a stage; raise RegistrationError."""
    return read_registration({**document, STAGE: stage.value})


def document_of(client: Client) -> dict[str, Any]:
    """Return the registration of a client, without its stage, in its one spelling."""
    document = dict(write_registration(client))
    document.pop(STAGE, None)
    plain: dict[str, Any] = json.loads(canonical_json(json.loads(json.dumps(document))))
    return plain


def fingerprint_of(document: Document) -> str:
    """Return what tells this very registration from every other one."""
    return b64url_encode(hashlib.sha256(canonical_json(dict(document))).digest())


def mistakes(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, each as the place in the document and the reason in English.

    All mistakes of form are found at once; of those that need a whole document, the first.
    """
    found = 0
    for error in Draft202012Validator(client_schema()).iter_errors(document):
        found += 1
        if found > MAX_MISTAKES:
            return
        # The library would print the whole document.
        excluded = error.validator == "not"
        reason = EXCLUDED if excluded else error.message[:MAX_REASON]
        yield error.json_path, reason
    if found:
        return
    try:
        client_at(document, Stage.SANDBOX)
    except RegistrationError as error:
        match = _PLACE.fullmatch(str(error))
        yield (match["place"], match["reason"]) if match else ("$", str(error))
