"""The page of specimen citizens, for the gallery."""

from browser.samples import ASKER, HOSTILE_ASKER, TOKEN
from thiqa.card import load_personas
from thiqa.sandbox.page import SandboxView, sandbox_view

PERSONAS = load_personas()

SANDBOX_VIEWS: dict[str, SandboxView] = {
    "sandbox": sandbox_view(PERSONAS, asker=ASKER, form_token=TOKEN, hidden={"a": "x"}),
    "sandbox-own": sandbox_view(PERSONAS, asker=None, form_token=TOKEN, hidden={}),
    "sandbox-hostile": sandbox_view(
        PERSONAS, asker=HOSTILE_ASKER, form_token=TOKEN, hidden={"a": "x"}
    ),
}
