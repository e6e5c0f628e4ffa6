"""Whatever citizens and clerks type, and whatever cards hold: there is a sheet and a code of it."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service_files import read, text_with
from sheets import AT
from sheets_of_bodies import body_seal
from thiqa.counter.delivery.sheet_of_a_request import sheet_of
from thiqa.counter.forms import CaseFacts
from thiqa.documents import read_draft, read_sheet, sign_code, trust_seals, verify_code

SEAL = body_seal()
TRUST = trust_seals([SEAL.certificate])
SERVICE = read(
    text_with(
        ('fr: "{decision.finding}"', 'fr: "e{claims.given_name}, {claims.family_name}."'),
        ('latin: "{claims.birthdate}"', 'latin: "x{fields.details}"'),
    )
)
MARKS = st.text("e\u0301\u0323\u064b\u0651\u0670 \u2068\u2069\u200d\u202eسa(1…", max_size=20)
TYPED = st.one_of(st.text(max_size=60), MARKS, st.text(max_size=3).map(lambda text: text * 300))
CLAIMS = st.fixed_dictionaries(
    {"family_name": TYPED.map(lambda text: f"B{text}")},
    optional={
        "given_name": TYPED,
        "given_name#ar": TYPED,
        "family_name#ar": TYPED,
        "birthdate": TYPED | st.dates(date(1900, 1, 1)).map(str),
        "national_number": TYPED,
        "place_of_birth": st.fixed_dictionaries({"locality": TYPED, "country": TYPED}),
        "address": st.fixed_dictionaries({"formatted": TYPED}) | st.integers() | TYPED,
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CLAIMS, TYPED)
def test_any_text_becomes_a_document(claims: dict[str, Any], typed: str) -> None:
    assert SERVICE.document is not None
    facts = CaseFacts(claims, {"details": typed}, {"finding": "nothing"}, {})
    members = sheet_of(SERVICE, SERVICE.document, facts)
    sheet = read_draft({**members, "issuer": dict(SERVICE.body.name)}).issued("AB12-CD34", at=AT)
    assert read_sheet(sheet.to_json()) == sheet
    assert verify_code(sign_code(sheet, SEAL), TRUST, now=AT).code.number == sheet.number
