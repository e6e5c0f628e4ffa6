import pytest

from card_client_site import CHALLENGE, SITE, answer_in, handed
from thiqa.card_client import HandoverError
from thiqa.card_client.handover import answer_uri, read_handover


def test_a_request_is_read_with_the_origin_that_its_answer_goes_to() -> None:
    handover = read_handover(handed())
    assert handover.challenge == CHALLENGE
    assert str(handover.origin) == SITE
    assert handover.service == "Police record counter"


def test_service_purpose_and_language_may_be_missing() -> None:
    handover = read_handover(handed(service=None, purpose=None, lang=None))
    assert (handover.service, handover.purpose, handover.language) == (None, None, None)


def test_the_answer_goes_into_the_fragment_of_the_sites_own_address() -> None:
    handover = read_handover(handed())
    location = answer_uri(handover, {"error": {"code": "X"}})
    assert location.startswith(f"{SITE}/login/return?a=1#")
    assert answer_in(location) == {"error": {"code": "X"}}


@pytest.mark.parametrize(
    "changes",
    [
        {"challenge": None},
        {"challenge": "c2hvcnQ="},
        {"challenge": "A" * 129},
        {"challenge": ["A" * 44]},
        {"loginUri": None},
        {"service": 7},
        {"service": "x" * 301},
        {"purpose": {"fr": "x"}},
        {"lang": 1},
    ],
)
def test_a_member_that_is_missing_or_of_another_kind_is_refused(changes: dict) -> None:
    with pytest.raises(HandoverError):
        read_handover(handed(**changes))
