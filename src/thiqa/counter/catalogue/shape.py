"""The shape of a file: its JSON Schema, and each violation as a sentence with its line."""

import json
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from thiqa.counter.catalogue.errors import CatalogueFault, CatalogueFaultError
from thiqa.counter.catalogue.yaml_source import Path, Source

SERVICE_SCHEMA = "service.schema.json"
BODIES_SCHEMA = "bodies.schema.json"
MAX_FAULTS = 50
MAX_REASON = 200
MAX_SHOWN_CHARACTERS = 60

_KINDS = {
    "object": "names with values",
    "array": "a list",
    "string": "a text (in quotes, if it looks like a number, true or false)",
    "integer": "a whole number",
    "boolean": "true or false",
}


@cache
def schema_text(name: str) -> str:
    """Return a published schema."""
    return files("thiqa.counter.catalogue").joinpath(name).read_text("utf-8")


def check_shape(source: Source, schema: str) -> None:
    """Raise CatalogueFaultError with every violation of a schema, in the order of the lines."""
    validator = Draft202012Validator(json.loads(schema_text(schema)))
    faults = [
        fault for error in validator.iter_errors(source.value) for fault in _faults(source, error)
    ]
    if faults:
        faults.sort(key=lambda fault: fault.line)
        raise CatalogueFaultError(tuple(dict.fromkeys(faults))[:MAX_FAULTS])


def _faults(source: Source, error: ValidationError) -> Iterator[CatalogueFault]:
    path: Path = tuple(error.absolute_path)
    limit: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    if error.validator == "additionalProperties":
        known = list(schema.get("properties", ()))
        for name in instance:
            if name not in known:
                yield source.fault((*path, name), _unknown(name, known))
    elif error.validator == "required":
        for name in limit:
            if name not in instance:
                yield source.fault(path, f"lacks {name!r}")
    else:
        say = _REASONS.get(str(error.validator))
        reason = say(_shown(instance), limit) if say else error.message[:MAX_REASON]
        yield source.fault(path, reason)


def _unknown(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"is not known here{f'; did you mean {close[0]!r}?' if close else ''}"


def _has_fewer(_: str, limit: Any) -> str:
    return f"has fewer than {limit} entries or characters"


def _has_more(_: str, limit: Any) -> str:
    return f"has more than {limit} entries or characters"


_REASONS: Mapping[str, Callable[[str, Any], str]] = {
    "type": lambda shown, kind: f"is {shown}, and has to be {_KINDS[kind]}",
    "enum": lambda shown, values: f"is {shown}, and has to be one of {', '.join(values)}",
    "pattern": lambda shown, form: f"is {shown}, which does not have the form {form}",
    "minimum": lambda shown, least: f"is {shown}, and has to be {least} at least",
    "maximum": lambda shown, most: f"is {shown}, and has to be {most} at most",
    "uniqueItems": lambda _, __: "has an entry twice",
    **dict.fromkeys(("minLength", "minItems", "minProperties"), _has_fewer),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties"), _has_more),
}
"""What a violation of each keyword of the schema means; the library would say it otherwise."""


def _shown(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "names with values"
        case list():
            return "a list"
        case _:
            text = repr(value)
            return text if len(text) <= MAX_SHOWN_CHARACTERS else text[:MAX_SHOWN_CHARACTERS] + "…"
