"""A proof of possession, verified step by step; the numbers are those of RFC 9449, section 4.3."""

import asyncio
import json
from typing import Any

import pytest

from memory_store import MemoryRecords
from proofs import ProofKey, encoded
from provider_parts import ISSUER, NONCES, NOW
from thiqa.base import b64url_encode
from thiqa.crypto import FAPI_ALGORITHMS, Algorithm, Signer, generate_key
from thiqa.oidc.errors import InvalidDpopProofError, ProtocolError, UseDpopNonceError
from thiqa.oidc.tokens.dpop import (
    CLOCK_SKEW_SECONDS,
    MAX_JTI,
    MAX_PROOF_CHARACTERS,
    Call,
    VerifiedProof,
    proof_in,
    verify_proof,
)
from thiqa.oidc.tokens.dpop_nonce import NONCE_SECONDS, DpopNonces

ADDRESS = f"{ISSUER}/token"
KEY = ProofKey(lambda: NOW, nonce=NONCES.current(NOW))
CALL = Call("POST", (ADDRESS,))
RESOURCE = Call("POST", (ADDRESS,), "token")


def verified(
    proof: str | None = None, *, call: Call = CALL, now: int = NOW, **changes: Any
) -> VerifiedProof:
    return verify_proof(proof or KEY.proof("POST", ADDRESS, **changes), call, NONCES, now)


def refused(
    proof: str | None = None, error: type[ProtocolError] = InvalidDpopProofError, **how: Any
) -> str:
    with pytest.raises(error) as caught:
        verified(proof, **how)
    assert caught.value.rule.startswith("RFC 9449")
    assert caught.value.parameter.startswith("DPoP")
    assert caught.value.mend
    return caught.value.description


@pytest.mark.parametrize("algorithm", FAPI_ALGORITHMS)
def test_a_genuine_proof_proves_its_key(algorithm: Algorithm) -> None:
    key = ProofKey(lambda: NOW, algorithm, KEY.nonce)
    assert verified(key.proof("POST", ADDRESS)).jkt == key.jkt


def test_what_our_own_signer_makes_is_a_proof() -> None:
    signer = Signer(generate_key(Algorithm.ES256))
    claims = KEY.claims("POST", ADDRESS)
    assert verified(signer.sign(claims, typ="dpop+jwt", show_key=True)).jkt == signer.kid


def test_whatever_else_is_in_a_proof_does_no_harm() -> None:
    header = {"tx_id": 7, "jwk": {**KEY.jwk, "kid": "mine", "use": "sig", "alg": "ES256"}}
    assert verified(header=header, tx_id=7, sub="somebody", exp=NOW + 300, nbf=NOW)


def test_1_a_request_has_one_proof_at_the_most() -> None:
    proof = (b"dpop", b"x")
    assert proof_in([(b"host", b"a")]) is None
    assert proof_in([(b"host", b"a"), proof]) == "x"
    for headers in ([proof, proof], [(b"dpop", "é".encode())]):
        with pytest.raises(InvalidDpopProofError):
            proof_in(headers)


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "x",
        "..",
        "a.b.c",
        "....",
        KEY.proof("POST", ADDRESS).rpartition(".")[0],
        KEY.proof("POST", ADDRESS) + ".",
        KEY.proof("POST", ADDRESS) + ", " + KEY.proof("POST", ADDRESS),
        f"{b64url_encode(b'[]')}.e30.",
        f"{b64url_encode(b'{')}.e30.",
        f"{encoded(KEY.header())}.*.",
        "é",
    ],
)
def test_2_it_is_a_well_formed_jwt(proof: str) -> None:
    with pytest.raises(InvalidDpopProofError):
        verify_proof(proof, CALL, NONCES, NOW)


def test_2_it_is_not_too_long() -> None:
    assert "longer" in refused(extra="x" * MAX_PROOF_CHARACTERS)


@pytest.mark.parametrize("name", ["jti", "htm", "htu", "iat"])
@pytest.mark.parametrize("value", [None, "", True, [], {}, ["POST"]])
def test_3_it_has_every_claim_and_of_the_right_kind(name: str, value: object) -> None:
    assert name in refused(**{name: value})


def test_3_its_identifier_is_not_too_long() -> None:
    assert verified(jti="j" * MAX_JTI)
    assert "jti" in refused(jti="j" * (MAX_JTI + 1))


@pytest.mark.parametrize(
    "typ", [None, "", "JWT", "dpop", "DPOP+JWT", "application/dpop+jwt", "at+jwt", 7, ["dpop+jwt"]]
)
def test_4_it_has_its_type(typ: object) -> None:
    assert "type" in refused(header={"typ": typ})


@pytest.mark.parametrize(
    "algorithm", [None, "none", "None", "HS256", "RS256", "ES384", "ES512", "es256", 7, ["ES256"]]
)
def test_5_its_algorithm_is_one_of_ours(algorithm: object) -> None:
    assert "algorithm" in refused(header={"alg": algorithm})


@pytest.mark.parametrize("algorithm", ["PS256", "EdDSA", "Ed25519"])
def test_5_its_algorithm_is_that_of_its_key(algorithm: str) -> None:
    assert "has not signed" in refused(header={"alg": algorithm})


def test_6_the_key_in_it_has_signed_it() -> None:
    other = ProofKey(lambda: NOW, nonce=KEY.nonce)
    assert "has not signed" in refused(KEY.proof("POST", ADDRESS, header={"jwk": other.jwk}))
    header, _, rest = KEY.proof("POST", ADDRESS).partition(".")
    claims, _, signature = rest.partition(".")
    changed = encoded(KEY.claims("POST", ADDRESS))
    for proof in (f"{header}.{changed}.{signature}", f"{header}.{claims}."):
        assert "has not signed" in refused(proof)


def test_6_critical_extensions_are_not_overlooked() -> None:
    assert refused(header={"crit": ["exp"]})
    assert refused(header={"b64": False})


def private_jwk(name: str) -> dict[str, Any]:
    return {**KEY.jwk, name: "AQAB"}


@pytest.mark.parametrize("name", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_7_its_key_has_no_private_half(name: str) -> None:
    assert "public key" in refused(header={"jwk": private_jwk(name)})


@pytest.mark.parametrize(
    "jwk",
    [
        None,
        {},
        [],
        "key",
        {"kty": "oct", "k": "AQAB"},
        {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {**KEY.jwk, "use": "enc"},
        {**KEY.jwk, "alg": "PS256"},
        {**KEY.jwk, "kid": 7},
    ],
    ids=lambda jwk: ",".join(map(str, jwk or "-")),
)
def test_7_its_key_is_one_that_we_accept(jwk: object) -> None:
    assert "public key" in refused(header={"jwk": jwk})


@pytest.mark.parametrize("method", ["GET", "post", "PUT", " POST", "POST "])
def test_8_it_is_for_the_method(method: str) -> None:
    assert "method" in refused(htm=method)


@pytest.mark.parametrize(
    "address",
    [
        f"{ISSUER}/par",
        f"{ISSUER}/Token",
        f"{ISSUER}/token/",
        f"{ISSUER}:8443/token",
        "http://id.example/token",
        "https://other.example/token",
        "https://id.example.other.example/token",
        ISSUER,
    ],
)
def test_9_it_is_for_the_address(address: str) -> None:
    assert "another address" in refused(htu=address)


@pytest.mark.parametrize("address", ["/token", "token", "https://me@id.example/token", "é"])
def test_9_it_names_an_address(address: str) -> None:
    assert "not an address" in refused(htu=address)


@pytest.mark.parametrize(
    "address",
    [
        f"{ADDRESS}?a=b#c",
        "HTTPS://ID.EXAMPLE/token",
        "https://id.example:443/token",
        "https://id.example/%74oken",
    ],
)
def test_9_an_address_may_be_spelled_in_several_ways(address: str) -> None:
    assert verified(htu=address)


def test_9_an_endpoint_may_have_several_addresses() -> None:
    call = Call("POST", (ADDRESS, "https://mtls.id.example/token"))
    assert verified(htu="https://mtls.id.example/token", call=call)
    assert "another address" in refused(htu="https://mtls.id.example/par", call=call)


@pytest.mark.parametrize("nonce", [None, "", "x", 7, [NONCES.current(NOW)], "é"])
def test_10_its_nonce_is_ours(nonce: object) -> None:
    assert "nonce" in refused(nonce=nonce, error=UseDpopNonceError)


def test_10_its_nonce_is_not_that_of_another_provider() -> None:
    other = DpopNonces(b"another secret").current(NOW)
    assert "nonce" in refused(nonce=other, error=UseDpopNonceError)


def test_11_the_nonce_and_not_the_services_clock_tells_when_it_was_made() -> None:
    for iat in (NOW - 3600, NOW + 3600, NOW + 0.5, 0):
        assert verified(iat=iat)
    proof = KEY.proof("POST", ADDRESS)
    lives_until = (NOW // NONCE_SECONDS + 2) * NONCE_SECONDS
    assert verified(proof, now=lives_until - 1)
    assert "nonce" in refused(proof, now=lives_until, error=UseDpopNonceError)
    too_early = NOW // NONCE_SECONDS * NONCE_SECONDS - 1
    assert "nonce" in refused(proof, now=too_early, error=UseDpopNonceError)


@pytest.mark.parametrize(
    "changes",
    [{"exp": NOW - CLOCK_SKEW_SECONDS}, {"nbf": NOW + CLOCK_SKEW_SECONDS + 1}, {"exp": "soon"}],
    ids=str,
)
def test_11_a_life_that_the_proof_itself_limits_is_respected(changes: dict[str, Any]) -> None:
    assert refused(**changes)


@pytest.mark.parametrize("ath", [None, "", "x", 7])
def test_12_it_is_for_the_access_token(ath: object) -> None:
    assert verified(call=RESOURCE, access_token="token")
    assert "another access token" in refused(call=RESOURCE, access_token="token", ath=ath)
    assert "another access token" in refused(call=RESOURCE, access_token="other")


def test_a_proof_is_used_once() -> None:
    async def use_twice() -> None:
        records, proof = MemoryRecords(), verified()
        await proof.use(records)
        with pytest.raises(InvalidDpopProofError, match="before"):
            await proof.use(records)

    asyncio.run(use_twice())


def test_what_is_kept_of_an_identifier_is_the_keys_own() -> None:
    other = ProofKey(lambda: NOW, nonce=KEY.nonce)
    ours, theirs = verified(jti="same"), verified(other.proof("POST", ADDRESS, jti="same"))
    assert ours.use_digest != theirs.use_digest
    assert ours.use_digest == verified(jti="same", iat=NOW + 1).use_digest


def test_an_identifier_is_kept_for_as_long_as_its_proof_would_be_accepted() -> None:
    proof = KEY.proof("POST", ADDRESS)
    forgotten_at = verified(proof).expires_at
    assert "nonce" in refused(proof, now=forgotten_at, error=UseDpopNonceError)


def test_a_proof_of_two_headers_with_one_text_is_read_the_same() -> None:
    text = json.dumps(KEY.header())
    twice = text[:-1] + ',"typ":"JWT"}'
    claims = encoded(KEY.claims("POST", ADDRESS))
    with pytest.raises(InvalidDpopProofError):
        verify_proof(f"{b64url_encode(twice.encode())}.{claims}.AAAA", CALL, NONCES, NOW)
