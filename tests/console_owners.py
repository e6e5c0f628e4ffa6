"""Owners of services at the console: what they type, and what the pages say."""

import html
import itertools
import re
from dataclasses import dataclass, field
from typing import Any

import httpx

from citizens import Citizen, form_fields
from services import CLAIMS, NAMES, REDIRECT_URI
from world import World

_numbers = itertools.count()


def service_fields(client_id: str, **changes: str) -> dict[str, str]:
    """Return what an owner types into the form of a new service."""
    fields = {
        "client_id": client_id,
        **{f"name.{language}": name for language, name in NAMES.items()},
        "sector": "interior",
        "redirect_uris": REDIRECT_URI,
        "jwks_uri": "http://127.0.0.1:9/jwks",
        "jwks": "",
        "token_endpoint_auth_method": "private_key_jwt",
        "constraint": "dpop",
        "profile": "fapi2",
        "id_token_signed_response_alg": "ES256",
        "initiate_login_uri": "http://127.0.0.1:9/start",
        "post_logout_redirect_uris": "",
        "backchannel_logout_uri": "",
        "tls_client_auth_subject_dn": "",
        "purpose_id": "criminal-record",
        **{f"purpose.{language}": name for language, name in NAMES.items()},
        **{f"law.{language}": name for language, name in NAMES.items()},
        "retention_days": "30",
        **{
            f"claim.{name}": "essential" if essential else "optional"
            for name, essential in CLAIMS.items()
        },
    }
    return {**fields, **changes}


@dataclass
class Owner:
    """A person at the console."""

    world: World
    citizen: Citizen
    services: list[str] = field(default_factory=list)

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.citizen.browser.get(path)

    def text(self, path: str) -> str:
        """Return what a page says, without its markup."""
        response = self.get(path)
        assert response.status_code == httpx.codes.OK, response.text
        return plain(response.text)

    def press(self, page: str, action: str, **changes: str) -> httpx.Response:
        """Open a page and send its form that goes to an address, as it stands but for changes."""
        return self.citizen.post(action, {**form_of(self.get(page).text, action), **changes})

    def begin(self, **changes: str) -> str:
        """Begin a service; return its client_id."""
        client_id = f"owned-{next(_numbers)}"
        fields = service_fields(client_id, **changes)
        response = self.press("/console/services/new", "/console/services/new", **fields)
        assert response.status_code == httpx.codes.SEE_OTHER, plain(response.text)
        return client_id

    def in_sandbox(self, **changes: str) -> str:
        """Begin a service and bring it into the sandbox."""
        client_id = self.begin(**changes)
        page = f"/console/services/{client_id}"
        assert self.press(page, f"{page}/sandbox").status_code == httpx.codes.SEE_OTHER
        return client_id

    def invitation(self, client_id: str, label: str = "") -> str:
        """Make an invitation; return the path of its link."""
        page = f"/console/services/{client_id}/owners"
        response = self.press(page, f"{page}/invite", label=label)
        found = re.search(
            r"http://localhost:\d+(/console/invitations/[A-Za-z0-9_-]+)", response.text
        )
        assert found, plain(response.text)
        return found[1]

    def accept(self, path: str) -> httpx.Response:
        """Use an invitation."""
        return self.press(path, path)


PERSONAS = itertools.cycle(("adult", "no-first-name", "arabic-name-only", "very-long-name"))
"""One after the other: a person may own so many services and no more."""


def new_owner(world: World, persona: str = "") -> Owner:
    """Return a citizen who has signed in to the console; two in a row are two persons."""
    citizen = world.citizen(persona or next(PERSONAS))
    wanted = citizen.browser.get("/console").headers["location"]
    assert citizen.login(wanted) == "/console"
    return Owner(world, citizen)


def form_of(page: str, action: str) -> dict[str, str]:
    """Return the fields of the form of a page that is sent to an address."""
    for start, body in re.findall(r"(<form[^>]*>)(.*?)</form>", page, re.DOTALL):
        if f'action="{action}"' in start:
            fields = form_fields(body)
            areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', body, re.S)
            fields |= {name: html.unescape(value) for name, value in areas}
            for name, options in re.findall(
                r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.S
            ):
                chosen = re.findall(r'<option value="([^"]*)" selected', options)
                first = re.findall(r'<option value="([^"]*)"', options)
                fields[name] = (chosen or first)[0]
            return fields
    raise AssertionError(f"no form goes to {action}: {plain(page)[:800]}")


def plain(page: str) -> str:
    """Return the text of a page in one line."""
    body = page.partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def registered(world: World, client_id: str) -> Any:
    """Return the live client."""
    return world.run(lambda records: records.oidc.get_client(client_id))
