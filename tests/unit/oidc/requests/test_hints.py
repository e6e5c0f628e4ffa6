from dataclasses import replace

from provider_parts import CITIZEN, authorization
from thiqa.oidc.requests.hints import is_expected, veil_hint

SECRET, OTHER_SECRET = bytes(32), bytes([1] * 32)
REQUEST = replace(authorization().request, login_hint=CITIZEN.national_number)


def test_a_hint_is_kept_as_a_digest_that_needs_the_secret() -> None:
    veiled = veil_hint(REQUEST, SECRET).login_hint
    assert veiled is not None
    assert CITIZEN.national_number not in veiled
    assert veiled != veil_hint(REQUEST, OTHER_SECRET).login_hint
    assert is_expected(CITIZEN, veiled, SECRET)
    assert not is_expected(CITIZEN, veiled, OTHER_SECRET)
    assert not is_expected(None, veiled, SECRET)
    assert not is_expected(replace(CITIZEN, national_number="ZZ9"), veiled, SECRET)


def test_no_hint_and_the_hint_of_a_specimen_stay_as_they_are() -> None:
    for hint in (None, "specimen:adult:slow"):
        assert veil_hint(replace(REQUEST, login_hint=hint), SECRET).login_hint == hint
