"""What the driver signs is what a relying party and a card would sign."""

import time
from base64 import b64decode

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from bench.citizens import Card
from bench.client import Client
from thiqa.base import parse_json_object
from thiqa.login.signature import WEB_EID_ALGORITHMS, verify_signature

ISSUER = "http://127.0.0.1:8400"


def test_a_client_assertion_verifies_with_the_registered_key() -> None:
    client = Client("bench", "https://rp.example/callback")
    token = jwt.decode(client.assertion(ISSUER), ECKey.import_key(client.public_jwk()), ["ES256"])
    assert token.claims["iss"] == token.claims["sub"] == "bench"
    assert token.claims["aud"] == ISSUER
    assert token.claims["exp"] > time.time()


def test_each_assertion_has_its_own_identifier() -> None:
    client = Client("bench", "https://rp.example/callback")
    key = ECKey.import_key(client.public_jwk())
    one, other = (jwt.decode(client.assertion(ISSUER), key, ["ES256"]) for _ in range(2))
    assert one.claims["jti"] != other.claims["jti"]


def test_a_card_token_is_signed_for_its_site_and_challenge() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    token = parse_json_object(Card(key, "Y2VydA==").token(ISSUER, "nonce"))
    verify_signature(
        key.public_key(),
        token["algorithm"],
        b64decode(token["signature"]),
        origin=ISSUER,
        nonce="nonce",
        allowed=WEB_EID_ALGORITHMS,
    )
