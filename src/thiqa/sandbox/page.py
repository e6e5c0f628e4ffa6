"""The page on which a person chooses a specimen citizen, and what is to happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

import thiqa.web
from thiqa.card import Persona
from thiqa.portal.askers import asker_of
from thiqa.portal.browser import form_token, remember_browser
from thiqa.portal.pages import NAME, SPECIMEN, TAGLINE
from thiqa.portal.paths import LOGIN_PATH
from thiqa.portal.signing_in import Attempt
from thiqa.portal.views import Asker
from thiqa.sandbox.choice import write_choice
from thiqa.sandbox.citizens import CITIZENS
from thiqa.sandbox.models import Described
from thiqa.sandbox.paths import LIST_PATH, SANDBOX_PATH
from thiqa.sandbox.sandbox import Sandbox
from thiqa.sandbox.scenarios import SCENARIOS, USUAL
from thiqa.web import Assets, Catalogues, Cookies, Pages, Site, load_catalogues

OUR_FOLDER = Path(__file__).parent
FRAME_FOLDER = Path(thiqa.web.__file__).parent


@dataclass(frozen=True, slots=True)
class CitizenRow:
    """A specimen citizen as the page shows them."""

    key: str
    told: Described
    name: str | None
    name_ar: str | None
    hint: str


@dataclass(frozen=True, slots=True)
class SandboxView:
    """The page: the citizens, and the scenarios if a service asks."""

    asker: Asker | None
    citizens: tuple[CitizenRow, ...]
    scenarios: Mapping[str, Described]
    usual: str
    post_url: str
    form_token: str
    hidden: Mapping[str, str]
    login_url: str
    list_url: str


def sandbox_pages(*, cookies: Cookies, portal_pages: Pages) -> Pages:
    """Return the sandbox's pages, in the frame of the citizen's."""
    return Pages(
        Site(NAME, TAGLINE, notice=SPECIMEN),
        templates=[OUR_FOLDER / "templates", FRAME_FOLDER / "templates"],
        catalogues=sandbox_catalogues(),
        assets=Assets([FRAME_FOLDER / "static"]),
        cookies=cookies,
        timezone=portal_pages.timezone,
    )


def sandbox_catalogues() -> Catalogues:
    """Return the texts of the frame and our own."""
    return load_catalogues([FRAME_FOLDER / "locale", OUR_FOLDER / "locale"])


def show_choice(sandbox: Sandbox, request: Request, attempt: Attempt) -> Response:
    """Answer with the page that lets a person choose."""
    portal, interaction = sandbox.portal, attempt.interaction
    asked = None if interaction is None else interaction.authorization.request
    view = sandbox_view(
        sandbox.citizens,
        asker=None if interaction is None or asked is None else asker_of(interaction.client, asked),
        form_token=form_token(portal, attempt.browser, SANDBOX_PATH),
        hidden=attempt.fields,
    )
    ui_locales = None if asked is None else " ".join(asked.ui_locales)
    response = sandbox.pages.respond(
        request,
        "sandbox.html",
        language=sandbox.pages.language_of(request, ui_locales=ui_locales),
        form_targets=() if asked is None else (asked.redirect_uri,),
        view=view,
    )
    return remember_browser(portal, attempt.browser, response)


def sandbox_view(
    citizens: Mapping[str, Persona],
    *,
    asker: Asker | None,
    form_token: str,
    hidden: Mapping[str, str],
) -> SandboxView:
    """Return what the page shows; scenarios only if there is a service to meet them."""
    return SandboxView(
        asker=asker,
        citizens=tuple(_row(citizens[key]) for key in CITIZENS if key in citizens),
        scenarios={key.value: told for key, told in SCENARIOS.items()} if asker else {},
        usual=USUAL,
        post_url=SANDBOX_PATH,
        form_token=form_token,
        hidden=hidden,
        login_url=f"{LOGIN_PATH}?{urlencode(hidden)}" if hidden else LOGIN_PATH,
        list_url=LIST_PATH,
    )


def _row(persona: Persona) -> CitizenRow:
    return CitizenRow(
        key=persona.key,
        told=CITIZENS[persona.key],
        name=_name(persona, ""),
        name_ar=_name(persona, "#ar"),
        hint=write_choice(persona.key),
    )


def _name(persona: Persona, script: str) -> str | None:
    parts = (persona.claims.get(f"{part}{script}") for part in ("given_name", "family_name"))
    return " ".join(part for part in parts if part) or None
