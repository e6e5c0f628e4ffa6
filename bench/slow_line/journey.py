"""What a citizen does, step by step, from the catalogue to a submitted request."""

import json
from pathlib import Path

from bench.counter.lives import FIELDS, SERVICE
from bench.errors import BenchError
from bench.slow_line.phone import Phone
from thiqa.card import CardApplication, InProcessConnection, load_personas, open_card
from thiqa.card.web_eid import make_authentication_token
from thiqa.counter.forms import FIELD_PREFIX
from thiqa.demo.places import Places
from thiqa.specimen.population import SpecimenFolder

PERSONA = "adult"


def submit_a_request(phone: Phone, places: Places, *, signed_in: bool = False) -> str:
    """Go the whole way; return the path of the request's page."""
    counter = places.counter
    phone.open("catalogue", f"{counter}/")
    phone.open("service", f"{counter}/services/{SERVICE}")
    phone.send("sign in: page", phone.form("/identify"), {})
    if not signed_in:
        _sign_in(phone, places)
    phone.send("consent, form", phone.form("/consent"), {"decision": "agree"})
    form = phone.form("/requests/")
    typed = {FIELD_PREFIX + name: text for name, text in FIELDS.items()}
    page = phone.send("submit", form, {**typed, "do": "submit"})
    if page.status != 200 or form.action in {each.action for each in page.forms}:
        raise BenchError(f"{page.url}: the request was not submitted")
    return page.url


def _sign_in(phone: Phone, places: Places) -> None:
    form = phone.form("/login/card")
    token = _token(places.data / "provider", places.provider, form.fields["challenge"])
    phone.send("sign in: card", form, {"auth_token": token})


def _token(data: Path, origin: str, challenge: str) -> str:
    """Sign with the card, which lies on the telephone."""
    card = open_card(SpecimenFolder(data / "specimen").card(PERSONA))
    application = CardApplication.select(InProcessConnection(card))
    pin = load_personas()[PERSONA].pin
    return json.dumps(
        make_authentication_token(application, pin=pin, origin=origin, challenge_nonce=challenge)
    )
