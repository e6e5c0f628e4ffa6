"""The one way from what was read to a document that may be believed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from thiqa.card.reading.models import DocumentRead
from thiqa.card.verification import chip_checks, document_checks, passive_authentication
from thiqa.card.verification.deviations import find_deviations
from thiqa.card.verification.errors import CheckFailedError, CheckNotDoneError
from thiqa.card.verification.examination import Examination, Trust
from thiqa.card.verification.policy import Policy
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.status import StatusAnswer
from thiqa.card.verification.verdict import (
    Check,
    CheckResult,
    Outcome,
    Verdict,
    VerifiedDocument,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One check: what looks, and what has to have passed before its success counts."""

    check: Check
    look: Callable[[Examination], str]
    """Returns what people may want to know; raises CheckFailedError."""
    rests_on: tuple[Check, ...] = ()
    unbound: Reason = Reason.DATA_NOT_BOUND
    """Why its success does not count without them; a failure always does."""


SIGNED: Final = (Check.SIGNATURE,)
TRUSTED: Final = (
    Check.SIGNATURE,
    Check.SIGNER,
    Check.SIGNER_TIME,
    Check.SIGNING_TIME,
    Check.REVOCATION,
    Check.ALGORITHMS,
)
BOUND: Final = (Check.HASHES,)

STEPS: Final = (
    Step(Check.ACCESS, chip_checks.check_access),  # 1
    Step(Check.SOD, passive_authentication.check_sod),  # 2
    Step(Check.SIGNATURE, passive_authentication.check_signature),  # 3
    Step(Check.SIGNER, passive_authentication.check_signer, SIGNED),  # 4
    Step(Check.SIGNER_TIME, passive_authentication.check_signer_time, SIGNED),  # 5
    Step(Check.SIGNING_TIME, passive_authentication.check_signing_time, SIGNED),  # 6
    Step(Check.REVOCATION, passive_authentication.check_revocation, SIGNED),  # 7
    Step(Check.ALGORITHMS, passive_authentication.check_algorithms, SIGNED),  # 8
    Step(  # 9
        Check.HASHES,
        passive_authentication.check_hashes,
        TRUSTED,
        Reason.SIGNER_NOT_TRUSTED,
    ),
    Step(  # 10
        Check.COMPLETENESS,
        passive_authentication.check_completeness,
        TRUSTED,
        Reason.SIGNER_NOT_TRUSTED,
    ),
    Step(Check.MRZ, document_checks.check_zone, BOUND),  # 11
    Step(Check.ISSUER, document_checks.check_issuer, BOUND),  # 12
    Step(Check.DOCUMENT_TYPE, document_checks.check_document_type, BOUND),  # 13
    Step(Check.DATES, document_checks.check_dates, BOUND),  # 14
    Step(Check.PARAMETERS, chip_checks.check_parameters, BOUND),  # 15
    Step(Check.CHIP, chip_checks.check_chip, BOUND, Reason.CHIP_KEY_NOT_BOUND),  # 16
    Step(Check.STATUS, document_checks.check_status, BOUND),  # 17
)


def verify_document(
    read: DocumentRead,
    trust: Trust,
    policy: Policy,
    now: int,
    status: StatusAnswer | None = None,
) -> Verdict:
    """Make the one verdict on a document; `now` is in seconds since the epoch.

    1. The chip was opened by the best way that it offers, and that the policy accepts.
    2. EF.SOD is one signed object in strict DER.
    3. Its signature is that of the certificate that it names, by the algorithms that it names.
    4. A country's authority that is trusted has issued that certificate, to a document signer.
    5. The certificate is in its time.
    6. It was signed while the private key could be used.
    7. A fresh list of the country does not revoke it.
    8. No hash, signature or key on the way is weak.
    9. Every data group that was read has the signed hash.
    10. What the chip lists, what is signed, and what was read are the same data groups.
    11. The machine-readable zone can be read, and is the printed one.
    12. It says the country of the authority.
    13. It says a type of document that the signer may sign.
    14. The document is in its time.
    15. What the chip offered before the channel is what is signed.
    16. The chip proved a key that is signed as this document's.
    17. The document is not reported as lost, stolen or revoked.

    No step is left out after another one failed. What a step finds wrong always counts; what it
    finds right counts only if the steps that it rests on have passed.
    """
    document = Examination(read, trust, policy, now, status, read.data_groups)
    results: dict[Check, CheckResult] = {}
    for step in STEPS:
        results[step.check] = _take(step, document, results)
    told = find_deviations(document)
    verdict = Verdict(policy.name, now, tuple(results.values()), deviations=told)
    if verdict.refusals:
        return verdict
    return replace(verdict, document=_believe(document, results))


def _take(step: Step, document: Examination, results: dict[Check, CheckResult]) -> CheckResult:
    def result(outcome: Outcome, reason: Reason, detail: str) -> CheckResult:
        tolerated = document.policy.tolerates(reason)
        return CheckResult(step.check, outcome, reason, detail, tolerated)

    try:
        detail = step.look(document)
    except CheckNotDoneError as error:
        return result(Outcome.NOT_DONE, error.reason, error.detail)
    except CheckFailedError as error:
        return result(Outcome.FAILED, error.reason, error.detail)
    if not all(results[each].passes for each in step.rests_on):
        return result(Outcome.NOT_DONE, step.unbound, detail)
    return CheckResult(step.check, Outcome.HELD, detail=detail)


def _believe(document: Examination, results: dict[Check, CheckResult]) -> VerifiedDocument:
    if document.zone is None:
        raise CheckNotDoneError(Reason.MRZ_MALFORMED)
    return VerifiedDocument(
        country=document.zone.issuer,
        zone=document.zone,
        data_groups=MappingProxyType(dict(document.groups)),
        chip_is_genuine=results[Check.CHIP].outcome is Outcome.HELD,
    )
