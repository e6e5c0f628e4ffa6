"""What a document has to pass: one policy for each place at which documents are checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from thiqa.card.data_groups.files import DataGroup
from thiqa.card.verification.reasons import Reason

DAY: Final = 86_400


class ChipProof(StrEnum):
    """Whether the chip has to prove that it is no copy."""

    ALWAYS = "always"
    IF_IT_HAS_A_KEY = "if-it-has-a-key"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Policy:
    """What is demanded of a document beyond passive authentication, which every policy demands."""

    name: str
    """Names the policy in verdicts and on the command line."""

    countries: frozenset[str] | None
    """The issuing states, as three letters of the machine-readable zone, or None for any."""

    document_types: frozenset[str] | None
    """The first letters of the document codes, such as P for passports, or None for any."""

    data_groups: frozenset[DataGroup]
    """The data groups that have to be signed and read."""

    secure_channel: bool
    """Whether the chip has to be read in a secure channel; if not, files from anywhere will do."""

    bac_allowed: bool
    """Whether a chip that does not offer PACE may be opened with BAC."""

    chip_proof: ChipProof
    """Whether the chip has to prove that it is no copy of another one."""

    weak_algorithms_allowed: bool
    """Whether SHA-1 and keys below today's strength are tolerated."""

    expired_allowed: bool
    """Whether a document, its signer and the authority may be beyond their time."""

    signing_time_required: bool
    """Whether the signer has to say when it signed, so that its key can be judged by that."""

    revocation_list_required: bool
    """Whether a fresh list of revoked certificates of the country has to be there."""

    trust_max_age: int | None
    """How many seconds ago the trusted authorities have to have been renewed, or None for any."""

    status_required: bool
    """Whether somebody has to have said that the document is not reported as lost or stolen."""

    def tolerates(self, reason: Reason) -> bool:
        """Tell whether a document is taken in spite of a reason; no policy tolerates the others."""
        optional_key = self.chip_proof is not ChipProof.ALWAYS
        return {
            Reason.ACCESS_UNPROTECTED: not self.secure_channel,
            Reason.WEAK_ALGORITHM: self.weak_algorithms_allowed,
            Reason.SIGNER_EXPIRED: self.expired_allowed,
            Reason.DOCUMENT_EXPIRED: self.expired_allowed,
            Reason.SIGNING_TIME_UNKNOWN: not self.signing_time_required,
            Reason.REVOCATION_UNKNOWN: not self.revocation_list_required,
            Reason.REVOCATION_OUTDATED: not self.revocation_list_required,
            Reason.CHIP_HAS_NO_KEY: optional_key,
            Reason.CHIP_KEY_COMPROMISED: self.chip_proof is ChipProof.NEVER,
            Reason.CHIP_PROOF_MISSING: self.chip_proof is ChipProof.NEVER,
            Reason.STATUS_NOT_ASKED: not self.status_required,
            Reason.STATUS_UNKNOWN: not self.status_required,
        }.get(reason, False)


NATIONAL_CARD: Final = Policy(
    name="national-card",
    countries=frozenset({"MAR"}),
    document_types=frozenset({"I"}),
    data_groups=frozenset({DataGroup.DG1, DataGroup.DG2}),
    secure_channel=True,
    bac_allowed=False,
    chip_proof=ChipProof.ALWAYS,
    weak_algorithms_allowed=False,
    expired_allowed=False,
    signing_time_required=True,
    revocation_list_required=True,
    trust_max_age=90 * DAY,
    status_required=True,
)
"""The identity card at a counter: everything that it can prove, and nobody reports it."""

BORDER: Final = Policy(
    name="border",
    countries=None,
    document_types=None,
    data_groups=frozenset({DataGroup.DG1, DataGroup.DG2}),
    secure_channel=True,
    bac_allowed=True,
    chip_proof=ChipProof.IF_IT_HAS_A_KEY,
    weak_algorithms_allowed=False,
    expired_allowed=False,
    signing_time_required=False,
    revocation_list_required=True,
    trust_max_age=90 * DAY,
    status_required=True,
)
"""Documents of every state, in their time: BAC where there is no PACE, chips without keys."""

OLD_PASSPORTS: Final = Policy(
    name="old-passports",
    countries=None,
    document_types=None,
    data_groups=frozenset({DataGroup.DG1}),
    secure_channel=False,
    bac_allowed=True,
    chip_proof=ChipProof.NEVER,
    weak_algorithms_allowed=True,
    expired_allowed=True,
    signing_time_required=False,
    revocation_list_required=False,
    trust_max_age=None,
    status_required=False,
)
"""Files of old documents: whether they were right when they were signed, and no more than that."""

POLICIES: Final[Mapping[str, Policy]] = MappingProxyType(
    {policy.name: policy for policy in (NATIONAL_CARD, BORDER, OLD_PASSPORTS)}
)
