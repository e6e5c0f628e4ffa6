"""Two readers that disagree about one token are a way around one of them."""

import json

import pytest

from card_logins import complete, issue_card, issue_nonce, site
from thiqa.login.errors import LoginError, TokenMalformedError

CARD = issue_card()
FILLER = "x" * 200


def attempt(change: object) -> None:
    login = site()
    nonce = issue_nonce(login)
    token = CARD.token(nonce)
    complete(login, change(token) if callable(change) else str(change), nonce)


def test_members_that_nobody_defined_yet_are_left_unread() -> None:
    attempt(lambda token: token.replace("{", '{"action": "web-eid:authenticate-success", ', 1))


@pytest.mark.parametrize("member", ["unverifiedCertificate", "algorithm", "signature", "format"])
def test_a_member_twice_is_refused(member: str) -> None:
    with pytest.raises(TokenMalformedError):
        attempt(lambda token: token.replace("{", f'{{"{member}": "other", ', 1))


@pytest.mark.parametrize("member", ["unverifiedCertificate", "algorithm", "signature", "format"])
@pytest.mark.parametrize("value", [None, 0, 1.5, True, "", [], ["ES384"], {}])
def test_a_member_that_is_not_text_is_refused(member: str, value: object) -> None:
    with pytest.raises(TokenMalformedError):
        attempt(lambda token: json.dumps(json.loads(token) | {member: value}))


@pytest.mark.parametrize("member", ["unverifiedCertificate", "algorithm", "signature", "format"])
def test_a_missing_member_is_refused(member: str) -> None:
    with pytest.raises(TokenMalformedError):
        attempt(
            lambda token: json.dumps({k: v for k, v in json.loads(token).items() if k != member})
        )


@pytest.mark.parametrize(
    "token",
    [
        f'["{FILLER}"]',
        f'"{FILLER}"',
        "null" + " " * 200,
        "1" * 200,
        "[" * 5000,
        '{"a":' * 1500 + "1" + "}" * 1500,
        f'{{"format": NaN, "x": "{FILLER}"}}',
        f'{{"format": "web-eid:1.0", "algorithm": "\\ud800", "x": "{FILLER}"}}',
        f"{{'format': 'web-eid:1.0', 'x': '{FILLER}'}}",
        f'{{"x": "{FILLER}"}} {{}}',
        f'\ufeff{{"x": "{FILLER}"}}',
        f'{{"x": 1{"0" * 4400}}}',
    ],
)
def test_what_is_not_one_strict_json_object_is_refused(token: str) -> None:
    with pytest.raises(TokenMalformedError):
        attempt(token)


@pytest.mark.parametrize(("length", "fine"), [(99, False), (10_001, False), (10_000, True)])
def test_a_token_too_short_or_too_long_is_refused_unread(length: int, fine: bool) -> None:
    login = site()
    nonce = issue_nonce(login)
    token = CARD.token(nonce)
    padded = token[:-1] + " " * (length - len(token)) + "}" if length > 99 else token[:length]
    if fine:
        complete(login, padded, nonce)
    else:
        with pytest.raises(LoginError, match="too short or too long"):
            complete(login, padded, nonce)
