"""The main job, walked through over the same HTTP endpoints that a browser uses."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from thiqa.base import ThiqaError, b64url_decode, parse_json_object
from thiqa.card import Persona
from thiqa.demo.browser import Browser, Form, Page
from thiqa.demo.places import Places
from thiqa.ledger.policy_file import parse_policy
from thiqa.ledger.receipt import VerifiedReceipt, verify_receipt

LANGUAGE = "fr"


class StepFailedError(ThiqaError):
    """A step of the walk did not go as it must."""


@dataclass
class Walk:
    """A walk on its way: each step leaves here what the next one needs."""

    places: Places
    persona: Persona
    say: Callable[[str], None]
    browser: Browser = field(default_factory=lambda: Browser(LANGUAGE))
    page: Page | None = None
    handed_over: str = ""
    receipts: dict[str, str] = field(default_factory=dict)

    def here(self) -> Page:
        """Return the page that the browser shows."""
        if self.page is None:
            raise StepFailedError("the browser shows no page yet")
        return self.page

    def form(self, action: str) -> Form:
        """Return a form of the page that the browser shows."""
        for form in self.here().forms:
            if form.action == action:
                return form
        raise StepFailedError(f"{self.here().url} has no form to {action}")

    def must(self, holds: bool, what: str) -> None:
        """Go on only if something holds."""
        if not holds:
            page = self.here()
            raise StepFailedError(f"{what}, not {page.title!r} ({page.status}, {page.url})")


Step = Callable[[Walk], str]


def open_the_service(walk: Walk) -> str:
    """The citizen opens the page of a public service"""
    walk.page = walk.browser.open(f"{walk.places.counter}/")
    walk.must(walk.here().status == httpx.codes.OK, "the service must answer")
    return f"GET {walk.here().url} → {len(walk.here().html)} characters of HTML"


def ask_who_the_citizen_is(walk: Walk) -> str:
    """The service pushes its request; the browser takes only a reference to the provider"""
    walk.page = walk.browser.send(walk.here(), walk.form("/identify"))
    walk.must(urlsplit(walk.here().url).path == "/login", "the login page must come next")
    authorize = next(hop for hop in walk.here().hops if "request_uri=" in hop)
    return f"PAR → {authorize[:110]}… → login page with a fresh challenge"


def hand_over_to_the_card_client(walk: Walk) -> str:
    """The login page hands over to the card client on the citizen's machine"""
    link = walk.here().link_to(f"{walk.places.card_client}/auth#")
    walk.handed_over = link.partition("#")[2]
    request = parse_json_object(b64url_decode(walk.handed_over))
    walk.page = walk.browser.open(link.partition("#")[0])
    walk.page = walk.browser.send(walk.here(), walk.form("/auth"), request=walk.handed_over)
    walk.must(walk.places.provider in walk.here().html, "the card client must show who asks")
    return f"challenge {request['challenge'][:12]}…; shown: {request['service']}"


def sign_with_card_and_pin(walk: Walk) -> str:
    """The citizen types the PIN; the card signs the challenge for this one origin"""
    walk.page = walk.browser.send(
        walk.here(), walk.form("/sign"), card=walk.persona.key, pin=walk.persona.pin
    )
    fragment = walk.here().hops[-1].partition("#")[2] if walk.here().hops else ""
    walk.must(bool(fragment), "the card must sign")
    walk.handed_over = fragment
    token = _token(fragment)
    return f"{token['format']}, {token['algorithm']}, signature {token['signature'][:16]}…"


def verify_the_card(walk: Walk) -> str:
    """The provider checks certificate, revocation (OCSP) and signature, and asks for consent"""
    token = json.dumps(_token(walk.handed_over))
    walk.page = walk.browser.send(walk.here(), walk.form("/login/card"), auth_token=token)
    walk.must(urlsplit(walk.here().url).path == "/consent", "the consent page must come next")
    return "card accepted → consent page, rendered from the stored request"


def consent(walk: Walk) -> str:
    """The citizen agrees, and leaves an optional claim out"""
    form = walk.form("/consent")
    form.fields.pop("remember", None)
    left_out = [name for name in form.fields if name.startswith("claim.")][-1:]
    for name in left_out:
        del form.fields[name]
    walk.page = walk.browser.send(walk.here(), form, decision="agree")
    walk.must(walk.here().url.startswith(walk.places.counter), "the service must come next")
    walk.must(urlsplit(walk.here().url).path == "/result", "the service must accept the answer")
    callback = next(hop for hop in walk.here().hops if "/callback" in hop)
    return f"left out: {', '.join(left_out) or 'nothing'} → {callback[:90]}…"


def show_what_the_service_got(walk: Walk) -> str:
    """The service has redeemed the code, checked the signed answer, and kept a receipt"""
    response = walk.browser.open(f"{walk.places.counter}/receipt")
    walk.receipts["service"] = response.html
    verified = _verified(walk, response.html)
    event: Any = verified.entry.event
    return f"claims {', '.join(event.claims)} under purpose {event.purpose!r}"


def look_at_the_history(walk: Walk) -> str:
    """The citizen sees who asked, and holds the same receipt"""
    walk.page = walk.browser.open(f"{walk.places.provider}/history")
    links = [link for link in walk.here().links if link.startswith("/receipts/")]
    walk.must(len(links) >= 2, "the history must list the login and the release")
    page = walk.browser.open(f"{walk.places.provider}{links[0]}/download")
    walk.receipts["citizen"] = page.html
    return f"{len(links)} entries in the history; the newest is {links[0]}"


def verify_both_receipts(walk: Walk) -> str:
    """Both receipts verify offline; two of three witnesses have cosigned"""
    service, citizen = (_verified(walk, walk.receipts[name]) for name in ("service", "citizen"))
    walk.must(service.entry == citizen.entry, "both must hold the same entry")
    names = ", ".join(each.key.name for each in citizen.checkpoint.cosigned_by)
    size = citizen.checkpoint.head.size
    return f"entry {citizen.index} of {size}, the same for both; cosigned by {names}"


STEPS: tuple[Step, ...] = (
    open_the_service,
    ask_who_the_citizen_is,
    hand_over_to_the_card_client,
    sign_with_card_and_pin,
    verify_the_card,
    consent,
    show_what_the_service_got,
    look_at_the_history,
    verify_both_receipts,
)


def walk_through(places: Places, persona: Persona, say: Callable[[str], None]) -> None:
    """Walk through every step and say what was exchanged; raise at the first that fails."""
    walk = Walk(places, persona, say)
    for number, step in enumerate(STEPS, 1):
        say(f"{number}. {step.__doc__}.")
        began = time.perf_counter()
        try:
            exchanged = step(walk)
        except (ThiqaError, httpx.HTTPError, LookupError, StopIteration) as error:
            reason = str(error) if isinstance(error, ThiqaError) else repr(error)
            raise StepFailedError(f"step {number} did not hold: {reason}") from error
        milliseconds = (time.perf_counter() - began) * 1000
        say(f"   {exchanged}")
        say(f"   {milliseconds:.0f} ms")


def _token(fragment: str) -> dict[str, Any]:
    return dict(parse_json_object(b64url_decode(fragment))["authToken"])


def _verified(walk: Walk, receipt: str) -> VerifiedReceipt:
    return verify_receipt(receipt, parse_policy(walk.places.policy.read_text()))
