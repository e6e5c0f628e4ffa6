"""Each refusal has the code and the status that a specification gives it."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest

from thiqa.oidc import errors
from thiqa.oidc.errors import BrowserError, OidcError, ProtocolError

CODES = {
    "invalid_request": 400,
    "invalid_client": 401,
    "invalid_dpop_proof": 400,
    "use_dpop_nonce": 400,
    "invalid_grant": 400,
    "invalid_scope": 400,
    "invalid_authorization_details": 400,
    "invalid_request_object": 400,
    "unauthorized_client": 400,
    "unsupported_response_type": 400,
    "unsupported_grant_type": 400,
    "unsupported_token_type": 400,
    "access_denied": 400,
    "invalid_binding_message": 400,
    "authorization_pending": 400,
    "slow_down": 400,
    "expired_token": 400,
    "login_required": 400,
    "consent_required": 400,
    "interaction_required": 400,
    "unmet_authentication_requirements": 400,
    "invalid_token": 401,
    "invalid_redirect_uri": 400,
    "invalid_client_metadata": 400,
    "insufficient_scope": 403,
}
"""RFC 6749, 6750, 9396; OpenID Connect Core; the registry of OAuth errors at IANA."""


def below(error: type[Exception]) -> Iterator[type[Exception]]:
    for each in error.__subclasses__():
        if each.__module__ == errors.__name__:
            yield each
        yield from below(each)


def test_each_code_has_one_class_and_its_status() -> None:
    found = [(each.code, each.status) for each in below(ProtocolError)]
    assert sorted(found) == sorted((code, HTTPStatus(status)) for code, status in CODES.items())


@pytest.mark.parametrize("error", list(below(ProtocolError)), ids=lambda error: error.__name__)
def test_a_class_is_named_after_its_code(error: type[ProtocolError]) -> None:
    words = error.code.split("_")
    assert error.__name__ == "".join(word.capitalize() for word in words) + "Error"


def test_every_error_of_the_provider_is_of_one_tree() -> None:
    for error in vars(errors).values():
        if isinstance(error, type) and error.__module__ == errors.__name__:
            assert issubclass(error, OidcError)


def test_what_is_for_the_log_is_not_in_the_text() -> None:
    for error in (
        errors.InvalidClientError("public", detail="private"),
        BrowserError(BrowserError.REQUEST_GONE, detail="private"),
    ):
        assert "private" not in str(error)
        assert error.detail == "private"
