from examined_documents import judge
from thiqa.card.verification.verdict import Check, Outcome


def test_a_right_document_passes_every_check() -> None:
    verdict = judge()
    assert [(each.check, each.outcome, each.detail) for each in verdict.checks if each.reason] == []
    assert [each.check for each in verdict.checks] == list(Check)
    assert {each.outcome for each in verdict.checks} == {Outcome.HELD}
    document = verdict.require()
    assert (document.country, document.chip_is_genuine) == ("MAR", True)
