"""Writing a letter: a compact JWS with registered claims around a body (RFC 7519)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.base import Clock, new_secret
from thiqa.crypto import Signer

MEDIA_TYPE = "application/jose"
"""RFC 7515, section 9.2.1."""
LETTER_SECONDS = 120
"""A letter is read when it arrives: what is sent again is written again."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes letters in the name of one organisation."""

    name: str
    """Its address, without a slash at its end."""
    signer: Signer
    clock: Clock

    def write(
        self,
        kind: str,
        recipient: str,
        body: Mapping[str, Any],
        *,
        in_reply_to: str | None = None,
        seconds: int = LETTER_SECONDS,
    ) -> str:
        """Return a letter; `in_reply_to` is the fingerprint of the one that it answers."""
        now = self.clock()
        claims = {
            "iss": self.name,
            "aud": recipient,
            "iat": now,
            "exp": now + seconds,
            "jti": new_secret(),
            "body": body,
        }
        if in_reply_to is not None:
            claims["in_reply_to"] = in_reply_to
        return self.signer.sign(claims, typ=kind)
