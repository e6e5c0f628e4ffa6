"""A registration that would deceive or endanger a citizen is refused, with its place and mend."""

from typing import Any

import pytest

from services import NAMES, Service, purpose
from thiqa.base import b64url_encode
from thiqa.crypto import Algorithm, Signer, generate_key
from thiqa.oidc.clients.registration import read_registration
from thiqa.oidc.errors import RegistrationError

GENUINE = Service("https://id.example")


def named(text: str, language: str = "en") -> dict[str, str]:
    return {**NAMES, language: text}


NAMES_REFUSED = {
    "a script": "<script>alert(1)</script>",
    "an attribute": '" onmouseover="alert(1)',
    "a template": "{{ 7*7 }}",
    "a direction override": "Trial \u202egnp.exe",
    "a hidden joiner": "Tri\u200bal",
    "Cyrillic twins": "Тrіаl",
    "Greek twins": "Τrial",
    "full-width letters": "Ｔrial",
    "a line break": "Trial\nService",
    "a NUL": "Trial\x00",
    "another script": "خدمة",
    "nothing": "",
    "blanks": "   ",
    "a very long one": "T" * 201,
}


@pytest.mark.parametrize("name", NAMES_REFUSED)
@pytest.mark.parametrize("place", ["name", "purpose", "law"])
def test_a_name_that_deceives(name: str, place: str) -> None:
    texts = named(NAMES_REFUSED[name])
    document = GENUINE.registration()
    if place == "name":
        document["name"] = texts
    elif place == "purpose":
        document["purposes"][0]["name"] = texts
    else:
        document["purposes"][0]["law"]["reference"] = texts
    with pytest.raises(RegistrationError, match=r"^\$\.(name|purposes)") as caught:
        read_registration(document)
    assert ".en" in str(caught.value)


ADDRESSES_REFUSED = [
    "http://service.example/callback",
    "http://10.0.0.1/callback",
    "http://localhost.attacker.example/callback",
    "javascript:alert(1)//https://x",
    "data:text/html,<script>",
    "https://service.example/callback#fragment",
    "https://user@service.example/callback",
    "https://user:password@service.example/callback",
    "https:///callback",
    "https://",
    "//service.example/callback",
    "https://service.example/\r\nset-cookie: x=y",
    "https://service.example/ callback",
    "https://service.example/\x00",
    "https://exa;mple.com/callback",
    "https://exa mple.com/callback",
    "https://service.example:port/callback",
    "https://service.example:99999/callback",
    "https://*.example/callback",
    "https://service.example'/callback",
    "https://sérvice.example/callback",
    "https://service.example\\@attacker.example/",
    "https://[::1/callback",
    "https://service.example/" + "x" * 500,
    "HTTPS://service.example/callback",
]


@pytest.mark.parametrize("member", ["redirect_uris", "post_logout_redirect_uris", "jwks_uri"])
@pytest.mark.parametrize("address", ADDRESSES_REFUSED)
def test_an_address_that_endangers(member: str, address: str) -> None:
    changes: dict[str, Any] = {member: [address]}
    if member == "jwks_uri":
        changes = {"jwks": None, "jwks_uri": address}
    with pytest.raises(RegistrationError, match=rf"^\$\.{member}"):
        read_registration(GENUINE.registration(**changes))


@pytest.mark.parametrize(
    "address",
    [
        "https://service.example/callback",
        "https://service.example:8443/callback?tenant=7",
        "http://127.0.0.1:8401/callback",
        "http://localhost:8401/callback",
        "http://[::1]:8401/callback",
        "https://xn--srvice-bva.example/callback",
    ],
)
def test_an_address_that_is_accepted(address: str) -> None:
    registration = GENUINE.registration(redirect_uris=[address])
    assert read_registration(registration).redirect_uris == (address,)


WEAK_RSA = {"kty": "RSA", "e": "AQAB", "n": b64url_encode(b"\xc1" + b"\x01" * 127)}
"""A modulus of 1024 bits."""

KEYS_REFUSED = {
    "none": list,
    "a private one": lambda: [{**GENUINE.signer.public_jwk, "d": "AAAA"}],
    "a secret": lambda: [{"kty": "oct", "k": "AAAA"}],
    "a secret beside a good one": lambda: [
        GENUINE.signer.public_jwk,
        {"kty": "oct", "k": "AAAA", "alg": "HS256"},
    ],
    "one for encryption": lambda: [{**GENUINE.signer.public_jwk, "use": "enc"}],
    "one of another algorithm": lambda: [{**GENUINE.signer.public_jwk, "alg": "HS256"}],
    "a weak one": lambda: [WEAK_RSA],
    "one off the curve": lambda: [{**GENUINE.signer.public_jwk, "y": "A" * 43}],
    "too many": lambda: [Signer(generate_key(Algorithm.EDDSA)).public_jwk] * 21,
    "no object": lambda: ["key"],
}


@pytest.mark.parametrize("keys", KEYS_REFUSED)
def test_keys_that_prove_nothing(keys: str) -> None:
    document = GENUINE.registration(jwks={"keys": KEYS_REFUSED[keys]()})
    with pytest.raises(RegistrationError, match=r"\$\.jwks"):
        read_registration(document)


def test_a_claim_that_nobody_knows() -> None:
    document = GENUINE.registration(purposes=[purpose("criminal-record", {"shoe_size": True})])
    with pytest.raises(RegistrationError, match="shoe_size"):
        read_registration(document)


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "../trial"},
        {"client_id": "Trial"},
        {"client_id": "t"},
        {"client_id": 7},
        {"sector": "in terior"},
        {"id_token_signed_response_alg": "none"},
        {"id_token_signed_response_alg": "HS256"},
        {"token_endpoint_auth_method": "none"},
        {"jwks_uri": "https://service.example/jwks"},
        {"jwks": None},
        {"redirect_uris": []},
        {"redirect_uris": ["https://service.example/"] * 2},
        {"redirect_uris": "https://service.example/"},
        {"purposes": []},
        {"purposes": [purpose("criminal-record", {"birthdate": True}, days=-1)]},
        {"purposes": 2 * [purpose("criminal-record", {"birthdate": True})]},
        {"default_purpose": "none-such"},
        {"name": {"en": "Trial"}},
        {"name": {**NAMES, "de": "Dienst"}},
    ],
    ids=str,
)
def test_a_mistake_in_the_form(changes: dict[str, Any]) -> None:
    with pytest.raises(RegistrationError, match=r"\$|purpose"):
        read_registration(GENUINE.registration(**changes))
