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
    """What is looked at, and the clause that asks for it; in the order of `verify_document`."""

    sentence: str
    clause: str

    def __new__(cls, code: str, sentence: str, clause: str) -> Self:
        check = str.__new__(cls, code)
        check._value_ = code
        check.sentence = sentence
        check.clause = clause
        return check

    ACCESS = ("access", "The chip was opened as the policy asks.", "Doc 9303-11, section 4.2")
    SOD = ("sod", "What is signed can be read.", "Doc 9303-10, section 4.6.2")
    SIGNATURE = ("signature", "The signature is the document signer's.", "Doc 9303-11, section 5.1")
    SIGNER = (
        "signer",
        "A country's authority that is trusted stands behind the signer.",
        "Doc 9303-11, section 5.1",
    )
    SIGNER_TIME = (
        "signer-time",
        "The signer's certificate is in its time.",
        "RFC 5280, section 4.1.2.5",
    )
    SIGNING_TIME = (
        "signing-time",
        "Signed while the signer's key could be used.",
        "Doc 9303-12, section 7.1.1",
    )
    REVOCATION = (
        "revocation",
        "A fresh list does not revoke the signer.",
        "Doc 9303-12, section 7.1.4",
    )
    ALGORITHMS = (
        "algorithms",
        "Hashes and signatures cannot be forged today.",
        "NIST SP 800-131A, sections 3 and 9",
    )
    HASHES = (
        "hashes",
        "Every data group that was read is as it was signed.",
        "Doc 9303-11, section 5.1",
    )
    COMPLETENESS = (
        "completeness",
        "Nothing that is due is missing, and nothing is there besides.",
        "Doc 9303-10, sections 4.6.1 and 4.6.2",
    )
    MRZ = ("mrz", "The machine-readable zone can be read.", "Doc 9303-3, section 4.9")
    ISSUER = (
        "issuer",
        "The document's country is that of the authority.",
        "Doc 9303-12, section 7.1",
    )
    DOCUMENT_TYPE = (
        "document-type",
        "The signer may sign documents of this type.",
        "Doc 9303-12, section 7.1.1",
    )
    DATES = ("dates", "The document is in its time.", "Doc 9303-3, section 4.8")
    PARAMETERS = (
        "parameters",
        "The parameters of the channel are those that are signed.",
        "Doc 9303-11, section 9.2",
    )
    CHIP = ("chip", "The chip is the document's own, and no copy.", "Doc 9303-11, section 6")
    STATUS = (
        "status",
        "The document is not reported as lost, stolen or revoked.",
        "Doc 9303-2, section 6",
    )


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
    def clause(self) -> str:
        """Return the clause that was not kept, or that of the check if it held."""
        return self.check.clause if self.reason is None else self.reason.clause

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
