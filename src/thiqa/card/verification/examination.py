"""A document while it is being verified: what was read, and what is known of it so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.mrz import MachineReadableZone
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.reading.models import DocumentRead
from thiqa.card.verification.errors import CheckNotDoneError
from thiqa.card.verification.policy import Policy
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.sod import SecurityObject
from thiqa.card.verification.status import StatusAnswer
from thiqa.pki.csca.certificate import ChipCertificate
from thiqa.pki.csca.deviation_list import Deviation
from thiqa.pki.csca.trust import CscaPath
from thiqa.pki.signed_object import SignedObject, VerifiedObject

_Known = TypeVar("_Known")


class Trust(Protocol):
    """The countries' authorities that are trusted, and whom they have revoked."""

    @property
    def refreshed_at(self) -> int:
        """When the collection was renewed, in seconds since the epoch."""

    def find_path(self, document_signer: ChipCertificate, at: int) -> CscaPath:
        """Return the way from a document signer to an authority; raises PathError."""

    def require_not_revoked(
        self, document_signer: ChipCertificate, path: CscaPath, at: int
    ) -> None:
        """Return if a fresh list does not revoke the signer; raises RevokedError."""

    def deviations_of(self, document_signer: ChipCertificate) -> tuple[Deviation, ...]:
        """Return what the country has said is wrong with documents of the signer."""


@dataclass(slots=True)
class Examination:
    """What a verdict is made from; each step reads what it needs and adds what it finds."""

    read: DocumentRead
    trust: Trust
    policy: Policy
    now: int
    status: StatusAnswer | None
    groups: Mapping[DataGroup, bytes] = field(repr=False)
    """The data groups that were read, as they were read."""

    signed: SignedObject | None = None
    signer: ChipCertificate | None = None
    verified: VerifiedObject | None = None
    """Set only if the signature holds; everything below comes of it."""
    hashes: SecurityObject | None = None
    path: CscaPath | None = None
    zone: MachineReadableZone | None = field(default=None, repr=False)
    infos: SecurityInfos | None = None
    """Those of DG14, as they were signed."""

    def file_as_signed(self, group: DataGroup) -> bytes | None:
        """Return a data group if it was read and is as it was signed, whoever signed."""
        file = self.groups.get(group)
        listed = need(self.hashes, Reason.SOD_NOT_VERIFIED)
        return file if file is not None and listed.is_hash_of(group, file) else None


def need(known: _Known | None, reason: Reason) -> _Known:
    """Return what a step rests on, or give it up."""
    if known is None:
        raise CheckNotDoneError(reason)
    return known
