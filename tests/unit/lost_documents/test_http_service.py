"""A service over HTTP: its three answers, and the many ways in which it cannot say."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from lost_documents import FOREIGN, NOW, OTHER, REPORTED, REPORTS, new_signer
from serving import free_port, serving
from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.lost_documents import (
    FirstThatCanSay,
    HttpStatusService,
    LostDocumentsError,
    StatusQuery,
)
from thiqa.specimen.lost_documents_app import LostDocumentsApp

SIGNER = new_signer()
KEYS = (SIGNER.verification_key,)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    port = free_port()
    with serving(LostDocumentsApp(REPORTS, "MAR", SIGNER, lambda: NOW), port):
        yield f"http://127.0.0.1:{port}/document-status"


def ask(url: str, query: StatusQuery, now: int = NOW) -> StatusAnswer:
    return asyncio.run(HttpStatusService(url, KEYS).ask(query, now))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (REPORTED, DocumentStatus.REPORTED),
        (OTHER, DocumentStatus.NOT_REPORTED),
        (FOREIGN, DocumentStatus.CANNOT_SAY),
    ],
)
def test_a_service_gives_one_of_three_answers(
    url: str, query: StatusQuery, status: DocumentStatus
) -> None:
    answer = ask(url, query)
    assert answer.status is status
    assert (answer.country, answer.document_type, answer.number) == (
        query.country,
        query.document_type,
        query.number,
    )


def test_an_answer_says_by_whom_and_why(url: str) -> None:
    assert ask(url, REPORTED).source == "127.0.0.1: stolen"


def test_an_answer_of_another_time_is_none(url: str) -> None:
    for now in (NOW - 61, NOW + 61):
        answer = ask(url, OTHER, now)
        assert answer.status is DocumentStatus.CANNOT_SAY
        assert "another time" in answer.source


def test_a_service_that_is_not_there_cannot_say() -> None:
    answer = ask(f"http://127.0.0.1:{free_port()}/document-status", OTHER)
    assert answer.status is DocumentStatus.CANNOT_SAY
    assert answer.source == "127.0.0.1: not reached"


def test_a_page_that_is_not_the_service_cannot_say(url: str) -> None:
    answer = ask(f"{url}/other", OTHER)
    assert answer.status is DocumentStatus.CANNOT_SAY
    assert answer.source == "127.0.0.1: it answered with status 404"


@pytest.mark.parametrize("url", ["http://example.org/", "ftp://example.org/", "https:///x", "x"])
def test_a_service_without_a_secure_address_is_not_asked(url: str) -> None:
    with pytest.raises(LostDocumentsError):
        HttpStatusService(url, KEYS)


def test_without_the_service_the_list_at_hand_answers(url: str) -> None:
    silent = HttpStatusService(f"http://127.0.0.1:{free_port()}/", KEYS)
    speaking = HttpStatusService(url, KEYS)
    answer = asyncio.run(FirstThatCanSay((silent, speaking)).ask(REPORTED, NOW))
    assert answer.status is DocumentStatus.REPORTED
    nobody = asyncio.run(FirstThatCanSay((silent,)).ask(REPORTED, NOW))
    assert nobody == REPORTED.answer(DocumentStatus.CANNOT_SAY, "127.0.0.1: not reached")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'{"country":"MAR","type":"I","number":"1"}', 400),
        (b'{"country":"MAR","type":"I","number":1,"nonce":"AAAAAAAAAAAAAAAA"}', 400),
        (b'{"country":"MAR","type":"I","number":"1","nonce":"short"}', 400),
        (b'{"country":"?","type":"I","number":"1","nonce":"AAAAAAAAAAAAAAAA"}', 400),
        (b" " * 1_025, 413),
    ],
)
def test_a_question_that_is_none_is_refused(url: str, body: bytes, status: int) -> None:
    answer = httpx.post(url, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status


def test_only_questions_in_json_are_posted(url: str) -> None:
    assert httpx.get(url).status_code == 405
    assert httpx.post(url, content=b"{}").status_code == 415
    assert httpx.post(url.rsplit("/", 1)[0] + "/other", content=b"{}").status_code == 404
