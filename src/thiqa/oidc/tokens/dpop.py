"""Proofs of possession (RFC 9449, DPoP): a request shows that its sender holds a key.

The server's nonce tells when a proof was made. The time in the proof itself is not compared
with our clock: a service whose clock is wrong can use DPoP (section 4.3, point 11), and a
proof that was made in advance is worth nothing without the nonce of the moment.

Refresh tokens of confidential clients, which all of ours are, stay bound to the client and its
authentication and not to the key of a proof (section 5): a service may change its key.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from thiqa.base import EncodingError, b64url_decode, b64url_encode, digest, parse_json_object
from thiqa.crypto import (
    ACCEPTED_NAMES,
    KeyRefusedError,
    SignatureInvalidError,
    VerificationKey,
    parse_jwk,
    verify_jws,
)
from thiqa.oidc.errors import InvalidDpopProofError
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.dpop_nonce import DpopNonces
from thiqa.oidc.uris import UriError, normalised_uri
from thiqa.web.limits import Headers

HEADER = b"dpop"
NONCE_HEADER = b"dpop-nonce"
PROOF_TYPE = "dpop+jwt"
"""RFC 9449, section 4.2."""
MAX_PROOF_CHARACTERS = 4_096
MAX_JTI = 256
CLOCK_SKEW_SECONDS = 60
CACHED_HEADERS = 1_000
"""A service sends the same header, with the same key, in each of its proofs."""


@dataclass(frozen=True, slots=True)
class Call:
    """The HTTP request that a proof came with; each of `addresses` leads to the endpoint."""

    method: str
    addresses: tuple[str, ...]
    access_token: str | None = None


@dataclass(frozen=True, slots=True)
class VerifiedProof:
    """A proof that its sender holds a key; `use` makes sure that it was not used before."""

    jkt: str
    use_digest: bytes
    expires_at: int

    async def use(self, records: Records) -> None:
        """Consume the proof's identifier (RFC 9449, section 11.1)."""
        if not await records.oidc.use_once(self.use_digest, self.expires_at):
            raise _refused(
                "the DPoP proof has been used before", "jti", "Make a new proof for each request."
            )


def is_proved(headers: Headers) -> bool:
    """Tell whether a request came with anything that calls itself a proof."""
    return any(name == HEADER for name, _ in headers)


def proof_in(headers: Headers) -> str | None:
    """Return the proof of a request, which has one at the most (RFC 9449, section 4.3, point 1)."""
    found = [value for name, value in headers if name == HEADER]
    if not found:
        return None
    if len(found) > 1 or not found[0].isascii():
        raise _refused("there is more than one DPoP proof", "", "Send one DPoP header.")
    return found[0].decode("ascii")


def verify_proof(proof: str, call: Call, nonces: DpopNonces, now: int) -> VerifiedProof:
    """Return who proves to hold which key for this very request (RFC 9449, section 4.3).

    1. there is one proof (`proof_in`); 2. it is a well-formed JWT; 3. it has every claim;
    4. its type; 5. its algorithm is one of ours; 6. the key in its header has signed it;
    7. and is a public key; 8. htm is the method; 9. htu is the address; 10. and 11. the nonce
    is ours, and young; 12. ath is the hash of the access token. That the token is bound to
    this key is for the resource to check.
    """
    key = _read_key(proof)  # 2, 4, 5, 7
    try:
        claims = verify_jws(proof, [key.key]).claims  # 6
    except SignatureInvalidError as error:
        raise _refused(
            "the key in the DPoP proof has not signed it",
            "signature",
            "Sign the proof with the private half of the key in its header.",
        ) from error
    _require_claims(claims)  # 3
    if claims["htm"] != call.method:  # 8
        raise _refused("the DPoP proof is for another method", "htm", f"Set htm to {call.method}.")
    _check_address(claims["htu"], call)  # 9
    until = nonces.check(claims.get("nonce"), now)  # 10, 11
    _check_lifetime(claims, now)
    _check_access_token_hash(claims, call)  # 12
    use_digest = digest(f"DPoP\n{key.jkt}\n{claims['jti']}")
    return VerifiedProof(key.jkt, use_digest, until + CLOCK_SKEW_SECONDS)


def access_token_hash(access_token: str) -> str:
    """Return what `ath` says of an access token (RFC 9449, section 4.2)."""
    return b64url_encode(hashlib.sha256(access_token.encode()).digest())


@dataclass(frozen=True, slots=True)
class _ProofKey:
    key: VerificationKey
    jkt: str


def _read_key(proof: str) -> _ProofKey:
    if len(proof) > MAX_PROOF_CHARACTERS:
        raise _refused(
            f"the DPoP proof is longer than {MAX_PROOF_CHARACTERS} characters",
            "",
            "Put nothing in the proof that nobody asked for.",
        )
    try:
        return _read_header(proof.partition(".")[0])
    except EncodingError as error:
        raise _refused(
            "the DPoP proof is not a JWT", "", "Send a JWT in compact form, and nothing else."
        ) from error


@lru_cache(maxsize=CACHED_HEADERS)
def _read_header(segment: str) -> _ProofKey:
    header = parse_json_object(b64url_decode(segment))
    if header.get("typ") != PROOF_TYPE:  # 4
        raise _refused("the DPoP proof is not of its type", "typ", f"Set typ to {PROOF_TYPE}.")
    if header.get("alg") not in ACCEPTED_NAMES:  # 5
        raise _refused(
            "the DPoP proof is signed with an algorithm that is not accepted",
            "alg",
            f"Sign with {', '.join(ACCEPTED_NAMES)}.",
        )
    jwk = header.get("jwk")
    try:
        key = parse_jwk(jwk if isinstance(jwk, dict) else {})  # 7
    except KeyRefusedError as error:
        raise _refused(
            "the DPoP proof has no public key that is accepted",
            "jwk",
            f"Put the public key into the header: {error}.",
        ) from error
    return _ProofKey(key, key.thumbprint)


def _require_claims(claims: Mapping[str, Any]) -> None:
    """RFC 9449, section 4.2: jti, htm, htu and iat are there, and are what they should be."""
    for name, limit in (
        ("jti", MAX_JTI),
        ("htm", MAX_PROOF_CHARACTERS),
        ("htu", MAX_PROOF_CHARACTERS),
    ):
        value = claims.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= limit:
            raise _refused(f"the DPoP proof has no {name} that can be read", name, f"Set {name}.")
    _seconds(claims, "iat")


def _check_address(htu: str, call: Call) -> None:
    try:
        address = _normalised(htu)
    except UriError as error:
        raise _refused(
            "htu of the DPoP proof is not an address", "htu", f"Set htu to {call.addresses[0]}."
        ) from error
    if address not in [_normalised(each) for each in call.addresses]:
        raise _refused(
            "the DPoP proof is for another address", "htu", f"Set htu to {call.addresses[0]}."
        )


_normalised = lru_cache(maxsize=CACHED_HEADERS)(normalised_uri)


def _check_lifetime(claims: Mapping[str, Any], now: int) -> None:
    """RFC 7519, sections 4.1.4 and 4.1.5: whoever limits a proof's life means it."""
    if "exp" in claims and _seconds(claims, "exp") <= now - CLOCK_SKEW_SECONDS:
        raise _refused("the DPoP proof has expired", "exp", "Leave exp out, or set it later.")
    if "nbf" in claims and _seconds(claims, "nbf") > now + CLOCK_SKEW_SECONDS:
        raise _refused("the DPoP proof is not valid yet", "nbf", "Leave nbf out, or set it to now.")


def _check_access_token_hash(claims: Mapping[str, Any], call: Call) -> None:
    if call.access_token is None:
        return
    if claims.get("ath") != access_token_hash(call.access_token):
        raise _refused(
            "the DPoP proof is for another access token",
            "ath",
            "Set ath to the base64url of the SHA-256 of the access token.",
        )


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refused(
            f"the DPoP proof has no {name} that can be read",
            name,
            f"Set {name} to the seconds since 1970, as a number.",
        )
    return value


def _refused(description: str, part: str, mend: str) -> InvalidDpopProofError:
    return InvalidDpopProofError(
        description,
        rule="RFC 9449, section 4.3",
        parameter=f"DPoP: {part}" if part else "DPoP",
        mend=mend,
    )
