"""An entity statement is read strictly before anybody believes a word of it."""

import json
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from federations import ANCHOR, LEAF, MIDDLE, NOW, RP, leaf, strange_signer, superior
from thiqa.base import b64url_decode, b64url_encode
from thiqa.crypto import Algorithm, Signer, generate_key
from thiqa.oidc.federation.entity_statement import (
    read_statement,
    verify_configuration,
    verify_statement,
)
from thiqa.oidc.federation.errors import FederationError, StatementRefusedError

ENTITY = leaf()
OTHER_KEY = Signer(generate_key(Algorithm.EDDSA)).public_jwk


def refuse_configuration(match: str, **changes: Any) -> None:
    """Make sure that a configuration with these changes is refused, for this reason."""
    with pytest.raises(FederationError, match=match):
        verify_configuration(ENTITY.configuration(**changes), LEAF, NOW)


def test_the_statement_that_the_others_are_made_from_is_good() -> None:
    assert verify_configuration(ENTITY.configuration(), LEAF, NOW).subject == LEAF


@pytest.mark.parametrize("typ", ["JWT", "entity-statement", "trust-mark+jwt", ""])
def test_another_type_is_no_entity_statement(typ: str) -> None:
    token = ENTITY.sign({"iss": LEAF, "sub": LEAF}, typ=typ)
    with pytest.raises(StatementRefusedError, match="typ"):
        read_statement(token, NOW)


@pytest.mark.parametrize(
    "name",
    [
        "http://leaf.example",
        "leaf.example",
        "https://",
        "https://user@leaf.example",
        "https://leaf.example?x=1",
        "https://leaf.example#x",
        "https://leaf.example\n",
        "https://ليف.example",
        "https://[::1]",
        "https://leaf.example:99999",
        "https://" + "a" * 400 + ".example",
        "javascript:alert(1)",
        "",
        7,
        ["https://leaf.example"],
    ],
)
def test_a_name_that_is_no_entity_identifier(name: Any) -> None:
    with pytest.raises(StatementRefusedError, match="not an entity identifier"):
        read_statement(ENTITY.configuration(iss=name, sub=name), NOW)
    refuse_configuration("authority hint", authority_hints=[name])


@pytest.mark.parametrize("time", ["1750000000", True, -1, 0, 1 << 50, [1]])
def test_a_time_that_is_none(time: Any) -> None:
    refuse_configuration("is not a time", exp=time)
    refuse_configuration("is not a time", iat=time)


def test_a_statement_that_expires_before_it_is_issued() -> None:
    refuse_configuration("exp has passed", iat=NOW + 20, exp=NOW + 10)


@pytest.mark.parametrize(
    "jwks",
    [
        {},
        [],
        {"keys": []},
        {"keys": {}},
        {"keys": ["x"]},
        {"keys": [{**strange_signer().public_jwk, "d": "AAAA"}]},
        {"keys": [{"kty": "oct", "k": "AAAA", "kid": "1"}]},
        {"keys": [{**strange_signer().public_jwk, "kid": None}]},
        {"keys": [{**strange_signer().public_jwk, "kid": ""}]},
        {"keys": [strange_signer().public_jwk, strange_signer().public_jwk]},
        {"keys": [strange_signer().public_jwk, {**OTHER_KEY, "kid": strange_signer().kid}]},
        {"keys": [{"kty": "unknown", "kid": "1"}]},
        {"keys": [{**strange_signer().public_jwk, "use": "enc"}]},
        {"keys": [{**strange_signer().public_jwk, "alg": "RS256"}]},
        {"keys": [{**OTHER_KEY, "kid": str(index)} for index in range(21)]},
    ],
)
def test_keys_that_are_none(jwks: Any) -> None:
    refuse_configuration("jwks", jwks=jwks)


@pytest.mark.parametrize("crit", [["exp"], ["our_extension"], [], "x"])
def test_critical_claims_are_not_understood(crit: Any) -> None:
    refuse_configuration("crit", crit=crit, our_extension=1)


@pytest.mark.parametrize("header", ["crit", "b64", "trust_chain", "peer_trust_chain"])
def test_a_header_with_extensions(header: str) -> None:
    token = _with_header(ENTITY.configuration(), {header: ["x"]})
    with pytest.raises(StatementRefusedError):
        read_statement(token, NOW)


def test_a_header_without_kid() -> None:
    with pytest.raises(StatementRefusedError, match="kid"):
        read_statement(_with_header(ENTITY.configuration(), {"kid": None}), NOW)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("constraints", {}),
        ("metadata_policy", {}),
        ("metadata_policy_crit", ["x"]),
        ("source_endpoint", "https://x.example"),
        ("aud", ANCHOR),
        ("trust_anchor", ANCHOR),
    ],
)
def test_a_configuration_does_not_say_what_a_superior_says(claim: str, value: Any) -> None:
    refuse_configuration(f"{claim} has no place", **{claim: value})


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("authority_hints", [ANCHOR]),
        ("trust_anchor_hints", [ANCHOR]),
        ("trust_marks", []),
        ("trust_mark_issuers", {}),
        ("trust_mark_owners", {}),
        ("aud", LEAF),
    ],
)
def test_a_superior_does_not_say_what_a_configuration_says(claim: str, value: Any) -> None:
    token = superior(MIDDLE).statement(ENTITY, **{claim: value})
    with pytest.raises(StatementRefusedError, match=f"{claim} has no place"):
        read_statement(token, NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"authority_hints": []},
        {"authority_hints": "https://x.example"},
        {"authority_hints": [f"https://{index}.example" for index in range(21)]},
        {"trust_anchor_hints": []},
        {"trust_marks": {}},
        {"trust_marks": ["x"]},
        {"trust_marks": [{"trust_mark_type": "x"}]},
        {"trust_marks": [{"trust_mark_type": "x", "trust_mark": "y"}] * 21},
        {"trust_mark_issuers": []},
        {"trust_mark_issuers": {"x": "https://x.example"}},
        {"trust_mark_issuers": {"x": ["nobody"]}},
        {"trust_mark_issuers": {str(index): [] for index in range(201)}},
        {"trust_mark_owners": {"x": {"sub": ANCHOR}}},
        {"trust_mark_owners": {"x": []}},
        {"trust_mark_owners": {"x": {"sub": "nobody", "jwks": ENTITY.jwks}}},
        {"metadata": []},
        {"metadata": {RP: []}},
        {"metadata": {RP: {"x": None}}},
        {"metadata": {RP: None}},
        {"metadata": {str(index): {} for index in range(21)}},
        {"metadata": {RP: {str(index): 1 for index in range(151)}}},
    ],
)
def test_malformed_and_giant_members(changes: dict[str, Any]) -> None:
    refuse_configuration(".", **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"constraints": []},
        {"constraints": {"max_path_length": -1}},
        {"constraints": {"max_path_length": True}},
        {"constraints": {"max_path_length": "1"}},
        {"constraints": {"naming_constraints": []}},
        {"constraints": {"naming_constraints": {"permitted": "x"}}},
        {"constraints": {"naming_constraints": {"permitted": ["https://x.example"]}}},
        {"constraints": {"naming_constraints": {"excluded": ["*"]}}},
        {"constraints": {"naming_constraints": {"excluded": ["x"] * 101}}},
        {"constraints": {"allowed_entity_types": "x"}},
        {"constraints": {"allowed_entity_types": ["federation_entity"]}},
        {"constraints": {"allowed_entity_types": [1]}},
        {"metadata_policy": []},
        {"metadata_policy": {RP: []}},
        {"metadata_policy": {RP: {"x": []}}},
        {"metadata_policy": {RP: {"x": {"essential": 1}}}},
        {"metadata_policy_crit": ["regexp"]},
        {"metadata_policy_crit": []},
        {"source_endpoint": "ftp://x.example"},
    ],
)
def test_malformed_statements_about_a_subordinate(changes: dict[str, Any]) -> None:
    with pytest.raises(FederationError):
        read_statement(superior(MIDDLE).statement(ENTITY, **changes), NOW)


def test_a_statement_that_is_too_long() -> None:
    refuse_configuration("too long", padding="x" * 65_536)


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "a.b.c.d", "....", None, 1, ["x"]])
def test_what_is_no_jwt(token: Any) -> None:
    with pytest.raises(StatementRefusedError):
        read_statement(token, NOW)


def test_a_configuration_of_somebody_else() -> None:
    with pytest.raises(StatementRefusedError, match="not the entity configuration"):
        verify_configuration(ENTITY.configuration(), "https://other.example", NOW)
    about = superior(MIDDLE).statement(ENTITY)
    with pytest.raises(StatementRefusedError, match="not the entity configuration"):
        verify_configuration(about, LEAF, NOW)


def test_a_key_is_used_with_its_own_algorithm_only() -> None:
    statement = read_statement(ENTITY.configuration(), NOW)
    keys = {ENTITY.signer.kid: next(iter(leaf().keys.values()))}
    with pytest.raises(StatementRefusedError, match="signature"):
        verify_statement(statement, keys)


def test_a_private_key_beside_a_good_one() -> None:
    private = ECKey.generate_key("P-256", {"kid": "private"}).as_dict(private=True)
    refuse_configuration("no public key", jwks={"keys": [*ENTITY.jwks["keys"], private]})


@pytest.mark.parametrize(
    ("named", "used", "holds"), [("PS256", "RS256", False), (None, "RS256", True)]
)
def test_a_key_that_names_its_algorithm_is_used_with_no_other(
    named: str | None, used: str, holds: bool
) -> None:
    key = RSAKey.generate_key(2048, {"kid": "rsa"})
    public = {**key.as_dict(private=False), **({} if named is None else {"alg": named})}
    claims = {**leaf_claims(), "jwks": {"keys": [public]}}
    header = {"alg": used, "kid": "rsa", "typ": "entity-statement+jwt"}
    token = jws.serialize_compact(header, json.dumps(claims), key, algorithms=[used])
    if holds:
        assert verify_configuration(token, LEAF, NOW).subject == LEAF
    else:
        with pytest.raises(StatementRefusedError, match="kid and alg"):
            verify_configuration(token, LEAF, NOW)


def leaf_claims() -> dict[str, Any]:
    """Return what the leaf says of itself."""
    claims: dict[str, Any] = json.loads(b64url_decode(ENTITY.configuration().split(".")[1]))
    return claims


def _with_header(token: str, changes: dict[str, Any]) -> str:
    header, rest = token.split(".", 1)
    members = {**json.loads(b64url_decode(header)), **changes}
    present = {name: value for name, value in members.items() if value is not None}
    return f"{b64url_encode(json.dumps(present).encode())}.{rest}"
