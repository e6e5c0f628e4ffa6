"""Writing the operator's file of seals, and taking into it what a service asks for."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from thiqa.issuing.errors import SealsFileError
from thiqa.issuing.models import Form
from thiqa.issuing.seals import Seal, Seals

REQUEST_MEMBERS = frozenset({"service", "seals"})


def with_request(seals: Seals, request: Mapping[str, Any], new: Mapping[str, Seal]) -> Seals:
    """Return the file with what a service's request says, which replaces what it said before.

    `new` are seals that may be added when the request names them; any other must be there.
    """
    if request.keys() != REQUEST_MEMBERS or not isinstance(request["seals"], list):
        raise SealsFileError("a request has a service, and a list of seals")
    client_id = request["service"]
    known = {**seals.seals}
    tables = []
    for each in request["seals"]:
        if not isinstance(each, dict) or not isinstance(each.get("id"), str):
            raise SealsFileError("each seal of a request has an id")
        name = each["id"]
        if name not in known and name in new:
            known[name] = replace(new[name], name=MappingProxyType(dict(each.get("name", {}))))
        tables.append({**_types(each), "client_id": client_id, "seal": name})
    document = {"seal": [_seal_members(each) for each in known.values()], "service": tables}
    asked = Seals.of(document, Path("/"))
    kept = {key: each for key, each in seals.permissions.items() if key[0] != client_id}
    return replace(seals, seals=asked.seals, permissions={**kept, **asked.permissions})


def write_seals(seals: Seals, file: Path) -> None:
    """Write the file, whole or not at all."""
    text = "\n".join(_lines(seals))
    draft = file.with_name(f".{file.name}.partial")
    draft.write_text(text, "utf-8")
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.replace(file)


def _lines(seals: Seals) -> Iterator[str]:
    if seals.time_stamps:
        yield from ("[time_stamps]", f"url = {_text(seals.time_stamps)}", "")
    if seals.trusted.former or seals.trusted.revoked:
        yield "[trust]"
        yield f"former = {_list(map(str, seals.trusted.former))}"
        yield f"revoked = {_list(map(str, seals.trusted.revoked))}"
        yield ""
    for seal in seals.seals.values():
        members = _seal_members(seal)
        names = ", ".join(f"{key} = {_text(name)}" for key, name in members.pop("name").items())
        yield "[[seal]]"
        yield f"name = {{ {names} }}"
        yield from (f"{key} = {_text(value)}" for key, value in members.items())
        yield ""
    for permission in seals.permissions.values():
        yield "[[service]]"
        yield f"client_id = {_text(permission.client_id)}"
        yield f"seal = {_text(permission.seal)}"
        yield f"documents = {_list(sorted(permission.types[Form.DOCUMENT]))}"
        yield f"answers = {_list(sorted(permission.types[Form.ANSWER]))}"
        yield ""


def _seal_members(seal: Seal) -> dict[str, Any]:
    return {
        "id": seal.id,
        "name": dict(seal.name),
        "certificate": str(seal.certificate),
        "key": seal.key,
    }


def _types(each: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each.get(name, []) for name in ("documents", "answers")}


def _list(texts: Any) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """Return a basic string (TOML 1.0): JSON's escapes are among its own."""
    return json.dumps(text, ensure_ascii=False)
