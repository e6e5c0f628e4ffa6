"""Proofs that it is us who use a token, and nobody who has copied it (RFC 9449, DPoP)."""

import hashlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from thiqa.base import Clock, b64url_encode, new_secret
from thiqa.counter.identity.transport import Answer
from thiqa.crypto import Signer

PROOF_TYPE = "dpop+jwt"
NONCE_HEADER = "dpop-nonce"
NONCE_WANTED = "use_dpop_nonce"
"""RFC 9449, sections 4.2, 8 and 8.1."""
REFUSED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED})

Attempt = Callable[[dict[str, str]], Awaitable[Answer]]
"""Sends a request with some headers more."""


class Prover:
    """Proves our key with each request, and remembers the nonce that the provider told last."""

    def __init__(self, signer: Signer, clock: Clock) -> None:
        self._signer = signer
        self._clock = clock
        self._nonce: str | None = None

    async def send(
        self, method: str, url: str, attempt: Attempt, *, access_token: str | None = None
    ) -> Answer:
        """Send a request with a proof, and once more when its nonce was too old (section 8)."""
        answer = await attempt(self._headers(method, url, access_token))
        if self._learn(answer) and _is_nonce_wanted(answer):
            answer = await attempt(self._headers(method, url, access_token))
            self._learn(answer)
        return answer

    def _headers(self, method: str, url: str, access_token: str | None) -> dict[str, str]:
        headers = {"dpop": self._proof(method, url, access_token)}
        if access_token is not None:
            headers["authorization"] = f"DPoP {access_token}"
        return headers

    def _proof(self, method: str, url: str, access_token: str | None) -> str:
        claims = {"jti": new_secret(), "htm": method, "htu": url, "iat": self._clock()}
        if self._nonce is not None:
            claims["nonce"] = self._nonce
        if access_token is not None:
            claims["ath"] = b64url_encode(hashlib.sha256(access_token.encode()).digest())
        return self._signer.sign(claims, typ=PROOF_TYPE, show_key=True)

    def _learn(self, answer: Answer) -> bool:
        """Remember the nonce of an answer (section 8.2); tell whether it is another one."""
        nonce = answer.headers.get(NONCE_HEADER)
        if nonce is None or nonce == self._nonce:
            return False
        self._nonce = nonce
        return True


def _is_nonce_wanted(answer: Answer) -> bool:
    challenge = answer.headers.get("www-authenticate", "")
    return answer.status in REFUSED and (
        NONCE_WANTED in challenge or NONCE_WANTED.encode() in answer.body
    )
