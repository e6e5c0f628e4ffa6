"""Signed objects of federations: the header's `kid` chooses the key, the key its algorithms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from thiqa.base import EncodingError, b64url_decode, parse_json_object
from thiqa.crypto import VerifiedJws
from thiqa.oidc.federation.errors import StatementRefusedError

MAX_SIGNED_CHARACTERS = 65_536
MAX_FEDERATION_KEYS = 20
MAX_KID = 256
RSA_BITS = range(2_048, 8_193)
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
RSA_ALGORITHMS = ("RS256", "PS256")
EC_ALGORITHMS = {"P-256": ("ES256",), "P-384": ("ES384",), "P-521": ("ES512",)}
EDDSA_ALGORITHMS = ("EdDSA", "Ed25519")
ALGORITHMS = (*RSA_ALGORITHMS, "ES256", "ES384", "ES512", *EDDSA_ALGORITHMS)
"""OpenID Federation 1.0, section 3: RS256 is what every federation can read."""


class _Registry(jws.JWSRegistry):
    max_header_length = MAX_SIGNED_CHARACTERS
    max_payload_length = MAX_SIGNED_CHARACTERS

    def __init__(self, algorithm: str) -> None:
        super().__init__(algorithms=[algorithm], strict_check_header=False)


_REGISTRIES = {name: _Registry(name) for name in ALGORITHMS}


@dataclass(frozen=True, slots=True)
class FederationKey:
    """A public federation entity key and the algorithms that it may be used with."""

    kid: str
    algorithms: tuple[str, ...]
    key: ECKey | OKPKey | RSAKey


Keys = Mapping[str, FederationKey]
"""Federation entity keys by their identifier."""


@dataclass(frozen=True, slots=True)
class UnverifiedJws:
    """What a signed object says, before anybody has looked at its signature."""

    token: str
    header: Mapping[str, Any]
    claims: Mapping[str, Any]


def read_keys(document: object) -> Keys:
    """Read a JWK Set of federation entity keys (section 3.1.1).

    1. a list of few objects; 2. none is private; 3. each has a `kid`, and no two the same;
    4. keys of a kind that we cannot use are left out, but one remains.
    """
    members = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(members, list) or not 0 < len(members) <= MAX_FEDERATION_KEYS:  # 1
        raise StatementRefusedError(
            f"jwks is not a JWK Set of 1 to {MAX_FEDERATION_KEYS} keys", rule="3.1.1"
        )
    kids: set[str] = set()
    keys: dict[str, FederationKey] = {}
    for each in members:
        if not isinstance(each, dict) or PRIVATE_MEMBERS & each.keys():  # 2
            raise StatementRefusedError("jwks has a member that is no public key", rule="3.1.1")
        kid = each.get("kid")
        if not isinstance(kid, str) or not 0 < len(kid) <= MAX_KID or kid in kids:  # 3
            raise StatementRefusedError("a key of jwks has no kid of its own", rule="3.1.1")
        kids.add(kid)
        key = _usable_key(kid, each)
        if key is not None:
            keys[kid] = key
    if not keys:  # 4
        raise StatementRefusedError("jwks has no key that we can use", rule="3.1.1")
    return keys


def read_signed(token: object, typ: str) -> UnverifiedJws:
    """Read a signed object, its signature still to be verified.

    1. a short compact JWS; 2. of the expected type; 3. with an algorithm and a `kid`;
    4. without extensions of the header.
    """
    if not isinstance(token, str) or len(token) > MAX_SIGNED_CHARACTERS:  # 1
        raise StatementRefusedError("not a signed JWT, or one that is too long", rule="3.2")
    parts = token.split(".", 3)
    try:
        if len(parts) != 3:
            raise EncodingError("not three parts")
        header = parse_json_object(b64url_decode(parts[0]))
        claims = parse_json_object(b64url_decode(parts[1]))
    except EncodingError as error:
        raise StatementRefusedError("not a signed JWT", rule="3.2") from error
    if header.get("typ") != typ:  # 2
        raise StatementRefusedError(f"the typ of the header is not {typ}", rule="3.2")
    if header.get("alg") not in ALGORITHMS:  # 3
        raise StatementRefusedError("the alg of the header is not accepted", rule="3.2")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise StatementRefusedError("the header has no kid", rule="3.2")
    if "crit" in header or "b64" in header:  # 4
        raise StatementRefusedError("the header has extensions", rule="3.2")
    return UnverifiedJws(token, header, claims)


def verify_signed(signed: UnverifiedJws, keys: Keys) -> VerifiedJws:
    """Return the claims if the key that `kid` names has signed exactly this (section 3.2)."""
    key, algorithm = keys.get(signed.header["kid"]), signed.header["alg"]
    if key is None or algorithm not in key.algorithms:
        raise StatementRefusedError("no key of the issuer has this kid and alg", rule="3.2")
    try:
        jws.deserialize_compact(signed.token, key.key, registry=_REGISTRIES[algorithm])
    except (JoseError, ValueError) as error:
        raise StatementRefusedError("the signature is not the issuer's", rule="3.2") from error
    return VerifiedJws(signed.claims, signed.header)


def _usable_key(kid: str, document: Mapping[str, Any]) -> FederationKey | None:
    if document.get("use", "sig") != "sig":
        return None
    members = {name: document[name] for name in document if name not in {"alg", "key_ops"}}
    try:
        algorithms, key = _import_key(members)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    named = document.get("alg")
    if named is not None:
        algorithms = tuple(each for each in algorithms if each == named)
    return FederationKey(kid, algorithms, key) if algorithms else None


def _import_key(members: dict[str, Any]) -> tuple[tuple[str, ...], ECKey | OKPKey | RSAKey]:
    kind, curve = members.get("kty"), members.get("crv")
    if kind == "EC":
        return EC_ALGORITHMS[str(curve)], ECKey.import_key(members)
    if kind == "OKP" and curve == "Ed25519":
        return EDDSA_ALGORITHMS, OKPKey.import_key(members)
    if kind != "RSA":
        raise ValueError("not a kind of key that signs here")
    key = RSAKey.import_key(members)
    if key.public_key.key_size not in RSA_BITS:
        raise ValueError("an RSA key that is too short or too long")
    return RSA_ALGORITHMS, key
