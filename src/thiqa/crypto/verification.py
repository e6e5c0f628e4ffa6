"""Checking compact JWS: the registered key names the algorithm, the header only repeats it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import ECKey, OKPKey, RSAKey

from thiqa.base import EncodingError, b64url_decode, parse_json_object
from thiqa.crypto.algorithms import RSA_MAX_BITS, RSA_MIN_BITS, Algorithm, algorithm_named
from thiqa.crypto.errors import KeyRefusedError, SignatureInvalidError

MAX_JWS_CHARACTERS = 32_768
MAX_KEYS = 20
CACHED_HEADERS = 1_000
MAX_CACHED_HEADER = 1_024
"""Whoever signs sends the same header each time: what it says is read once, its limits too."""
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


class _Registry(jws.JWSRegistry):
    """One algorithm; whatever else a header says is ignored (RFC 7515, section 4)."""

    max_header_length = MAX_JWS_CHARACTERS

    def __init__(self, algorithm: Algorithm) -> None:
        super().__init__(algorithms=[algorithm.value], strict_check_header=False)
        self._only = algorithm

    def get_alg(self, name: str) -> JWSAlgModel:
        if algorithm_named(name) is not self._only:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[self._only]


_REGISTRIES = {each: _Registry(each) for each in Algorithm}


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key that may check signatures of exactly one algorithm."""

    kid: str | None
    algorithm: Algorithm
    key: ECKey | OKPKey | RSAKey

    @property
    def thumbprint(self) -> str:
        """The SHA-256 thumbprint of the key, in base64url (RFC 7638)."""
        return self.key.thumbprint()


@dataclass(frozen=True, slots=True)
class VerifiedJws:
    """The claims of a JWS whose signature held, and the protected header that it covered."""

    claims: Mapping[str, Any]
    header: Mapping[str, Any]


def parse_jwk(document: Mapping[str, Any]) -> VerificationKey:
    """Read a public JWK (RFC 7517); refuse private members, other uses and weak keys."""
    _refuse_private_members(document)
    if document.get("use", "sig") != "sig":
        raise KeyRefusedError("the key is not for signatures (use is not 'sig')")
    kid = document.get("kid")
    if kid is not None and not isinstance(kid, str):
        raise KeyRefusedError("the key identifier (kid) is not a text")
    # Our own check of alg follows: the library would tell two names of one algorithm apart.
    algorithm, key = _import_key({name: document[name] for name in document if name != "alg"})
    if algorithm_named(document.get("alg", algorithm)) is not algorithm:
        raise KeyRefusedError(f"a key of this kind signs with {algorithm}, not {document['alg']!r}")
    return VerificationKey(kid, algorithm, key)


def key_of_certificate(certificate: x509.Certificate) -> VerificationKey:
    """Return the key of a certificate, if it is of a kind that we accept."""
    try:
        key = certificate.public_key()
        if isinstance(key, ec.EllipticCurvePublicKey):
            return parse_jwk(ECKey(key, key).as_dict(private=False))
        if isinstance(key, rsa.RSAPublicKey):
            return parse_jwk(RSAKey(key, key).as_dict(private=False))
        if isinstance(key, ed25519.Ed25519PublicKey):
            return parse_jwk(OKPKey(key, key).as_dict(private=False))
    except (JoseError, ValueError, UnsupportedAlgorithm) as error:
        raise KeyRefusedError("the certificate's key cannot be read") from error
    raise KeyRefusedError("the certificate's key must be EC P-256, Ed25519 or RSA")


def parse_jwks(document: Mapping[str, Any]) -> tuple[VerificationKey, ...]:
    """Read a JWK Set; keys that we do not accept are left out (RFC 7517, section 5).

    Raises KeyRefusedError: no key is left, or a private key lies among them.
    """
    members = document.get("keys")
    if not isinstance(members, list) or not all(isinstance(each, dict) for each in members):
        raise KeyRefusedError("not a JWK Set: it needs a list 'keys' of objects")
    if len(members) > MAX_KEYS:
        raise KeyRefusedError(f"a JWK Set of more than {MAX_KEYS} keys")
    keys: list[VerificationKey] = []
    reasons = ["it is empty"]
    for each in members:
        _refuse_private_members(each)
        try:
            keys.append(parse_jwk(each))
        except KeyRefusedError as error:
            reasons.append(str(error))
    if not keys:
        raise KeyRefusedError(f"the JWK Set has no key for signatures: {reasons[-1]}")
    return tuple(keys)


def verify_jws(token: str, keys: Sequence[VerificationKey]) -> VerifiedJws:
    """Return the claims of a compact JWS; raise unless one of the keys signed exactly this.

    Raises SignatureInvalidError: malformed, `crit` or `b64` present, an algorithm that is
    not the key's, an unknown `kid`, or a wrong signature.
    """
    header = read_header(token)
    for key in _candidates(header, keys):
        try:
            signed = jws.deserialize_compact(token, key.key, registry=_REGISTRIES[key.algorithm])
            return VerifiedJws(parse_json_object(signed.payload), header)
        except (JoseError, ValueError, EncodingError):
            continue
    raise SignatureInvalidError("no registered key has signed this object")


def read_header(token: str) -> dict[str, Any]:
    """Return the header of a compact JWS, unverified: good for choosing among our keys only."""
    parts = token.split(".", 3)
    if len(token) > MAX_JWS_CHARACTERS or len(parts) != 3:
        raise SignatureInvalidError("not a compact JWS")
    try:
        header = _decode_header(parts[0])
        b64url_decode(parts[2])
    except EncodingError as error:
        raise SignatureInvalidError("header or signature are not in base64url") from error
    if "crit" in header or "b64" in header:
        raise SignatureInvalidError("extensions of the header are not accepted")
    return header


def read_claims_unverified(token: str) -> dict[str, Any]:
    """Return the claims of a compact JWS, unverified: good for finding the sender's keys only."""
    read_header(token)
    try:
        return parse_json_object(b64url_decode(token.split(".")[1]))
    except EncodingError as error:
        raise SignatureInvalidError("the payload is not JSON in base64url") from error


def _decode_header(segment: str) -> dict[str, Any]:
    if len(segment) > MAX_CACHED_HEADER:
        return parse_json_object(b64url_decode(segment))
    return dict(_decode_short_header(segment))


@lru_cache(maxsize=CACHED_HEADERS)
def _decode_short_header(segment: str) -> Mapping[str, Any]:
    return parse_json_object(b64url_decode(segment))


def _refuse_private_members(document: Mapping[str, Any]) -> None:
    if PRIVATE_MEMBERS & document.keys():
        raise KeyRefusedError("the key has private parts: publish only its public half")


def _candidates(
    header: Mapping[str, Any], keys: Sequence[VerificationKey]
) -> Iterable[VerificationKey]:
    kid, named = header.get("kid"), algorithm_named(header.get("alg"))
    return (
        key
        for key in keys
        if key.algorithm is named and (kid is None or key.kid is None or key.kid == kid)
    )


def _import_key(document: dict[str, Any]) -> tuple[Algorithm, ECKey | OKPKey | RSAKey]:
    kind, curve = document.get("kty"), document.get("crv")
    try:
        if (kind, curve) == ("EC", "P-256"):
            return Algorithm.ES256, ECKey.import_key(document)
        if (kind, curve) == ("OKP", "Ed25519"):
            return Algorithm.EDDSA, OKPKey.import_key(document)
        if kind == "RSA":
            key = RSAKey.import_key(document)
            if not RSA_MIN_BITS <= key.public_key.key_size <= RSA_MAX_BITS:
                raise KeyRefusedError(f"an RSA key needs {RSA_MIN_BITS} to {RSA_MAX_BITS} bits")
            return Algorithm.PS256, key
    except (JoseError, ValueError, TypeError) as error:
        raise KeyRefusedError("the key cannot be read") from error
    raise KeyRefusedError("a key must be EC P-256, OKP Ed25519 or RSA")
