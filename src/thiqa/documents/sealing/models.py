"""What is known of a sealed document."""

from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509


class Level(StrEnum):
    """How long a seal can be checked without asking anybody (ETSI EN 319 142-1, section 6)."""

    LONG_TERM = "B-LT"
    """As long as the certificate behind its time stamp is good."""
    LONG_TERM_ARCHIVED = "B-LTA"
    """As long as it is renewed before the certificate behind the last renewal has expired."""


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """A document that is as it was sealed; made by `check_seal` only."""

    issuer: str
    """The name of the body, as its certificate says."""
    certificate: x509.Certificate
    """Of the seal."""
    sealed_at: int
    """Seconds since the epoch, by the time stamping authority."""
    renewed_at: tuple[int, ...]
    """When time stamps were put over all of it, the last one last."""
    good_until: int
    """When it has to be renewed: the end of the certificate behind the last time stamp."""
    attachments: tuple[tuple[str, bytes], ...]
    """The files that lie in it, by name: sealed with it."""

    @property
    def level(self) -> Level:
        """How long the seal can be checked."""
        return Level.LONG_TERM_ARCHIVED if self.renewed_at else Level.LONG_TERM

    def attachment(self, name: str) -> bytes | None:
        """Return a file that lies in the document, if there is one of this name."""
        return dict(self.attachments).get(name)
