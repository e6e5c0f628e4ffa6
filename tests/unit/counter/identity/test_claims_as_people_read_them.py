from typing import Any

import pytest

from thiqa.counter.identity.claims import readable
from thiqa.web import Language


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("birthdate", "1990-05-17", "17 May 1990"),
        ("birthdate", "1958", "1958"),
        ("birthdate", "1990-13-40", "1990-13-40"),
        ("given_name", "Salma", "Salma"),
        ("place_of_birth", {"locality": "Rabat", "country": "MA"}, "Rabat, Morocco"),
        ("place_of_birth#ar", {"locality": "الرباط", "country": "MA"}, "الرباط، المغرب"),
        ("place_of_birth", {"locality": "Rabat"}, "Rabat"),
        ("place_of_birth", {"country": "XX"}, "XX"),
        ("address", {"formatted": "12, rue X", "locality": "Rabat"}, "12, rue X"),
        ("address", {}, ""),
        ("given_name", None, ""),
        ("given_name", 7, ""),
        ("given_name", ["Salma"], ""),
    ],
)
def test_a_claim_is_shown_as_a_person_reads_it(name: str, value: Any, expected: str) -> None:
    assert readable(name, value, Language.EN) == expected


def test_a_place_keeps_to_one_script_on_every_page() -> None:
    rabat = {"locality": "Rabat", "country": "MA"}
    shown = {readable("place_of_birth", rabat, language) for language in Language}
    assert shown == {"Rabat, Maroc", "Rabat, Morocco"}
