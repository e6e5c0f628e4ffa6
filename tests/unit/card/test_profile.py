"""The two profiles: well-formed, distinct, and the Finnish one as the middleware expects it."""

from functools import reduce
from operator import xor

import pytest

from thiqa.card.errors import NotOurCardError
from thiqa.card.profile import FINEID_V4, PROFILES, THIQA_SPECIMEN, profile_named


def test_our_answer_to_reset_ends_with_its_check_byte() -> None:
    atr = THIQA_SPECIMEN.atr
    assert atr[0] == 0x3B
    assert atr[1] & 0x0F == len(atr) - 4, "historical bytes"
    assert reduce(xor, atr[1:]) == 0, "TCK (ISO/IEC 7816-3, section 8.2.5)"


def test_our_application_identifier_claims_no_registered_provider() -> None:
    assert THIQA_SPECIMEN.application[0] >> 4 == 0xF
    assert 5 <= len(THIQA_SPECIMEN.application) <= 16


def test_the_finnish_profile_has_what_the_middleware_looks_for() -> None:
    assert FINEID_V4.atr.hex().upper() == "3B7F9600008031B865B085050011122460829000"
    assert FINEID_V4.application.hex().upper() == "A000000063504B43532D3135"


def test_nothing_that_a_terminal_sends_is_the_same_in_both_profiles() -> None:
    for field in ("atr", "application", "certificate_file", "pin_reference", "padded_length"):
        assert getattr(THIQA_SPECIMEN, field) != getattr(FINEID_V4, field)


def test_a_profile_is_found_by_its_name_only() -> None:
    assert all(profile_named(name) is profile for name, profile in PROFILES.items())
    with pytest.raises(NotOurCardError, match="no card profile"):
        profile_named("national")
