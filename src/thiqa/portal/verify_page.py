"""The page that checks receipts by itself: one file, which needs no server and asks none.

All of it is in the file: its script, its style, every language, and whom it trusts. Its own
policy allows that script and nothing else, so it cannot send anything anywhere.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from thiqa.base import b64encode
from thiqa.ledger.event_fields import FIELD_KINDS
from thiqa.ledger.events import CHECKS, EVENTS
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.short_opening import WORDS as OPENING_WORDS
from thiqa.portal.claims import LABELS
from thiqa.portal.kinds import KINDS
from thiqa.portal.verify_words import FIELDS, REASONS, STEPS, TOO_OLD, WORDS
from thiqa.web import Catalogues, Language, translate

SCRIPTS = ("encoding", "sha2", "ed25519", "policy", "receipt", "compact", "page")
"""Joined in this order: scripts of the old kind, as modules do not load from a file."""


_PLACE = re.compile(r"\{\{ ([a-z_]+) \}\}")


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """The file, and the policy that it stands under when it is served."""

    html: bytes
    content_security_policy: str


def make_verify_page(policy: LogPolicy, catalogues: Catalogues) -> VerifyPage:
    """Return the page that trusts what a policy trusts."""
    folder = Path(str(files("thiqa.portal"))) / "verifier"
    scripts = [(folder / f"{name}.js").read_text("utf-8") for name in SCRIPTS]
    script = '"use strict";\n(() => {\n' + "".join(scripts) + "})();\n"
    style = (folder / "verify.css").read_text("utf-8")
    security = (
        f"default-src 'none'; script-src '{_source(script)}'; style-src '{_source(style)}';"
        " img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    html = (folder / "verify.html").read_text("utf-8")
    parts = {
        "security": security,
        "style": style,
        "too_old": _too_old(catalogues),
        "data": _for_script(_data(policy, catalogues)),
        "script": script,
    }
    html = _PLACE.sub(lambda place: parts[place[1]], html)
    return VerifyPage(html.encode(), f"{security}; frame-ancestors 'none'")


def _data(policy: LogPolicy, catalogues: Catalogues) -> Mapping[str, Any]:
    return {
        "policy": policy.text,
        "fields": {
            kind: {name: FIELD_KINDS[check] for name, check in CHECKS[event].items()}
            for kind, event in EVENTS.items()
        },
        "words": OPENING_WORDS,
        "languages": {
            language.value: {
                "direction": language.direction,
                **_words(partial(translate, catalogues[language])),
            }
            for language in Language
        },
    }


def _words(translated: Callable[[str], str]) -> Mapping[str, Any]:
    return {
        "words": {name: translated(text) for name, text in WORDS.items()},
        "steps": {name: translated(text) for name, text in STEPS.items()},
        "reasons": {name: [step, translated(text)] for name, (step, text) in REASONS.items()},
        "fields": {name: translated(text) for name, text in FIELDS.items()},
        "kinds": {name: translated(text) for name, text in KINDS.items()},
        "claims": {name: translated(text) for name, text in LABELS.items()},
    }


def _too_old(catalogues: Catalogues) -> str:
    return "\n".join(
        f'<p lang="{language}" dir="{language.direction}">'
        f"{translate(catalogues[language], TOO_OLD)}</p>"
        for language in Language
    )


def _source(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest())}"


def _for_script(data: Mapping[str, Any]) -> str:
    """Return JSON that no text of its own can end."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
