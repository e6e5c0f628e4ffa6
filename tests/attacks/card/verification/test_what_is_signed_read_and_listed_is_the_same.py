"""Nothing is on the chip besides what is signed, and nothing that is signed is kept back."""

from dataclasses import replace

import pytest

from examined_documents import Specimen, judge
from thiqa.card.data_groups.com import Contents
from thiqa.card.data_groups.files import EF_COM, DataGroup
from thiqa.card.verification.policy import NATIONAL_CARD
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Check, Outcome, Verdict

FINGERS = {DataGroup.DG3: b"\x63\x08SPECIMEN"}
NOTES = b"\x6d\x08SPECIMEN"
REFUSED = "6982"


def incomplete(verdict: Verdict) -> tuple[Reason | None, str]:
    result = verdict.result(Check.COMPLETENESS)
    assert result.outcome is Outcome.FAILED
    assert not verdict.holds
    return result.reason, result.detail


def test_a_data_group_that_nobody_signed_is_named() -> None:
    read = Specimen().read(files={DataGroup.DG13.file: NOTES})
    assert incomplete(judge(read)) == (Reason.DATA_GROUP_NOT_SIGNED, "DG13")


def test_a_data_group_that_nobody_signed_is_named_even_if_the_chip_lists_it() -> None:
    contents = Contents((*Specimen().groups, DataGroup.DG13))
    read = Specimen(com=contents).read(files={DataGroup.DG13.file: NOTES})
    assert incomplete(judge(read)) == (Reason.DATA_GROUP_NOT_SIGNED, "DG13")


@pytest.mark.parametrize("group", [DataGroup.DG2, DataGroup.DG14, DataGroup.DG15])
def test_a_signed_data_group_that_was_not_read_is_named(group: DataGroup) -> None:
    read = Specimen().read(files={group.file: None})
    assert incomplete(judge(read)) == (Reason.DATA_GROUP_NOT_READ, group.name)


def test_a_data_group_that_is_demanded_and_not_there_at_all_is_named() -> None:
    read = Specimen(without=frozenset({DataGroup.DG2})).read()
    assert incomplete(judge(read)) == (Reason.DATA_GROUP_NOT_READ, "DG2")


def test_fingerprints_may_be_kept_from_this_terminal() -> None:
    read = Specimen(more_groups=FINGERS).read(
        files={DataGroup.DG3.file: None}, refused={DataGroup.DG3.file: REFUSED}
    )
    assert judge(read).holds
    assert "DG3" in judge(read).result(Check.COMPLETENESS).detail


def test_fingerprints_that_are_gone_are_named() -> None:
    read = Specimen(more_groups=FINGERS).read(
        files={DataGroup.DG3.file: None}, refused={DataGroup.DG3.file: "absent"}
    )
    assert incomplete(judge(read)) == (Reason.DATA_GROUP_NOT_READ, "DG3")


def test_fingerprints_that_were_never_asked_for_are_named() -> None:
    read = Specimen(more_groups=FINGERS).read(files={DataGroup.DG3.file: None})
    assert incomplete(judge(read)) == (Reason.DATA_GROUP_NOT_READ, "DG3")


def test_fingerprints_that_the_policy_demands_are_missed() -> None:
    policy = replace(NATIONAL_CARD, data_groups=frozenset({DataGroup.DG1, DataGroup.DG3}))
    read = Specimen(more_groups=FINGERS).read(
        files={DataGroup.DG3.file: None}, refused={DataGroup.DG3.file: REFUSED}
    )
    assert incomplete(judge(read, policy=policy)) == (Reason.DATA_GROUP_NOT_READ, "DG3")


def test_the_photo_may_not_be_kept_back() -> None:
    read = Specimen().read(files={DataGroup.DG2.file: None}, refused={DataGroup.DG2.file: REFUSED})
    assert incomplete(judge(read)) == (Reason.DATA_GROUP_NOT_READ, "DG2")


def test_a_list_that_hides_a_signed_data_group_is_named() -> None:
    read = Specimen(com=Contents((DataGroup.DG1, DataGroup.DG2, DataGroup.DG14))).read()
    assert incomplete(judge(read)) == (Reason.COM_DIFFERS, "DG15")


def test_a_chip_without_a_list_is_named() -> None:
    assert incomplete(judge(Specimen().read(files={EF_COM: None})))[0] is Reason.COM_MISSING


def test_a_list_that_cannot_be_read_is_named() -> None:
    read = Specimen().read(files={EF_COM: b"\x60\x00"})
    assert incomplete(judge(read))[0] is Reason.COM_MALFORMED


def test_a_list_of_another_version_than_the_signed_one_is_named() -> None:
    read = Specimen(lds=("0108", "040000")).read()
    assert incomplete(judge(read)) == (Reason.COM_DIFFERS, "versions")
    assert judge(Specimen(lds=("0107", "040000")).read()).holds
