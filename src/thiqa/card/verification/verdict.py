"""The one verdict on a document: what was checked, with which outcome, and what that makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.mrz import MachineReadableZone
from thiqa.card.verification.errors import DocumentRefusedError
from thiqa.card.verification.reasons import Reason
from thiqa.pki.csca.deviation_list import Description


class Check(StrEnum):
    """What is looked at; the order is that of `verify_document`."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Self:
        check = str.__new__(cls, code)
        check._value_ = code
        check.sentence = sentence
        return check

    ACCESS = "access", "The chip was opened as the policy asks."
    SOD = "sod", "What is signed can be read."
    SIGNATURE = "signature", "The signature is the document signer's."
    SIGNER = "signer", "A country's authority that is trusted stands behind the signer."
    SIGNER_TIME = "signer-time", "The signer's certificate is in its time."
    SIGNING_TIME = "signing-time", "Signed while the signer's key could be used."
    REVOCATION = "revocation", "A fresh list does not revoke the signer."
    ALGORITHMS = "algorithms", "Hashes and signatures cannot be forged today."
    HASHES = "hashes", "Every data group that was read is as it was signed."
    COMPLETENESS = "completeness", "Nothing that is due is missing, and nothing is there besides."
    MRZ = "mrz", "The machine-readable zone can be read."
    ISSUER = "issuer", "The document's country is that of the authority."
    DOCUMENT_TYPE = "document-type", "The signer may sign documents of this type."
    DATES = "dates", "The document is in its time."
    PARAMETERS = "parameters", "The parameters of the channel are those that are signed."
    CHIP = "chip", "The chip is the document's own, and no copy."
    STATUS = "status", "The document is not reported as lost, stolen or revoked."


class Outcome(StrEnum):
    """What became of a check."""

    HELD = "held"
    FAILED = "failed"
    NOT_DONE = "not-done"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What became of one check, and why if it did not hold."""

    check: Check
    outcome: Outcome
    reason: Reason | None = None
    """Why it did not hold; None if it held."""
    detail: str = ""
    """What the reason does not say: which data group, which algorithm; no personal data."""
    tolerated: bool = False
    """Whether the policy takes the document in spite of this reason."""

    @property
    def passes(self) -> bool:
        """Tell whether the document need not be refused because of this check."""
        return self.outcome is Outcome.HELD or self.tolerated


@dataclass(frozen=True, slots=True)
class VerifiedDocument:
    """A document that passed every check of a policy; `Verdict.require` gives it."""

    country: str
    """Of the document and of the authority behind its signer, as the zone writes it."""
    zone: MachineReadableZone = field(repr=False)
    data_groups: Mapping[DataGroup, bytes] = field(repr=False)
    """Those that were read, each of them as it was signed."""
    chip_is_genuine: bool
    """Whether the chip proved a key of the document; a copy of its data could not."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every check with its outcome, and the document if it may be believed."""

    policy: str
    at: int
    """The time of the verdict, in seconds since the epoch."""
    checks: tuple[CheckResult, ...]
    document: VerifiedDocument | None = None
    deviations: tuple[Description, ...] = ()
    """What the country says is wrong with documents like this one; no check holds because of it."""

    @property
    def holds(self) -> bool:
        """Tell whether every check is there, and held or is tolerated."""
        whole = [each.check for each in self.checks] == list(Check)
        return self.document is not None and whole and not self.refusals

    @property
    def refusals(self) -> tuple[CheckResult, ...]:
        """The checks because of which the document is refused."""
        return tuple(each for each in self.checks if not each.passes)

    def require(self) -> VerifiedDocument:
        """Return the document, or raise DocumentRefusedError with everything that is wrong."""
        if self.document is None or not self.holds:
            raise DocumentRefusedError(tuple(each.reason for each in self.refusals if each.reason))
        return self.document

    def result(self, check: Check) -> CheckResult:
        """Return what became of a check."""
        return next(each for each in self.checks if each.check is check)
