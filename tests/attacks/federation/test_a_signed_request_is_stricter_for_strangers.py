"""A stranger's signed request names us alone, expires, and has an identifier of its own."""

from dataclasses import replace
from typing import Any

import pytest

from provider_parts import CLIENT, ISSUER, NOW
from thiqa.oidc.errors import InvalidRequestObjectError
from thiqa.oidc.federation.entity_request import check_entity_request, use_of_request

STRANGER = replace(CLIENT, id="https://leaf.example", trusted_until=NOW + 60)
CLAIMS = {"aud": ISSUER, "client_id": STRANGER.id, "exp": NOW + 60, "jti": "1"}


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": None},
        {"aud": [ISSUER, "https://other.example"]},
        {"aud": []},
        {"client_id": None},
        {"client_id": "https://other.example"},
        {"exp": None},
        {"jti": None},
        {"jti": ""},
        {"jti": 1},
        {"jti": "x" * 257},
    ],
)
def test_what_is_missing_is_named(changes: dict[str, Any]) -> None:
    claims = {**CLAIMS, **changes}
    present = {name: value for name, value in claims.items() if value is not None}
    with pytest.raises(InvalidRequestObjectError) as caught:
        check_entity_request(STRANGER, present, ISSUER)
    assert caught.value.parameter in changes
    check_entity_request(CLIENT, present, ISSUER)


def test_a_complete_request_passes() -> None:
    check_entity_request(STRANGER, CLAIMS, ISSUER)
    check_entity_request(STRANGER, {**CLAIMS, "aud": [ISSUER]}, ISSUER)


def test_a_registered_service_may_send_its_request_again() -> None:
    assert use_of_request(CLIENT, {"request": "x"}, NOW) is None
    assert use_of_request(STRANGER, {}, NOW) is None
