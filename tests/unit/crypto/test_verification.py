import json
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from thiqa.base import b64url_encode
from thiqa.crypto import (
    Algorithm,
    KeyRefusedError,
    SignatureInvalidError,
    Signer,
    generate_key,
    parse_jwk,
    parse_jwks,
    read_claims_unverified,
    read_header,
    verify_jws,
)

FIRST = Signer(generate_key(Algorithm.ES256))
SECOND = Signer(generate_key(Algorithm.ES256))
OTHER_KIND = Signer(generate_key(Algorithm.EDDSA))


def public(key: ECKey | OKPKey | RSAKey, **members: Any) -> dict[str, Any]:
    return {**key.as_dict(private=False), **members}


def test_the_key_that_signed_is_found_among_several() -> None:
    keys = parse_jwks({"keys": [each.public_jwk for each in (OTHER_KIND, FIRST, SECOND)]})
    verified = verify_jws(SECOND.sign({"a": 1}), keys)
    assert verified.claims == {"a": 1}
    assert verified.header["kid"] == SECOND.kid


def test_keys_without_identifier_are_all_tried() -> None:
    documents = [{**each.public_jwk} for each in (FIRST, SECOND)]
    for document in documents:
        del document["kid"]
    keys = parse_jwks({"keys": documents})
    assert verify_jws(SECOND.sign({"a": 1}), keys).claims == {"a": 1}


def test_nothing_is_verified_without_keys() -> None:
    with pytest.raises(SignatureInvalidError):
        verify_jws(FIRST.sign({}), [])


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "...", "a.b", "a.b.c", "{}.{}.{}", "é.é.é", "eyJ9.e30.", "bnVsbA.e30.AA"],
)
def test_what_is_no_compact_jws_is_refused(token: str) -> None:
    with pytest.raises(SignatureInvalidError):
        verify_jws(token, parse_jwks({"keys": [FIRST.public_jwk]}))
    with pytest.raises(SignatureInvalidError):
        read_header(token)
    with pytest.raises(SignatureInvalidError):
        read_claims_unverified(token)


def test_an_oversized_object_is_refused() -> None:
    with pytest.raises(SignatureInvalidError):
        verify_jws(FIRST.sign({"a": "x" * 32_768}), [parse_jwk(FIRST.public_jwk)])


def test_a_payload_that_is_no_object_is_refused() -> None:
    token = FIRST.sign([1, 2])  # type: ignore[arg-type]  # what a careless signer would do
    with pytest.raises(SignatureInvalidError):
        verify_jws(token, [parse_jwk(FIRST.public_jwk)])


def test_header_and_claims_can_be_read_to_find_the_sender() -> None:
    token = FIRST.sign({"iss": "counter"})
    assert read_header(token)["kid"] == FIRST.kid
    assert read_claims_unverified(token) == {"iss": "counter"}


@pytest.mark.parametrize("size", [1, 2_000])
def test_whoever_changes_a_header_that_was_read_changes_nothing_for_others(size: int) -> None:
    token = FIRST.sign({}, typ="x" * size)
    read_header(token)["typ"] = "changed"
    assert read_header(token)["typ"] == "x" * size


@pytest.mark.parametrize("members", [{}, {"use": "sig"}, {"alg": "PS256"}, {"kid": "one"}])
def test_a_public_rsa_key_is_bound_to_ps256(members: dict[str, str]) -> None:
    assert parse_jwk(public(RSAKey.generate_key(2048), **members)).algorithm is Algorithm.PS256


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (ECKey.generate_key("P-256").as_dict(private=True), "private parts"),
        (OctKey.generate_key(256).as_dict(private=True), "private parts"),
        (public(ECKey.generate_key("P-256"), use="enc"), "not for signatures"),
        (public(ECKey.generate_key("P-256"), alg="RS256"), "signs with ES256"),
        (public(ECKey.generate_key("P-256"), alg="none"), "signs with ES256"),
        (public(ECKey.generate_key("P-256"), alg=None), "signs with ES256"),
        (public(ECKey.generate_key("P-256"), kid=1), "not a text"),
        (public(ECKey.generate_key("P-256"), y="AAAA"), "cannot be read"),
        (public(ECKey.generate_key("P-256"), x=7), "cannot be read"),
        (public(ECKey.generate_key("P-384")), "must be"),
        (public(OKPKey.generate_key("Ed448")), "must be"),
        (public(OKPKey.generate_key("X25519")), "must be"),
        (public(RSAKey.generate_key(2048), alg="RS256"), "signs with PS256"),
        (public(RSAKey.generate_key(2048), e="AQ"), "cannot be read"),
        ({"kty": "EC", "crv": "P-256"}, "cannot be read"),
        ({}, "must be"),
    ],
)
def test_a_key_that_we_do_not_accept_says_why(document: dict[str, Any], reason: str) -> None:
    with pytest.raises(KeyRefusedError, match=reason):
        parse_jwk(document)


@pytest.mark.filterwarnings("ignore:key size")
@pytest.mark.parametrize("bits", [1024, 4104])
def test_an_rsa_key_too_weak_or_too_slow_is_refused(bits: int) -> None:
    with pytest.raises(KeyRefusedError, match="bits"):
        parse_jwk(public(RSAKey.generate_key(bits)))


def test_a_set_leaves_out_keys_that_we_do_not_accept() -> None:
    others = [
        public(RSAKey.generate_key(2048), alg="RS256"),
        public(ECKey.generate_key("P-384")),
        public(ECKey.generate_key("P-256"), use="enc"),
        {"kty": "future"},
    ]
    keys = parse_jwks({"keys": [*others, FIRST.public_jwk]})
    assert [key.kid for key in keys] == [FIRST.kid]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({}, "list 'keys'"),
        ({"keys": {}}, "list 'keys'"),
        ({"keys": ["x"]}, "list 'keys'"),
        ({"keys": []}, "empty"),
        ({"keys": [{"kty": "future"}]}, "must be"),
        ({"keys": [FIRST.public_jwk] * 21}, "more than 20"),
        ({"keys": [FIRST.public_jwk, {"kty": "oct", "k": "c2VjcmV0"}]}, "private parts"),
    ],
)
def test_a_set_that_is_of_no_use_says_why(document: dict[str, Any], reason: str) -> None:
    with pytest.raises(KeyRefusedError, match=reason):
        parse_jwks(document)


@pytest.mark.parametrize("in_header", ["EdDSA", "Ed25519"])
@pytest.mark.parametrize("in_key", ["EdDSA", "Ed25519", None])
def test_both_names_of_eddsa_are_understood(in_header: str, in_key: str | None) -> None:
    private = OKPKey.generate_key("Ed25519")
    document = public(private, **({} if in_key is None else {"alg": in_key}))
    registry = jws.JWSRegistry(algorithms=[in_header])
    token = jws.serialize_compact({"alg": in_header}, b'{"a":1}', private, registry=registry)
    assert verify_jws(token, [parse_jwk(document)]).claims == {"a": 1}


@pytest.mark.parametrize("name", [["EdDSA"], {"EdDSA": 1}, 1, None, "ed25519", "Ed448"])
def test_a_name_that_is_no_algorithm_of_ours_is_none(name: object) -> None:
    header = b64url_encode(json.dumps({"alg": name}).encode())
    _, payload, signature = OTHER_KIND.sign({}).split(".")
    with pytest.raises(SignatureInvalidError):
        verify_jws(f"{header}.{payload}.{signature}", [parse_jwk(OTHER_KIND.public_jwk)])
