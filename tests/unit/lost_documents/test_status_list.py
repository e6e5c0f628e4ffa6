"""The list at hand: what it says of documents, and when it cannot say."""

import asyncio

import pytest

from lost_documents import CHEAP, DAY, FOREIGN, NOW, OTHER, REPORTED, new_signer, signed_list
from thiqa.card.verification.status import DocumentStatus
from thiqa.lost_documents import (
    ReportKind,
    Series,
    StatusList,
    StatusListError,
    StatusQuery,
)

SIGNER = new_signer()
KEYS = (SIGNER.verification_key,)
LIST = StatusList.read(signed_list(SIGNER), KEYS)


def ask(source: StatusList, query: StatusQuery, now: int = NOW) -> tuple[DocumentStatus, str]:
    answer = asyncio.run(source.ask(query, now))
    assert (answer.country, answer.document_type, answer.number) == (
        query.country,
        query.document_type,
        query.number,
    )
    return answer.status, answer.source


def test_a_reported_document_is_found_and_its_kind_is_said() -> None:
    assert ask(LIST, REPORTED) == (
        DocumentStatus.REPORTED,
        "list of Specimen authority: stolen",
    )


def test_another_document_is_not_reported() -> None:
    assert ask(LIST, OTHER) == (DocumentStatus.NOT_REPORTED, "list of Specimen authority")


def test_of_the_same_number_on_another_type_nothing_is_reported() -> None:
    other = StatusQuery("MAR", "P", REPORTED.number)
    assert ask(LIST, other)[0] is DocumentStatus.NOT_REPORTED


@pytest.mark.parametrize("query", [FOREIGN, StatusQuery("MAR", "V", "SP0000001")])
def test_about_documents_that_it_does_not_know_about_it_cannot_say(query: StatusQuery) -> None:
    status, source = ask(LIST, query)
    assert status is DocumentStatus.CANNOT_SAY
    assert source.endswith("not about such documents")


def test_a_list_out_of_date_cannot_say_that_nothing_is_reported() -> None:
    assert ask(LIST, OTHER, NOW + DAY - 1)[0] is DocumentStatus.NOT_REPORTED
    assert ask(LIST, OTHER, NOW + DAY)[0] is DocumentStatus.CANNOT_SAY


def test_a_list_of_the_future_cannot_say_that_nothing_is_reported() -> None:
    assert ask(LIST, OTHER, NOW - 300)[0] is DocumentStatus.NOT_REPORTED
    assert ask(LIST, OTHER, NOW - 301)[0] is DocumentStatus.CANNOT_SAY


def test_what_is_reported_stays_so_however_old_the_list() -> None:
    assert ask(LIST, REPORTED, NOW + 400 * DAY)[0] is DocumentStatus.REPORTED


def test_fillers_make_no_other_number() -> None:
    assert ask(LIST, StatusQuery("MAR", "I", "SP<0000001"))[0] is DocumentStatus.REPORTED


def test_an_empty_list_says_that_nothing_is_reported() -> None:
    empty = StatusList.read(signed_list(SIGNER, reports={}), KEYS)
    assert ask(empty, REPORTED)[0] is DocumentStatus.NOT_REPORTED


def test_each_of_two_hundred_is_found_and_none_of_as_many_others() -> None:
    numbers = [f"SP{number:07}" for number in range(400)]
    reports = {f"MAR/I/{number}": ReportKind.LOST for number in numbers[:200]}
    held = StatusList.read(signed_list(SIGNER, reports=reports), KEYS)
    found = [ask(held, StatusQuery("MAR", "I", each))[0] for each in numbers]
    expected = [DocumentStatus.REPORTED] * 200 + [DocumentStatus.NOT_REPORTED] * 200
    assert found == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"reports": {"UTO/I/SP1": ReportKind.LOST}},
        {"reports": {"MAR/V/SP1": ReportKind.LOST}},
        {"next_update": NOW},
    ],
    ids=str,
)
def test_a_list_that_would_mislead_is_not_written(changes: dict[str, object]) -> None:
    with pytest.raises(StatusListError):
        signed_list(SIGNER, **changes)


@pytest.mark.parametrize(
    "wrong",
    [
        {"salt": bytes(15)},
        {"salt": bytes(65)},
        {"salt": bytes(16), "memory_kib": 7},
        {"salt": bytes(16), "memory_kib": 262_145},
        {"salt": bytes(16), "passes": 0},
        {"salt": bytes(16), "passes": 17},
    ],
    ids=str,
)
def test_a_cost_that_hides_nothing_or_that_nobody_pays_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(StatusListError):
        Series(**wrong)


def test_editions_of_a_series_hide_a_number_in_the_same_way() -> None:
    assert CHEAP.digest("MAR/I/1") == Series(CHEAP.salt, 8, 1).digest("MAR/I/1")
    assert CHEAP.digest("MAR/I/1") != Series(bytes(16), 8, 1).digest("MAR/I/1")
