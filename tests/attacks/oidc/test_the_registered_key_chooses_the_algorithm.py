"""No header makes the provider believe an assertion that the registered key did not sign."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from joserfc.jwe import encrypt_compact
from joserfc.jwk import ECKey

from services import Service, refusal
from thiqa.base import b64url_encode
from thiqa.crypto import Algorithm, Signer, generate_key
from world import World, on_one_database

pytestmark = on_one_database

Forge = Callable[[Service], str]


def compact(header: dict[str, Any], claims: dict[str, Any], signature: bytes) -> str:
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(b64url_encode(part) for part in parts)


def with_header(**members: Any) -> Forge:
    """Sign with the right key under a header with other members."""

    def forge(service: Service) -> str:
        genuine = {"alg": service.algorithm.value, "kid": service.signer.kid}
        header = {name: value for name, value in (genuine | members).items() if value is not None}
        return resigned(service.signer, header, service.claims())

    return forge


def resigned(signer: Signer, header: dict[str, Any], claims: dict[str, Any]) -> str:
    data = ".".join(b64url_encode(json.dumps(part).encode()) for part in (header, claims))
    return f"{data}.{b64url_encode(signer._signature(data.encode()))}"


def unsigned(name: str) -> Forge:
    return lambda service: compact({"alg": name}, service.claims(), b"")


def with_public_key_as_secret(form: Callable[[Service], bytes]) -> Forge:
    def forge(service: Service) -> str:
        signed = compact({"alg": "HS256", "kid": service.signer.kid}, service.claims(), b"")
        mac = hmac.digest(form(service), signed.removesuffix(".").encode(), hashlib.sha256)
        return signed + b64url_encode(mac)

    return forge


def pem(service: Service) -> bytes:
    return ECKey.import_key(service.signer.public_jwk).as_pem(private=False)


def der(service: Service) -> bytes:
    key = ECKey.import_key(service.signer.public_jwk).public_key
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.DER, form)


def jwk(service: Service) -> bytes:
    return json.dumps(service.signer.public_jwk, separators=(",", ":")).encode()


def by_a_stranger(**members: Any) -> Forge:
    """Sign with a key that nobody registered; the header offers it in some way."""

    def forge(service: Service) -> str:
        stranger = Signer(generate_key(Algorithm.ES256))
        offered = {
            name: stranger.public_jwk if value == "jwk" else value
            for name, value in members.items()
        }
        header = {"alg": "ES256", "kid": service.signer.kid, **offered}
        return resigned(stranger, header, service.claims())

    return forge


def encrypted(service: Service) -> str:
    header = {"alg": "ECDH-ES", "enc": "A128GCM", "cty": "JWT"}
    members = {name: service.signer.public_jwk[name] for name in ("kty", "crv", "x", "y")}
    key, algorithms = ECKey.import_key(members), ["ECDH-ES", "A128GCM"]
    return encrypt_compact(header, service.assertion().encode(), key, algorithms=algorithms)


def nested(service: Service) -> str:
    header = {"alg": "ES256", "kid": service.signer.kid, "cty": "JWT"}
    parts = (json.dumps(header).encode(), service.assertion().encode())
    data = ".".join(b64url_encode(part) for part in parts)
    return f"{data}.{b64url_encode(service.signer._signature(data.encode()))}"


def flattened(token: str) -> dict[str, str]:
    return dict(zip(("protected", "payload", "signature"), token.split("."), strict=True))


def mutated(change: Callable[[list[str]], list[str]]) -> Forge:
    return lambda service: ".".join(change(service.assertion().split(".")))


FORGERIES: dict[str, Forge] = {
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg NONE": unsigned("NONE"),
    "alg empty": unsigned(""),
    "no signature": mutated(lambda parts: [parts[0], parts[1], ""]),
    "two parts": mutated(lambda parts: parts[:2]),
    "one part": mutated(lambda parts: parts[:1]),
    "four parts": mutated(lambda parts: [*parts, ""]),
    "signature of another": mutated(lambda parts: [*parts[:2], "A" * 86]),
    "signature cut": mutated(lambda parts: [*parts[:2], parts[2][:-2]]),
    "HS256 with the PEM": with_public_key_as_secret(pem),
    "HS256 with the DER": with_public_key_as_secret(der),
    "HS256 with the JWK": with_public_key_as_secret(jwk),
    "HS256 with nothing": with_public_key_as_secret(lambda _: b""),
    "alg ES384": with_header(alg="ES384"),
    "alg RS256": with_header(alg="RS256"),
    "alg es256": with_header(alg="es256"),
    "alg a list": with_header(alg=["ES256"]),
    "no alg": with_header(alg=None),
    "alg of another registered key": with_header(alg="PS256"),
    "kid of nobody": with_header(kid="nobody"),
    "kid a path": with_header(kid="../../../../dev/null"),
    "kid a number": with_header(kid=0),
    "kid an object": with_header(kid={"": ""}),
    "kid an injection": with_header(kid="' OR 1=1 --"),
    "crit": with_header(crit=["exp"], exp=1),
    "b64": with_header(b64=False),
    "zip": by_a_stranger(zip="DEF"),
    "a stranger's key": by_a_stranger(),
    "a stranger's key in the header": by_a_stranger(jwk="jwk"),
    "a stranger's key behind jku": by_a_stranger(jku="http://127.0.0.1:9/jwks"),
    "a stranger's key behind x5u": by_a_stranger(x5u="http://127.0.0.1:9/chain.pem"),
    "a stranger's certificate": by_a_stranger(x5c=["AAAA"]),
    "encrypted": encrypted,
    "nested": nested,
    "JSON serialization": lambda service: json.dumps(flattened(service.assertion())),
}


@pytest.fixture(scope="module")
def two_keys(shared_world: World) -> Service:
    """A service that has registered a key for ES256 and one for PS256."""
    second = Signer(generate_key(Algorithm.PS256))
    service = Service(shared_world.issuer, client_id="two-keys", clock=shared_world.clock)
    keys = [service.signer.public_jwk, second.public_jwk]
    shared_world.register(service, jwks={"keys": keys})
    return service


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_assertion_is_refused(two_keys: Service, forgery: str) -> None:
    assertion = FORGERIES[forgery](two_keys)
    response = two_keys.push(**two_keys.credentials(assertion))
    assert refusal(response) == (401, "invalid_client")


def test_the_forger_can_also_sign_honestly(two_keys: Service) -> None:
    for honest in (with_header(), with_header(kid=None), with_header(typ="other+jwt")):
        assert two_keys.push(**two_keys.credentials(honest(two_keys))).status_code == 201


def test_a_key_of_another_service_is_refused(shared_world: World, two_keys: Service) -> None:
    stranger = shared_world.new_service()
    forged = resigned(
        stranger.signer, {"alg": "ES256", "kid": stranger.signer.kid}, two_keys.claims()
    )
    assert refusal(two_keys.push(**two_keys.credentials(forged))) == (401, "invalid_client")


@pytest.mark.parametrize("name", ["iss", "sub"])
def test_iss_and_sub_are_both_the_service(
    shared_world: World, two_keys: Service, name: str
) -> None:
    stranger = shared_world.new_service()
    assertion = two_keys.assertion(**{name: stranger.client_id})
    response = two_keys.push(client_id=None, **two_keys.credentials(assertion))
    assert refusal(response) == (401, "invalid_client")
