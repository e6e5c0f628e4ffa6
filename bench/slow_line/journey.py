"""What a citizen does, step by step, from the catalogue to a submitted request."""

import json
from collections.abc import Mapping
from pathlib import Path

from bench.counter.lives import FIELDS, SERVICE
from bench.errors import BenchError
from bench.slow_line.phone import Phone
from thiqa.card import CardApplication, InProcessConnection, load_personas, open_card
from thiqa.card.login.web_eid import make_authentication_token
from thiqa.counter.forms import FIELD_PREFIX
from thiqa.demo.places import Places
from thiqa.specimen.population import SpecimenFolder

PERSONA = "adult"
SERVICE_WITH_FILE = "certificat-de-residence"
FIELDS_BESIDE_FILE = {
    "address": "12, rue du Spécimen, Rabat",
    "since": "2020-05-17",
    "truth": "yes",
}
FILE_BYTES = 100_000
FILE = b"%PDF-1.7\n".ljust(FILE_BYTES, b"%")
"""A bill that was scanned well: what cannot be made smaller costs the same."""


def submit_a_request(phone: Phone, places: Places) -> None:
    """Go the whole way from the catalogue to a request that is submitted."""
    _go_to_the_form(phone, places, SERVICE)
    _submit(phone, FIELDS)


def submit_with_a_file(phone: Phone, places: Places) -> None:
    """Go the same way for a service that wants a file; the line breaks while it is sent."""
    _go_to_the_form(phone, places, SERVICE_WITH_FILE)
    form = phone.form("/requests/", "/files/")
    phone.send_in_pieces(f"file of {FILE_BYTES // 1_000} kB", form, "bill.pdf", FILE, breaks=1)
    _submit(phone, FIELDS_BESIDE_FILE)


def _go_to_the_form(phone: Phone, places: Places, service: str) -> None:
    phone.open("catalogue", f"{places.counter}/")
    phone.open("service", f"{places.counter}/services/{service}")
    phone.send("sign in: page", phone.form("/identify"), {})
    _sign_in(phone, places)
    phone.send("consent, form", phone.form("/consent"), {"decision": "agree"})


def _submit(phone: Phone, fields: Mapping[str, str]) -> None:
    form = phone.form("/requests/", "/form")
    typed = {FIELD_PREFIX + name: text for name, text in fields.items()}
    page = phone.send("submit", form, {**typed, "do": "submit"})
    if form.action in {each.action for each in page.forms}:
        raise BenchError(f"{page.url}: the request was not submitted")


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
