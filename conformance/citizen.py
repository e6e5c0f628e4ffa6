"""A specimen citizen at a browser: signs in with the card, answers what is asked."""

import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from conformance.errors import VisitError
from conformance.pages import Form, Page, fragment_address, read_page
from conformance.site import Site
from conformance.suite import Visit
from thiqa.base import b64url_encode, digest
from thiqa.card import CardApplication, InProcessConnection, load_personas, open_card
from thiqa.card.login.web_eid import make_authentication_token
from thiqa.oidc.backchannel.number import number_to_match
from thiqa.oidc.metadata import END_SESSION_PATH
from thiqa.portal.paths import (
    ANSWER_REQUEST_PATH,
    CARD_PATH,
    CONSENT_PATH,
    REQUESTS_PATH,
    SIGN_OUT_PATH,
)

PERSONA = "adult"
LANGUAGE = "en"
TIMEOUT_SECONDS = 60
MAX_STEPS = 20


class Attitude(Enum):
    """What the citizen does at the provider's pages."""

    AGREES = auto()
    REMEMBERS = auto()
    """Agrees, and does not want to be asked again."""
    DECLINES = auto()
    LOOKS = auto()
    """Looks at the first page, and does nothing."""


@dataclass(frozen=True, slots=True)
class Journey:
    """The pages of the provider that a visit led to; the citizen acted on each but `shown`."""

    passed: Sequence[Page]
    shown: Page | None
    """Where it ended, if it did not lead back to the suite."""

    def __str__(self) -> str:
        pages = [f"{page.status} {page.title}" for page in self.passed]
        end = "back" if self.shown is None else f"{self.shown.status} {self.shown.title} (shown)"
        return " → ".join([*pages, end])


class Citizen:
    """A citizen with a card, at a browser that keeps cookies for one module."""

    def __init__(self, site: Site, card: Path, trust: ssl.SSLContext) -> None:
        self._site = site
        self._card = card
        self._http = httpx.Client(
            headers={"accept": "text/html", "accept-language": LANGUAGE},
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
            verify=trust,
        )

    def go(self, visit: Visit, attitude: Attitude) -> Journey:
        """Open an address that the suite wants to be opened, and go as far as it leads."""
        return self._follow(self._open(visit), attitude)

    def answer(self, login: str, attitude: Attitude) -> Journey:
        """Answer a decoupled login, as one whom the service has told the right number."""
        response = self._http.get(self._site.issuer + REQUESTS_PATH)
        return self._follow(response, attitude, digest(login))

    def _follow(
        self, response: httpx.Response, attitude: Attitude, login: bytes | None = None
    ) -> Journey:
        passed: list[Page] = []
        for _ in range(MAX_STEPS):
            if response.is_redirect:
                response = self._http.get(urljoin(str(response.url), response.headers["location"]))
                continue
            if self._site.is_suite(str(response.url)):
                self._hand_back(response)
                return Journey(passed, None)
            page = read_page(str(response.url), response.status_code, response.text)
            answer = None if attitude is Attitude.LOOKS else self._answer(page, attitude, login)
            if answer is None:
                return Journey(passed, page)
            passed.append(page)
            response = self._send(page, *answer)
        raise VisitError("the provider sends the browser in circles")

    def close(self) -> None:
        """Close the browser, and forget its cookies."""
        self._http.close()

    def _open(self, visit: Visit) -> httpx.Response:
        if visit.method != "POST":
            return self._http.get(visit.url)
        parts = urlsplit(visit.url)
        fields = dict(parse_qsl(parts.query, keep_blank_values=True))
        return self._http.post(parts._replace(query="").geturl(), data=fields)

    def _hand_back(self, response: httpx.Response) -> None:
        """Send the fragment of the address, of which there is none, as the page's script does."""
        address = fragment_address(response.text)
        if address is not None:
            self._http.post(address, content="", headers={"content-type": "text/plain"})

    def _answer(
        self, page: Page, attitude: Attitude, login: bytes | None
    ) -> tuple[Form, dict[str, str]] | None:
        """Return the form that the citizen sends, and what is filled in, if the page asks."""
        if (form := page.form_to(CARD_PATH)) is not None:
            return form, {"auth_token": self._sign(form.fields["challenge"])}
        if (form := page.form_to(CONSENT_PATH)) is not None:
            return form, _decision(form, attitude)
        for form in page.forms:
            if login is not None and _is_about(form, login):
                return form, {"number": str(number_to_match(login))}
        if urlsplit(page.url).path == END_SESSION_PATH:
            form = page.form_to(SIGN_OUT_PATH)
            return None if form is None else (form, {})
        for form in page.forms:
            if self._site.is_suite(form.action):  # OAuth 2.0 Form Post Response Mode, section 2
                return form, {}
        return None

    def _send(self, page: Page, form: Form, filled: Mapping[str, str]) -> httpx.Response:
        parts = urlsplit(page.url)
        return self._http.post(
            urljoin(page.url, form.action),
            data={**form.fields, **filled},
            headers={"origin": f"{parts.scheme}://{parts.netloc}"},
        )

    def _sign(self, challenge: str) -> str:
        """Sign a challenge with the card for the site in the address bar."""
        connection = InProcessConnection(open_card(self._card))
        token = make_authentication_token(
            CardApplication.select(connection),
            pin=load_personas()[PERSONA].pin,
            origin=self._site.issuer,
            challenge_nonce=challenge,
        )
        return json.dumps(token)


def _is_about(form: Form, login: bytes) -> bool:
    return form.action.endswith(ANSWER_REQUEST_PATH) and form.fields["a"] == b64url_encode(login)


def _decision(form: Form, attitude: Attitude) -> dict[str, str]:
    """Return what the citizen fills in at the page of consent."""
    if attitude is Attitude.DECLINES:
        return {"decision": "refuse"}
    ticked = form.unticked if attitude is Attitude.REMEMBERS else {}
    return {**ticked, "decision": "agree"}
