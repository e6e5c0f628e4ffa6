"""Each fault that a card can have on purpose, read as at a counter: it is refused, by its name.

A card without a fault passes the same check, so it is the fault that is refused.
"""

import os
from dataclasses import replace
from datetime import date

import pytest

from authorities import NOW
from examined_documents import trusting
from security_objects import Authority
from specimen_documents import (
    CAN,
    DOCUMENT_NUMBER,
    describe,
    document_card,
    make_trust,
    specimen_credentials,
)
from thiqa.card.channel.errors import AnswerForgedError, AnswerUnprotectedError, ChannelError
from thiqa.card.channel.pace.errors import KeyInvalidError, KeyReflectedError
from thiqa.card.channel.passwords import CanPassword, MrzPassword, Password
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.errors import CardError
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.reader import read_document
from thiqa.card.software.document.description import Description, PaceOffer
from thiqa.card.software.faults import Fault
from thiqa.card.verification.policy import NATIONAL_CARD
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.card.verification.verdict import Check, Verdict
from thiqa.card.verification.verify import verify_document
from thiqa.pki.specimen import REVOKED_SIGNER

REASONS = {
    Fault.COPIED_CHIP: (Check.CHIP, Reason.CHIP_PROOF_INVALID),
    Fault.OWN_KEYS: (Check.HASHES, Reason.DATA_GROUP_ALTERED),
    Fault.ALTERED_DATA: (Check.HASHES, Reason.DATA_GROUP_ALTERED),
    Fault.REHASHED_DATA: (Check.SIGNATURE, Reason.SOD_DIGEST_WRONG),
    Fault.FORGED_SIGNATURE: (Check.SIGNATURE, Reason.SOD_SIGNATURE_INVALID),
    Fault.SIGNER_ALGORITHM: (Check.SIGNATURE, Reason.SOD_ALGORITHM),
    Fault.NO_MESSAGE_DIGEST: (Check.SIGNATURE, Reason.SOD_DIGEST_MISSING),
    Fault.NO_CONTENT_TYPE: (Check.SIGNATURE, Reason.SOD_CONTENT_TYPE),
    Fault.CONFUSED_HASHES: (Check.SIGNATURE, Reason.SOD_HASHES_CONFUSED),
    Fault.UNSIGNED_DATA_GROUP: (Check.COMPLETENESS, Reason.DATA_GROUP_NOT_SIGNED),
    Fault.MISSING_DATA_GROUP: (Check.COMPLETENESS, Reason.DATA_GROUP_NOT_READ),
    Fault.TRAILING_BYTES: (Check.SOD, Reason.SOD_MALFORMED),
    Fault.INDEFINITE_LENGTH: (Check.SOD, Reason.SOD_MALFORMED),
    Fault.OVERSIZED_LENGTH: (Check.SOD, Reason.SOD_MALFORMED),
    Fault.FOREIGN_COUNTRY: (Check.ISSUER, Reason.COUNTRY_NOT_SIGNERS),
    Fault.SIGNED_TOO_LATE: (Check.SIGNING_TIME, Reason.SIGNED_OUT_OF_TIME),
    Fault.REVOKED_SIGNER: (Check.REVOCATION, Reason.SIGNER_REVOKED),
    Fault.WEAKENED_ACCESS: (Check.PARAMETERS, Reason.PARAMETERS_ALTERED),
    Fault.HIDDEN_PACE: (Check.PARAMETERS, Reason.PARAMETERS_ALTERED),
    Fault.FOREIGN_TRUST_POINT: (Check.COMPLETENESS, Reason.DATA_GROUP_NOT_READ),
}
"""The check that has to fail first of all, and why."""

READER_STOPS = {
    Fault.UNPROTECTED_ANSWERS: AnswerUnprotectedError,
    Fault.ALTERED_ANSWERS: AnswerForgedError,
    Fault.REPEATED_ANSWERS: AnswerForgedError,
    Fault.CUT_ANSWERS: AnswerUnprotectedError,
    Fault.POINT_AT_INFINITY: KeyInvalidError,
    Fault.POINT_OFF_CURVE: KeyInvalidError,
    Fault.REFLECTED_KEY: KeyReflectedError,
}
"""Faults after which nothing is read any more."""

CODES = {
    AnswerUnprotectedError: "answer-unprotected",
    AnswerForgedError: "answer-forged",
    KeyInvalidError: "key-invalid",
    KeyReflectedError: "key-reflected",
}

TODAY = date(2026, 11, 22)
MRZ = MrzPassword(DOCUMENT_NUMBER, "900517", "350101")


def described(*faults: Fault) -> Description:
    groups = frozenset({DataGroup.DG1, DataGroup.DG2, DataGroup.DG12})
    if Fault.FOREIGN_TRUST_POINT in faults:
        groups |= {DataGroup.DG3}
    return describe(
        *faults,
        data_groups=groups,
        active_authentication="ECDSA",
        terminal_authentication=DataGroup.DG3 in groups,
    )


def read(description: Description) -> DocumentRead:
    trust, credentials = make_trust(TODAY)
    password: Password = CanPassword(CAN)
    if Fault.HIDDEN_PACE in description.faults:
        password = MRZ
    access = ReadingAccess(password, credentials)
    card = document_card(description, trust)
    return read_document(card, access, ReadingRules(bac_allowed=True), os.urandom)


def judge(document: DocumentRead, *more: DataGroup) -> Verdict:
    """Judge as a counter that asks for portrait and zone, and perhaps for more."""
    csca = specimen_credentials()["csca"]
    authority = Authority(csca.certificate, csca.private_key)
    trust = trusting(authority, revoked={REVOKED_SIGNER: NOW})
    fine = StatusAnswer("MAR", DOCUMENT_NUMBER, "I", DocumentStatus.NOT_REPORTED, "specimen list")
    wanted = NATIONAL_CARD.data_groups | set(more)
    policy = replace(NATIONAL_CARD, bac_allowed=True, countries=None, data_groups=wanted)
    return verify_document(document, trust, policy, NOW, fine)


def test_a_card_without_a_fault_is_accepted() -> None:
    judge(read(described())).require()


def test_with_the_right_certificates_the_protected_group_is_read() -> None:
    description = replace(
        described(),
        data_groups=frozenset({DataGroup.DG1, DataGroup.DG2, DataGroup.DG3}),
        terminal_authentication=True,
    )
    verdict = judge(read(description), DataGroup.DG3)
    assert DataGroup.DG3 in verdict.require().data_groups


@pytest.mark.parametrize("fault", REASONS)
def test_a_fault_is_refused_by_its_own_reason(fault: Fault) -> None:
    fingers = (DataGroup.DG3,) if fault is Fault.FOREIGN_TRUST_POINT else ()
    verdict = judge(read(described(fault)), *fingers)
    assert not verdict.holds
    first = verdict.refusals[0]
    assert (first.check, first.reason) == REASONS[fault], [
        (each.check, each.reason) for each in verdict.refusals
    ]


@pytest.mark.parametrize("fault", READER_STOPS)
def test_a_fault_in_the_channel_ends_the_reading(fault: Fault) -> None:
    with pytest.raises(ChannelError) as stopped:
        read(described(fault))
    assert type(stopped.value) is READER_STOPS[fault]
    assert stopped.value.code == CODES[READER_STOPS[fault]]


def test_every_fault_is_expected_here() -> None:
    assert REASONS.keys() | READER_STOPS.keys() == set(Fault)
    assert all(issubclass(error, CardError) for error in READER_STOPS.values())


def test_a_copy_with_keys_of_its_own_proves_nothing() -> None:
    proof = judge(read(described(Fault.OWN_KEYS))).result(Check.CHIP)
    assert (proof.passes, proof.reason) == (False, Reason.CHIP_KEY_NOT_BOUND)


@pytest.mark.parametrize("fault", [Fault.OWN_KEYS, Fault.ALTERED_DATA, Fault.FORGED_SIGNATURE])
def test_the_chip_is_never_genuine_where_its_key_is_not_bound(fault: Fault) -> None:
    verdict = judge(read(described(fault)))
    assert not verdict.result(Check.CHIP).passes
    assert verdict.document is None


@pytest.mark.parametrize("mapping", ["GM", "CAM"])
def test_a_copy_without_the_key_fails_by_every_protocol(mapping: str) -> None:
    description = replace(
        described(Fault.COPIED_CHIP), pace=(PaceOffer(mapping),), active_authentication=None
    )
    assert not judge(read(description)).result(Check.CHIP).passes


@pytest.mark.parametrize("signer", ["ECDSA", "RSA-PSS"])
@pytest.mark.parametrize(
    ("data_hash", "signer_hash"),
    [("sha256", "sha256"), ("sha256", "sha384"), ("sha512", "sha256"), ("sha384", "sha512")],
)
def test_whatever_the_signature_says_of_itself_is_what_counts(
    signer: str, data_hash: str, signer_hash: str
) -> None:
    description = replace(described(), signer=signer, data_hash=data_hash, signer_hash=signer_hash)
    judge(read(description)).require()
