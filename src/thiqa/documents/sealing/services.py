"""What sealing needs of others: trust in authorities, the time, and answers about certificates."""

from collections.abc import Callable
from dataclasses import dataclass

from thiqa.base import Clock
from thiqa.pki import TrustAnchors
from thiqa.pki.errors import TrustAnchorError

TimeStamper = Callable[[bytes], bytes]
"""Takes a question to a time stamping authority in DER to it, and brings back its answer.

Raises SealServiceError when the authority cannot be reached (RFC 3161, section 3.4)."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked over HTTP about a certificate."""

    url: str
    """As the certificate of a trusted authority says."""
    media_type: str
    """Of the answer."""
    body: bytes | None = None
    """An OCSP request, to be posted; None to get a list."""


Fetch = Callable[[Question], bytes]
"""Asks, and raises SealServiceError when there is no answer."""


@dataclass(frozen=True, slots=True)
class SealTrust:
    """Which authorities may stand behind seals, and which behind time stamps.

    They are those that issue the certificates, as trusted lists name them (ETSI TS 119 612,
    section 5.5.3): whoever lists them says that they are good, so nothing is asked about them.
    """

    seals: TrustAnchors
    stamps: TrustAnchors

    def __post_init__(self) -> None:
        """Refuse authorities that would need evidence of their own."""
        if self.seals.intermediates or self.stamps.intermediates:
            raise TrustAnchorError("behind seals and time stamps, name who issues certificates")


@dataclass(frozen=True, slots=True)
class SealServices:
    """Whatever it takes to seal documents, and to renew seals."""

    trust: SealTrust
    time_stamper: TimeStamper
    fetch: Fetch
    clock: Clock
