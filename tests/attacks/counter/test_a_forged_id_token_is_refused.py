"""Threats, row 8, at the client: one attack for each step of `verify_id_token`."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from counter_site import Browser, Site
from fake_provider import NOW, unsigned
from thiqa.base import b64url_encode
from thiqa.counter.errors import AnswerRefusedError
from thiqa.counter.identity.id_token import verify_id_token
from thiqa.counter.identity.models import PendingLogin, Tokens
from thiqa.crypto import Algorithm, Signer, generate_key, parse_jwks

ISSUER = "https://id.example"
SIGNER = Signer(generate_key(Algorithm.ES256))
EDDSA_SIGNER = Signer(generate_key(Algorithm.EDDSA))
KEYS = parse_jwks({"keys": [SIGNER.public_jwk, EDDSA_SIGNER.public_jwk]})
LOGIN = PendingLogin("state", "browser", ISSUER, "the-nonce", "verifier", NOW - 60, "p", (), "/")
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "pairwise-salma",
    "aud": "counter",
    "exp": NOW + 600,
    "iat": NOW,
    "auth_time": NOW - 30,
    "acr": "high",
    "sid": "session-at-the-provider",
    "nonce": "the-nonce",
}


def check(token: str) -> str:
    tokens = Tokens("access", token, f"{ISSUER}/receipt")
    return verify_id_token(tokens, KEYS, login=LOGIN, client_id="counter", now=NOW).subject


def signed(**changes: Any) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not ...}
    return SIGNER.sign(claims)


def hs256() -> str:
    header = {"alg": "HS256", "kid": SIGNER.kid}
    data = unsigned(header, CLAIMS)[:-1]
    secret = json.dumps(SIGNER.public_jwk).encode()
    return f"{data}.{b64url_encode(hmac.new(secret, data.encode(), hashlib.sha256).digest())}"


def test_the_genuine_token_is_accepted() -> None:
    assert check(signed()) == "pairwise-salma"
    assert check(signed(aud=["counter"], azp="counter")) == "pairwise-salma"
    half = hashlib.sha256(b"access").digest()[:16]
    assert check(signed(at_hash=b64url_encode(half))) == "pairwise-salma"


FORGED: list[tuple[str, Callable[[], str], str]] = [
    ("1 none", lambda: unsigned({"alg": "none"}, CLAIMS), "not signed"),
    ("1 none with kid", lambda: unsigned({"alg": "none", "kid": SIGNER.kid}, CLAIMS), "not signed"),
    ("1 HS256", hs256, "not signed"),
    ("1 stranger", lambda: Signer(generate_key(Algorithm.ES256)).sign(CLAIMS), "not signed"),
    ("1 algorithm that we did not register", lambda: EDDSA_SIGNER.sign(CLAIMS), "not signed"),
    ("1 changed", lambda: signed()[:-4] + "AAAA", "not signed"),
    ("1 garbage", lambda: "garbage", "not signed"),
    ("2 access token", lambda: SIGNER.sign(CLAIMS, typ="at+jwt"), "typ"),
    ("3 iss", lambda: signed(iss="https://evil.example"), "iss"),
    ("3 no iss", lambda: signed(iss=...), "iss"),
    ("4 aud", lambda: signed(aud="other"), "aud"),
    ("4 no aud", lambda: signed(aud=...), "aud"),
    ("4 several", lambda: signed(aud=["counter", "other"]), "aud"),
    ("4 part of a text", lambda: signed(aud="counter2"), "aud"),
    ("5 azp", lambda: signed(azp="other"), "azp"),
    ("6 expired", lambda: signed(exp=NOW - 31), "exp"),
    ("6 no exp", lambda: signed(exp=...), "exp"),
    ("6 exp is a text", lambda: signed(exp="9999999999"), "exp"),
    ("6 exp is true", lambda: signed(exp=True), "exp"),
    ("6 from the future", lambda: signed(iat=NOW + 31), "iat"),
    ("6 issued long ago", lambda: signed(iat=NOW - 601), "iat"),
    ("6 no iat", lambda: signed(iat=...), "iat"),
    ("7 nonce", lambda: signed(nonce="of another login"), "nonce"),
    ("7 no nonce", lambda: signed(nonce=...), "nonce"),
    ("8 acr", lambda: signed(acr="substantial"), "acr"),
    ("8 no acr", lambda: signed(acr=...), "acr"),
    ("9 card shown yesterday", lambda: signed(auth_time=NOW - 86_400), "auth_time"),
    ("9 card shown tomorrow", lambda: signed(auth_time=NOW + 86_400), "auth_time"),
    ("9 no auth_time", lambda: signed(auth_time=...), "auth_time"),
    ("10 at_hash", lambda: signed(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "at_hash"),
    ("11 no sub", lambda: signed(sub=...), "sub"),
    ("11 empty sub", lambda: signed(sub=""), "sub"),
    ("11 endless sub", lambda: signed(sub="x" * 256), "sub"),
    ("11 sub is a number", lambda: signed(sub=7), "sub"),
    ("12 no sid", lambda: signed(sid=...), "sid"),
    ("12 sid is a number", lambda: signed(sid=7), "sid"),
]


@pytest.mark.parametrize(
    ("forge", "reason"), [each[1:] for each in FORGED], ids=[each[0] for each in FORGED]
)
def test_a_forgery_is_refused(forge: Callable[[], str], reason: str) -> None:
    with pytest.raises(AnswerRefusedError, match=reason):
        check(forge())


def test_a_key_in_the_header_is_not_used() -> None:
    stranger = Signer(generate_key(Algorithm.ES256))
    header = {"alg": "ES256", "kid": SIGNER.kid, "jwk": stranger.public_jwk}
    data = unsigned(header, CLAIMS)[:-1]
    signature = stranger.sign(CLAIMS).rpartition(".")[2]
    with pytest.raises(AnswerRefusedError, match="not signed"):
        check(f"{data}.{signature}")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda claims: unsigned({"alg": "none"}, claims),
        lambda claims: Signer(generate_key(Algorithm.ES256)).sign(claims),
        lambda claims: {**claims, "nonce": "of another login"},
        lambda claims: {**claims, "aud": "other"},
        lambda claims: "garbage",
    ],
    ids=["none", "stranger", "nonce", "aud", "garbage"],
)
def test_a_forgery_opens_no_session(
    site: Site, browser: Browser, spoil: Callable[[dict[str, Any]], dict[str, Any] | str]
) -> None:
    site.provider.spoil_id_token = spoil
    assert "how=provider" in browser.log_in().headers["location"]
    assert browser.get("/result").status_code == 303
    assert site.provider.count("/userinfo") == 0
