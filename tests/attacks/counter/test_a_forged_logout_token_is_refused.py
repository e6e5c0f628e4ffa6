"""Nobody but the provider ends a session at the service: an attack for each step."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from counter_site import Browser, Site
from fake_provider import NOW, unsigned
from thiqa.counter.errors import AnswerRefusedError
from thiqa.counter.identity.logout_token import (
    LOGOUT_EVENT,
    LOGOUT_TOKEN_TYPE,
    VerifiedLogoutToken,
    verify_logout_token,
)
from thiqa.crypto import Algorithm, Signer, generate_key, parse_jwks

ISSUER = "https://id.example"
SIGNER = Signer(generate_key(Algorithm.ES256))
EDDSA_SIGNER = Signer(generate_key(Algorithm.EDDSA))
KEYS = parse_jwks({"keys": [SIGNER.public_jwk, EDDSA_SIGNER.public_jwk]})
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": "counter",
    "iat": NOW,
    "exp": NOW + 120,
    "jti": "once",
    "sub": "pairwise-salma",
    "sid": "session-at-the-provider",
    "events": {LOGOUT_EVENT: {}},
}
HEADER = {"alg": "none", "typ": LOGOUT_TOKEN_TYPE}


def check(token: str) -> VerifiedLogoutToken:
    return verify_logout_token(token, KEYS, issuer=ISSUER, client_id="counter", now=NOW)


def claims(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**CLAIMS, **changes}.items() if value is not ...}


def signed(signer: Signer = SIGNER, typ: str = LOGOUT_TOKEN_TYPE, **changes: Any) -> str:
    return signer.sign(claims(**changes), typ=typ)


def test_a_genuine_token_is_accepted() -> None:
    verified = VerifiedLogoutToken("pairwise-salma", "session-at-the-provider", "once", NOW + 120)
    assert check(signed()) == verified
    assert check(signed(aud=["counter"])) == verified
    assert check(signed(sid=...)).sid is None
    assert check(signed(sub=...)).subject is None


FORGED: list[tuple[str, Callable[[], str], str]] = [
    ("1 encrypted", lambda: "a.b.c.d.e", "not signed"),
    ("2 none", lambda: unsigned(HEADER, CLAIMS), "not signed"),
    ("2 stranger", lambda: signed(Signer(generate_key(Algorithm.ES256))), "not signed"),
    ("2 algorithm that we did not register", lambda: signed(EDDSA_SIGNER), "not signed"),
    ("2 changed", lambda: signed()[:-4] + "AAAA", "not signed"),
    ("2 garbage", lambda: "", "not signed"),
    ("2 an ID token", lambda: signed(typ="JWT"), "typ"),
    ("2 an access token", lambda: signed(typ="at+jwt"), "typ"),
    ("3 iss", lambda: signed(iss="https://evil.example"), "iss"),
    ("3 no iss", lambda: signed(iss=...), "iss"),
    ("3 aud", lambda: signed(aud="other"), "aud"),
    ("3 no aud", lambda: signed(aud=...), "aud"),
    ("3 several", lambda: signed(aud=["counter", "other"]), "aud"),
    ("3 no iat", lambda: signed(iat=...), "iat"),
    ("3 iat is true", lambda: signed(iat=True), "iat"),
    ("3 issued long ago", lambda: signed(iat=NOW - 601), "iat"),
    ("3 issued in the future", lambda: signed(iat=NOW + 31), "iat"),
    ("3 expired", lambda: signed(exp=NOW - 30), "exp"),
    ("3 no exp", lambda: signed(exp=...), "exp"),
    ("3 exp is a text", lambda: signed(exp="9999999999"), "exp"),
    ("3 good for ever", lambda: signed(exp=NOW + 601), "exp"),
    ("4 nobody", lambda: signed(sub=..., sid=...), "sub, sid"),
    ("4 sub is a number", lambda: signed(sub=7), "sub"),
    ("4 sid is empty", lambda: signed(sid=""), "sid"),
    ("4 endless sid", lambda: signed(sid="x" * 256), "sid"),
    ("4 sub is null", lambda: signed(sub=None), "sub"),
    ("5 no events", lambda: signed(events=...), "events"),
    ("5 another event", lambda: signed(events={"https://evil.example": {}}), "events"),
    ("5 events is a list", lambda: signed(events=[LOGOUT_EVENT]), "events"),
    ("5 the event is a text", lambda: signed(events={LOGOUT_EVENT: ""}), "events"),
    ("6 nonce", lambda: signed(nonce="n"), "nonce"),
    ("6 a nonce of nothing", lambda: signed(nonce=None), "nonce"),
    ("7 no jti", lambda: signed(jti=...), "jti"),
    ("7 jti is a number", lambda: signed(jti=1), "jti"),
]


@pytest.mark.parametrize(
    ("forge", "reason"), [each[1:] for each in FORGED], ids=[each[0] for each in FORGED]
)
def test_a_forgery_is_refused(forge: Callable[[], str], reason: str) -> None:
    with pytest.raises(AnswerRefusedError, match=reason):
        check(forge())


def token_of(site: Site, *, signer: Signer | None = None, **changes: Any) -> str:
    now = site.clock()
    fresh = {"iss": site.provider.issuer, "iat": now, "exp": now + 120, "jti": str(time.time_ns())}
    return (signer or site.provider.signer).sign(
        claims(**{**fresh, **changes}), typ=LOGOUT_TOKEN_TYPE
    )


def tell(site: Site, token: str) -> httpx.Response:
    answer = httpx.post(f"{site.url}/backchannel-logout", data={"logout_token": token})
    assert answer.headers["cache-control"] == "no-store"
    return answer


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/result").status_code == 200


def test_the_provider_ends_the_session(site: Site, browser: Browser) -> None:
    browser.log_in()
    assert tell(site, token_of(site)).status_code == 200
    assert not is_signed_in(browser)


@pytest.mark.parametrize("named", [{"sid": ...}, {"sub": ...}], ids=["the citizen", "the session"])
def test_one_name_is_enough(site: Site, browser: Browser, named: dict[str, Any]) -> None:
    browser.log_in()
    assert tell(site, token_of(site, **named)).status_code == 200
    assert not is_signed_in(browser)


@pytest.mark.parametrize("other", [{"sid": "another"}, {"sub": "another"}], ids=["sid", "sub"])
def test_a_session_of_somebody_else_goes_on(
    site: Site, browser: Browser, other: dict[str, Any]
) -> None:
    browser.log_in()
    assert tell(site, token_of(site, **other)).status_code == 200
    assert is_signed_in(browser)


def test_a_forged_token_ends_nothing(site: Site, browser: Browser) -> None:
    browser.log_in()
    stranger = Signer(generate_key(Algorithm.ES256))
    for token in (token_of(site, signer=stranger), token_of(site, nonce="n"), "garbage", ""):
        assert tell(site, token).status_code == 400
    assert is_signed_in(browser)


def test_a_token_works_once(site: Site, browser: Browser) -> None:
    token = token_of(site, sid=...)
    assert tell(site, token).status_code == 200
    browser.log_in()
    assert tell(site, token).status_code == 400
    assert is_signed_in(browser)


def test_a_session_that_ended_while_the_citizen_signed_in_is_not_begun(
    site: Site, browser: Browser
) -> None:
    answer = browser.come_back()
    assert tell(site, token_of(site, sid="ended-before")).status_code == 200
    site.provider.sid = "ended-before"
    browser.get(answer)
    assert not is_signed_in(browser)


def test_what_cannot_be_checked_now_is_sent_again(site: Site, browser: Browser) -> None:
    browser.log_in()
    site.clock.now += 4000
    token = token_of(site)
    site.provider.failing["/jwks"] = 500
    assert tell(site, token).status_code == 503
    site.provider.failing.clear()
    assert tell(site, token).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"content": b"logout_token=a&logout_token=b"},
        {"data": {"logout_token": "x" * 20_000}},
        {"json": {"logout_token": "x"}},
        {"content": b""},
    ],
    ids=["twice", "too long", "JSON", "nothing"],
)
def test_anything_but_the_form_is_refused(site: Site, sent: dict[str, Any]) -> None:
    headers = {} if "json" in sent else {"content-type": "application/x-www-form-urlencoded"}
    answer = httpx.post(f"{site.url}/backchannel-logout", headers=headers, **sent)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"
