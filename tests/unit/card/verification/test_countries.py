import pytest

from thiqa.card.verification.countries import certificate_country


@pytest.mark.parametrize(
    ("issuer", "country"),
    [("MAR", "MA"), ("D<<", "DE"), ("NLD", "NL"), ("RKS", "KS"), ("UNO", "UN"), ("GBR", "GB")],
)
def test_a_zone_and_a_certificate_name_the_same_state(issuer: str, country: str) -> None:
    assert certificate_country(issuer) == country


@pytest.mark.parametrize("issuer", ["", "DEU1", "DDR", "mar", "MA", "504", "ZZZZ", "XKX"])
def test_what_is_no_issuing_state_has_no_country(issuer: str) -> None:
    assert certificate_country(issuer) is None
