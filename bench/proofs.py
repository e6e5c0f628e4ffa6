"""Proofs of possession (RFC 9449) as a service makes them: a fresh one for each request."""

import hashlib
import http.client
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec

from bench.client import b64url, encoded, public_members, signed_es256
from bench.errors import BenchError

NONCE_SECONDS = 20
"""A nonce is asked for anew after so long: both providers take theirs for some minutes."""
ASKING_SECONDS = 30


@dataclass(slots=True)
class ProofKey:
    """A key, and its header, which is the same in each of its proofs."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    header: str = field(init=False)

    def __post_init__(self) -> None:
        jwk = public_members(self.key)
        self.header = encoded({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk})

    def line(
        self, method: str, url: str, nonce: str | None, access_token: str | None = None
    ) -> str:
        """Return the header line with a new proof."""
        claims: dict[str, object] = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": url,
            "iat": int(time.time()),
        }
        if nonce is not None:
            claims["nonce"] = nonce
        if access_token is not None:
            claims["ath"] = b64url(hashlib.sha256(access_token.encode()).digest())
        return f"dpop: {signed_es256(self.key, self.header, claims)}\r\n"


@dataclass(slots=True)
class Prover:
    """Makes the proofs for one provider, with the nonce that it demands."""

    port: int
    asking_path: str
    asking_form: Callable[[], bytes]
    _nonce: str = ""
    _asked_at: float = -NONCE_SECONDS

    def line(
        self, key: ProofKey | None, method: str, path: str, access_token: str | None = None
    ) -> str:
        """Return the header line with a proof for one request; without a key, nothing."""
        if key is None:
            return ""
        return key.line(method, self._url(path), self._nonce, access_token)

    def renew(self) -> None:
        """Have a young nonce; this waits, so it is done before anything is measured."""
        if time.monotonic() - self._asked_at >= NONCE_SECONDS:
            self._nonce = self._ask()
            self._asked_at = time.monotonic()

    def _ask(self) -> str:
        """Send a proof without a nonce, and read the one that the refusal gives (section 8)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ASKING_SECONDS)
        line = ProofKey().line("POST", self._url(self.asking_path), None)
        name, _, proof = line.strip().partition(": ")
        headers = {"content-type": "application/x-www-form-urlencoded", name: proof}
        try:
            connection.request("POST", self.asking_path, self.asking_form(), headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        nonce = answer.getheader("dpop-nonce")
        if answer.status != http.client.BAD_REQUEST or b"use_dpop_nonce" not in text or not nonce:
            raise BenchError(f"a proof without a nonce: status {answer.status}, {text[:300]!r}")
        return nonce

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"
