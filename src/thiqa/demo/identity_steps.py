"""The first half of the walk: a service learns who a citizen is, and both hold a receipt."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from thiqa.demo.steps import Step, Walk
from thiqa.ledger.policy_file import parse_policy
from thiqa.ledger.receipt import VerifiedReceipt, verify_receipt

SERVICE = "fiche-anthropometrique"


def open_the_catalogue(walk: Walk) -> str:
    """The citizen opens the counter, and one of its services"""
    citizen = walk.citizen
    citizen.open(f"{walk.places.counter}/")
    services = [link for link in citizen.here().links if link.startswith("/services/")]
    citizen.open(f"{walk.places.counter}/services/{SERVICE}")
    citizen.must(citizen.here().status == httpx.codes.OK, "the service must have a page")
    return f"{len(services)} services; {citizen.here().title}"


def ask_who_the_citizen_is(walk: Walk) -> str:
    """The counter pushes its request; the browser takes only a reference to the provider"""
    citizen = walk.citizen
    citizen.send(citizen.form("/identify"))
    citizen.must(citizen.path() == "/login", "the login page must come next")
    authorize = next(hop for hop in citizen.here().hops if "request_uri=" in hop)
    return f"PAR → {authorize[:110]}… → login page with a fresh challenge"


def hand_over_to_the_card_client(walk: Walk) -> str:
    """The login page hands over to the card client on the citizen's machine"""
    request = walk.citizen.hand_over_to_the_card_client()
    return f"challenge {request['challenge'][:12]}…; shown: {request['service']}"


def sign_with_card_and_pin(walk: Walk) -> str:
    """The citizen types the PIN; the card signs the challenge for this one origin"""
    token = walk.citizen.sign_with_card_and_pin()
    return f"{token['format']}, {token['algorithm']}, signature {token['signature'][:16]}…"


def verify_the_card(walk: Walk) -> str:
    """The provider checks certificate, revocation (OCSP) and signature, and asks for consent"""
    walk.citizen.show_the_token()
    return "card accepted → consent page, rendered from the stored request"


def consent(walk: Walk) -> str:
    """The citizen agrees, and leaves an optional claim out"""
    citizen = walk.citizen
    form = citizen.form("/consent")
    form.fields.pop("remember", None)
    left_out = [name for name in form.fields if name.startswith("claim.")][-1:]
    for name in left_out:
        del form.fields[name]
    citizen.send(form, decision="agree")
    citizen.must(citizen.here().url.startswith(walk.places.counter), "the counter must come next")
    citizen.must(citizen.path().startswith("/requests/"), "the request's form must come next")
    walk.number = citizen.path().rpartition("/")[2]
    callback = next(hop for hop in citizen.here().hops if "/callback" in hop)
    return f"left out: {', '.join(left_out) or 'nothing'} → {urlsplit(callback).path} → a draft"


def show_what_the_service_got(walk: Walk) -> str:
    """The counter has redeemed the code, checked the signed answer, and kept a receipt"""
    response = walk.citizen.browser.open(f"{walk.places.counter}/receipt")
    walk.receipts["service"] = response.html
    event: Any = _verified(walk, response.html).entry.event
    return f"claims {', '.join(event.claims)} under purpose {event.purpose!r}"


def look_at_the_history(walk: Walk) -> str:
    """The citizen sees who asked, and holds the same receipt"""
    browser = walk.citizen.browser
    page = browser.open(f"{walk.places.provider}/history")
    links = [link for link in page.links if link.startswith("/receipts/")]
    walk.citizen.must(len(links) >= 2, "the history must list the login and the release")
    walk.receipts["citizen"] = browser.open(f"{walk.places.provider}{links[0]}/download").html
    return f"{len(links)} entries in the history; the newest is {links[0]}"


def verify_both_receipts(walk: Walk) -> str:
    """Both receipts verify offline; two of three witnesses have cosigned"""
    service, citizen = (_verified(walk, walk.receipts[name]) for name in ("service", "citizen"))
    walk.citizen.must(service.entry == citizen.entry, "both must hold the same entry")
    names = ", ".join(each.key.name for each in citizen.checkpoint.cosigned_by)
    size = citizen.checkpoint.head.size
    return f"entry {citizen.index} of {size}, the same for both; cosigned by {names}"


def _verified(walk: Walk, receipt: str) -> VerifiedReceipt:
    return verify_receipt(receipt, parse_policy(walk.places.policy.read_text()))


STEPS: tuple[Step, ...] = (
    open_the_catalogue,
    ask_who_the_citizen_is,
    hand_over_to_the_card_client,
    sign_with_card_and_pin,
    verify_the_card,
    consent,
    show_what_the_service_got,
    look_at_the_history,
    verify_both_receipts,
)
