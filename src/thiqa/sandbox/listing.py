"""The published list of citizens and scenarios, for programs: stable names, four languages."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from starlette.types import Receive, Scope, Send

from thiqa.card import Persona
from thiqa.sandbox.choice import write_choice
from thiqa.sandbox.citizens import CITIZENS
from thiqa.sandbox.models import Described
from thiqa.sandbox.page import sandbox_catalogues
from thiqa.sandbox.paths import LIST_PATH, SCHEMA_PATH
from thiqa.sandbox.scenarios import SCENARIOS, SLOW_SECONDS
from thiqa.web import (
    PUBLIC_JSON_HEADERS,
    Catalogues,
    Endpoint,
    Language,
    endpoint,
    send_json,
    translate,
)

VERSION: Final = "1.0"
"""A new citizen or scenario raises the second number; nothing ever changes or goes away."""
USUAL_CITIZEN: Final = "adult"


def listing(issuer: str, citizens: Mapping[str, Persona]) -> dict[str, Any]:
    """Return the list; `citizens` are those whose cards are here."""
    catalogues = sandbox_catalogues()
    return {
        "$schema": f"{issuer}{SCHEMA_PATH}",
        "version": VERSION,
        "issuer": issuer,
        "login_hint": write_choice("<citizen>") + "[:<scenario>]",
        "slow_seconds": SLOW_SECONDS,
        "citizens": [
            {
                "id": key,
                "login_hint": write_choice(key),
                **_told(catalogues, told),
                "card": citizens[key].condition.value,
                "pin": citizens[key].pin,
                "claims": dict(citizens[key].claims),
            }
            for key, told in CITIZENS.items()
            if key in citizens
        ],
        "scenarios": [
            {
                "id": key.value,
                "login_hint": write_choice(USUAL_CITIZEN, key.value),
                **_told(catalogues, told),
            }
            for key, told in SCENARIOS.items()
        ],
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the list."""
    text = files("thiqa.sandbox").joinpath("scenarios.schema.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def list_endpoints(issuer: str, citizens: Mapping[str, Persona]) -> dict[str, Endpoint]:
    """Return the endpoints of the list and of its schema."""
    return {
        LIST_PATH: _document(listing(issuer, citizens)),
        SCHEMA_PATH: _document(schema()),
    }


def _told(catalogues: Catalogues, told: Described) -> dict[str, dict[str, str]]:
    return {
        name: {language.value: translate(catalogues[language], text) for language in Language}
        for name, text in (
            ("title", told.title),
            ("description", told.description),
            ("service_sees", told.service_sees),
        )
    }


def _document(document: Mapping[str, Any]) -> Endpoint:
    body = json.dumps(document, ensure_ascii=False, indent=1).encode()

    async def give(scope: Scope, receive: Receive, send: Send) -> None:
        await send_json(send, body, headers=PUBLIC_JSON_HEADERS)

    return endpoint(give, "GET")
