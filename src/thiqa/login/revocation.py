"""Asking at each login whether the card has been revoked."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives import hashes

from thiqa.login.errors import RevocationUnavailableError
from thiqa.login.policy import OcspPolicy
from thiqa.pki import (
    ConfirmedGood,
    TrustedCertificate,
    ask,
    check_response,
    responder_url,
)
from thiqa.pki.ocsp_request import NONCE_BYTES

MAX_REMEMBERED_ANSWERS: Final = 10_000

Fetch = Callable[[str, bytes], Awaitable[bytes]]
"""Sends a question in DER to an address; raises RevocationUnavailableError without an answer."""


def new_nonce() -> bytes:
    """Return what makes one question unlike every other."""
    return secrets.token_bytes(NONCE_BYTES)


@dataclass(frozen=True, slots=True)
class RevocationCheck:
    """Asks the authority of a card, and believes what `check_response` believes."""

    policy: OcspPolicy
    fetch: Fetch
    nonce: Callable[[], bytes] = new_nonce
    good_until: dict[bytes, int] = field(default_factory=dict)
    """From the SHA-256 of a certificate to the last second that an answer about it serves."""

    async def require_good(self, trusted: TrustedCertificate, now: int) -> None:
        """Return if the card is known not to be revoked.

        Raises RevocationUnavailableError, a CertificateError of `pki`, or an OcspError.
        """
        if not self.policy.cache_seconds:
            await self._ask(trusted, now)
            return
        card = trusted.certificate.fingerprint(hashes.SHA256())
        if now > self.good_until.get(card, -1):
            self._remember(card, await self._ask(trusted, now), now)

    async def _ask(self, trusted: TrustedCertificate, now: int) -> ConfirmedGood:
        url = self.policy.responder_url or responder_url(trusted.certificate)
        if url is None:
            raise RevocationUnavailableError("the certificate does not say where to ask")
        question = ask(trusted, self.nonce())
        try:
            async with asyncio.timeout(self.policy.timeout_seconds):
                answer = await self.fetch(url, question.der)
        except TimeoutError as error:
            raise RevocationUnavailableError("no answer in time") from error
        return check_response(answer, question, now, self.policy.rules)

    def _remember(self, card: bytes, confirmed: ConfirmedGood, now: int) -> None:
        if len(self.good_until) >= MAX_REMEMBERED_ANSWERS:
            self.good_until.clear()
        ends = [
            now + self.policy.cache_seconds,
            confirmed.this_update + self.policy.rules.max_age_seconds,
        ]
        if confirmed.next_update is not None:
            ends.append(confirmed.next_update)
        self.good_until[card] = min(ends)
