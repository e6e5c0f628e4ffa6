"""The nonces that proofs of possession carry (RFC 9449, sections 8 and 9).

A nonce follows from the time and from a secret of the key directory, so every process gives
and takes the same ones, before a restart and after it, and none of them is stored.
"""

import hashlib
import hmac

from thiqa.base import b64url_encode, constant_time_equal
from thiqa.oidc.errors import UseDpopNonceError

NONCE_SECONDS = 300
"""A nonce is given for so long, and taken for as long again."""
NONCE_BYTES = 18
_PURPOSE = b"thiqa dpop nonce\n"


class DpopNonces:
    """Gives the nonce of the moment, and tells for how long one that comes back is good."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._known: dict[int, str] = {}

    def current(self, now: int) -> str:
        """Return the nonce that is given now."""
        return self._of(now // NONCE_SECONDS)

    def check(self, nonce: object, now: int) -> int:
        """Return the second from which this nonce is too old; raise if it is none of ours.

        A fresh one stands in the answer's header, so the client only has to try again.
        """
        window = now // NONCE_SECONDS
        for at in (window, window - 1):
            if isinstance(nonce, str) and _is_equal(nonce, self._of(at)):
                return (at + 2) * NONCE_SECONDS
        raise UseDpopNonceError(
            "the DPoP proof needs the nonce of the DPoP-Nonce header",
            rule="RFC 9449, section 8",
            parameter="DPoP: nonce",
            mend="Send the request again, its proof made anew with the nonce of this answer.",
        )

    def _of(self, window: int) -> str:
        nonce = self._known.get(window)
        if nonce is None:
            mac = hmac.digest(self._secret, _PURPOSE + window.to_bytes(8, "big"), hashlib.sha256)
            nonce = b64url_encode(mac[:NONCE_BYTES])
            recent = {at: known for at, known in self._known.items() if abs(at - window) <= 1}
            self._known = {**recent, window: nonce}
        return nonce


def _is_equal(left: str, right: str) -> bool:
    return constant_time_equal(left.encode(), right.encode())
