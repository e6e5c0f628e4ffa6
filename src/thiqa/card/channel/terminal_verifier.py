"""The card's side of terminal authentication 1 (TR-03110-1, section 3.5; TR-03110-3, B.3)."""

from collections.abc import Callable

from thiqa.card.channel.cv_certificates import (
    Authorization,
    CvCertificate,
    KeyReference,
    Role,
    TrustedKey,
    TrustState,
    verify_certificate,
)
from thiqa.card.channel.cv_certificates.errors import CvCertificateError, CvSignatureError
from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.terminal_authentication import CHALLENGE_BYTES, Binding
from thiqa.card.dialect import TAG_PUBLIC_KEY
from thiqa.card.errors import TlvError
from thiqa.card.transport.apdu import StatusWord
from thiqa.card.transport.tlv import parse_one
from thiqa.crypto.random_numbers import RandomBytes

KeepTrust = Callable[[TrustState], None]
"""Writes down, for ever and at once, whom the card trusts."""


class TerminalVerifier:
    """One terminal in one channel; it is gone when the channel is.

    Every refusal is a RefusedError, and leaves what was reached before as it was.
    """

    def __init__(
        self, trust: TrustState, binding: Binding, keep: KeepTrust, random_bytes: RandomBytes
    ) -> None:
        self._trust = trust
        self._binding = binding
        self._keep = keep
        self._random_bytes = random_bytes
        self._issuer: TrustedKey | None = None
        self._imported: TrustedKey | None = None
        self._terminal: TrustedKey | None = None
        self._challenge: bytes | None = None
        self._done = False

    def choose_issuer(self, data: bytes) -> None:
        """MSE:Set DST: choose the key that has signed the next certificate (B.14.4)."""
        self._require_not_done()
        self._issuer = self._find(data)

    def verify_certificate(self, data: bytes) -> None:
        """PSO:Verify Certificate: take a certificate in (B.14.5, section 2.5.1).

        The issuer's key was chosen for this one certificate. Of the keys that are no authority's
        the card remembers the last one only.
        """
        self._require_not_done()
        issuer, self._issuer = self._issuer, None
        if issuer is None:
            raise RefusedError("no key was chosen", StatusWord.CONDITIONS_NOT_SATISFIED)
        try:
            certificate = CvCertificate.from_parts(data)
            accepted = verify_certificate(certificate, issuer, self._trust.today)
            trust = self._trust.after(accepted, issuer)
        except CvCertificateError as error:
            raise RefusedError(str(error), StatusWord.INCORRECT_DATA) from error
        if trust != self._trust:
            self._keep(trust)
            self._trust = trust
        self._imported = None if accepted.authorization.role is Role.AUTHORITY else accepted
        self._terminal = self._challenge = None

    def choose_terminal(self, data: bytes) -> None:
        """MSE:Set AT: choose the key of the terminal (B.14.1)."""
        self._require_not_done()
        key = self._find(data)
        if key.authorization.role is not Role.TERMINAL:
            raise RefusedError("not the key of a terminal", StatusWord.REFERENCE_NOT_FOUND)
        self._terminal, self._challenge = key, None

    def challenge(self) -> bytes:
        """GET CHALLENGE: give a number that is answered once, or never (B.14.6)."""
        self._require_not_done()
        self._challenge = self._random_bytes(CHALLENGE_BYTES)
        return self._challenge

    def authenticate(self, signature: bytes) -> Authorization:
        """EXTERNAL AUTHENTICATE: return what the terminal may do from now on (B.14.7).

        1. Nobody has been authenticated in this channel yet.
        2. A terminal was chosen, and a challenge was given to it afterwards.
        3. The signature is about this chip, this challenge and this channel.
        """
        self._require_not_done()  # 1
        challenge, self._challenge = self._challenge, None
        if self._terminal is None or challenge is None:  # 2
            raise RefusedError("nothing to answer", StatusWord.CONDITIONS_NOT_SATISFIED)
        try:
            self._terminal.key.verify(signature, self._binding.message(challenge))  # 3
        except CvSignatureError as error:
            raise RefusedError(str(error), StatusWord.VERIFICATION_FAILED) from error
        self._done = True
        return self._terminal.authorization

    def _find(self, data: bytes) -> TrustedKey:
        """Find a key by its name among those of authorities, then the last one taken in."""
        try:
            reference = KeyReference.from_bytes(parse_one(data, TAG_PUBLIC_KEY).value)
        except (TlvError, CvCertificateError) as error:
            raise RefusedError("not the name of a key", StatusWord.INCORRECT_DATA) from error
        anchor = self._trust.find(reference)
        if anchor is not None:
            return anchor
        if self._imported is None or self._imported.reference != reference:
            raise RefusedError("no such key", StatusWord.REFERENCE_NOT_FOUND)
        return self._imported

    def _require_not_done(self) -> None:
        """One terminal for each channel (TR-03110-1, section 3.5.2)."""
        if self._done:
            raise RefusedError("done before", StatusWord.SECURITY_STATUS_NOT_SATISFIED)
