from datetime import UTC

import pytest

from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED
from thiqa.portal import LABELS, claim_rows
from thiqa.portal.claims import label_messages, shown_values
from thiqa.portal.pages import portal_pages
from thiqa.portal.views import ClaimRow
from thiqa.web import Cookies, Language

PAGES = portal_pages(cookies=Cookies(https=False), timezone=UTC, specimen=False)


def shown(claim: str, value: object, language: Language = Language.FR) -> list[str]:
    """Return the texts that stand for a value."""
    row = ClaimRow(claim, (claim,), {claim: value}, essential=True)
    return [each.text for each in shown_values(row, language, PAGES.catalogues[language])]


def test_both_scripts_of_a_name_share_a_row() -> None:
    rows = claim_rows(
        {"given_name": True, "family_name": True, "given_name#ar": True},
        {"given_name": "Ali", "given_name#ar": "علي"},
    )
    assert [row.names for row in rows] == [("given_name", "given_name#ar"), ("family_name",)]
    values = shown_values(rows[0], Language.FR, PAGES.catalogues[Language.FR])
    assert [(each.text, each.language) for each in values] == [("Ali", None), ("علي", "ar")]


def test_an_optional_script_is_left_out_without_the_essential_one() -> None:
    rows = claim_rows({"given_name": True, "given_name#ar": False}, {})
    assert [(row.names, row.essential) for row in rows] == [
        (("given_name",), True),
        (("given_name#ar",), False),
    ]
    assert rows[1].field == "claim.given_name"


@pytest.mark.parametrize("claim", CLAIMS_SUPPORTED)
def test_whatever_a_service_can_ask_for_has_a_label(claim: str) -> None:
    assert label_messages([claim])


def test_a_claim_that_is_plain_and_verified_is_one_row() -> None:
    names = ("given_name#ar", "verified_claims.given_name", "verified_claims.given_name#ar")
    rows = claim_rows(
        {**dict.fromkeys(names, True), "gender": True, "verified_claims": True},
        {"given_name#ar": "علي", names[1]: "Ali", names[2]: "علي", "verified_claims": True},
    )
    assert [(row.claim, row.is_verified) for row in rows] == [
        ("given_name", True),
        ("gender", False),
        ("verified_claims", False),
    ]
    values = shown_values(rows[0], Language.FR, PAGES.catalogues[Language.FR])
    assert [(each.text, each.language) for each in values] == [("علي", "ar"), ("Ali", None)]


@pytest.mark.parametrize("claim", ["verified_claims", "verified_claims.birthdate"])
def test_what_is_recorded_of_verified_claims_has_a_label(claim: str) -> None:
    assert label_messages([claim])


def test_what_is_not_on_record_says_so() -> None:
    (row,) = claim_rows({"given_name": True}, {})
    (value,) = shown_values(row, Language.EN, PAGES.catalogues[Language.EN])
    assert value.text == "Not on your card"


@pytest.mark.parametrize(
    ("claim", "value", "texts"),
    [
        ("birthdate", "1990-02-14", ["14 février 1990"]),
        ("birthdate", "1948", ["1948"]),
        ("birthdate", "0000-02-14", ["0000-02-14"]),
        ("birthdate", "1990-02-30", ["1990-02-30"]),
        ("birth_year_month", "1985-07", ["juillet 1985"]),
        ("birth_year_month", "1985-13", ["1985-13"]),
        ("birthdate_precision", "month", ["Mois et année seulement"]),
        ("birthdate_precision", "hour", ["hour"]),
        ("name_script", "Arab", ["Lettres arabes"]),
        ("verified_claims", True, ["Puce et code PIN, vérifiés à votre identification"]),
        ("gender", "female", ["Féminin"]),
        ("gender", "other", ["other"]),
        ("nationality", "MA", ["Maroc"]),
        ("nationality", "XXA", ["XXA"]),
        ("place_of_birth", {"locality": "Salé", "country": "MA"}, ["Salé", "Maroc"]),
        ("address", {"formatted": "12, rue A\nSalé"}, ["12, rue A Salé"]),
        ("national_number", "AB123456", ["AB123456"]),
        ("age_over_18", True, ["Oui"]),
        ("age_over_18", False, ["Non"]),
    ],
)
def test_a_value_is_shown_as_a_person_reads_it(claim: str, value: object, texts: list[str]) -> None:
    assert shown(claim, value) == texts


def test_an_address_in_both_scripts_says_nothing_twice() -> None:
    claims = {
        "address": {"country": "MA", "formatted": "12, rue A, Rabat", "locality": "Rabat"},
        "address#ar": {"country": "MA", "formatted": "12، زنقة أ، الرباط", "locality": "الرباط"},
    }
    (row,) = claim_rows({"address": True, "address#ar": True}, claims)
    values = shown_values(row, Language.FR, PAGES.catalogues[Language.FR])
    assert [value.text for value in values] == ["12, rue A, Rabat", "12، زنقة أ، الرباط", "Maroc"]


def test_labels_are_told_once_for_both_scripts() -> None:
    assert label_messages(["given_name", "given_name#ar", "birthdate"]) == [
        "First name",
        "Date of birth",
    ]


def test_every_label_is_translated() -> None:
    for language in Language:
        assert set(LABELS.values()) <= set(PAGES.catalogues[language])
