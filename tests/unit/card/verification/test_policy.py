import inspect
from dataclasses import fields, replace

import pytest

from thiqa.card.verification.policy import (
    BORDER,
    NATIONAL_CARD,
    OLD_PASSPORTS,
    POLICIES,
    ChipProof,
    Policy,
)
from thiqa.card.verification.reasons import Reason

TOLERABLE = {
    Reason.ACCESS_UNPROTECTED,
    Reason.WEAK_ALGORITHM,
    Reason.SIGNER_EXPIRED,
    Reason.DOCUMENT_EXPIRED,
    Reason.SIGNING_TIME_UNKNOWN,
    Reason.REVOCATION_UNKNOWN,
    Reason.REVOCATION_OUTDATED,
    Reason.CHIP_HAS_NO_KEY,
    Reason.CHIP_KEY_COMPROMISED,
    Reason.CHIP_PROOF_MISSING,
    Reason.STATUS_NOT_ASKED,
    Reason.STATUS_UNKNOWN,
}


def tolerated(policy: Policy) -> set[Reason]:
    return {reason for reason in Reason if policy.tolerates(reason)}


def test_the_policy_of_the_national_card_tolerates_nothing() -> None:
    assert tolerated(NATIONAL_CARD) == set()


def test_the_border_takes_documents_whose_chip_has_no_key() -> None:
    assert tolerated(BORDER) == {Reason.CHIP_HAS_NO_KEY, Reason.SIGNING_TIME_UNKNOWN}


def test_no_policy_tolerates_what_is_forged_altered_or_reported() -> None:
    assert tolerated(OLD_PASSPORTS) == TOLERABLE
    lax = replace(OLD_PASSPORTS, chip_proof=ChipProof.IF_IT_HAS_A_KEY)
    assert tolerated(lax) == TOLERABLE - {Reason.CHIP_PROOF_MISSING, Reason.CHIP_KEY_COMPROMISED}


@pytest.mark.parametrize("name", list(POLICIES))
def test_policies_are_found_by_their_own_names(name: str) -> None:
    assert POLICIES[name].name == name


def test_every_field_of_a_policy_has_its_sentence() -> None:
    source = inspect.getsource(Policy)
    for field in fields(Policy):
        assert f"    {field.name}: " in source
    assert source.count('"""') == 2 * (len(fields(Policy)) + 2)
