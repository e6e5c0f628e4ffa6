"""Two persons, each authorised, or nobody learns anything and nothing is recorded."""

import asyncio

import pytest

from relinking_office import (
    APPROVER,
    ASKER,
    FROM,
    OPERATOR,
    REASON,
    SUBJECT,
    Office,
    with_office,
)
from thiqa.officers import NotAnOfficerError, Officer, ReasonError, Role
from thiqa.relinking import Request
from thiqa.relinking.desk import ANSWER_SECONDS, APPROVAL_SECONDS
from thiqa.relinking.errors import (
    NotTheAskerError,
    OtherTextError,
    RequestGoneError,
    SamePersonError,
    SectorError,
    UnknownSubjectError,
)
from thiqa.storage import Transaction, purge


async def _nothing_happened(office: Office, request: Request) -> None:
    assert await office.history() == []
    with pytest.raises(RequestGoneError):
        await office.answer(request)


def test_one_person_alone_gets_no_answer(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        await _nothing_happened(office, request)
        with pytest.raises(SamePersonError):
            await office.approve(request, ASKER)
        await _nothing_happened(office, request)

    with_office(database_url, test)


def test_one_person_with_every_role_is_still_one_person(database_url: str) -> None:
    async def test(office: Office) -> None:
        for person_id in (ASKER, OPERATOR):
            for role in Role:
                await office.database.run(
                    lambda records, p=person_id, r=role: records.officers.add(Officer(p, r, 1))
                )
        request = await office.ask(OPERATOR)
        with pytest.raises(SamePersonError):
            await office.approve(request, OPERATOR)
        await _nothing_happened(office, request)

    with_office(database_url, test)


def test_only_officers_for_re_linking_ask_and_approve(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        for person_id in (OPERATOR, "p-citizen", "p-nobody", ""):
            with pytest.raises(NotAnOfficerError):
                await office.ask(person_id)
            with pytest.raises(NotAnOfficerError):
                await office.approve(request, person_id)
        await _nothing_happened(office, request)

    with_office(database_url, test)


@pytest.mark.parametrize("gone", [ASKER, APPROVER])
def test_who_is_no_officer_any_more_counts_no_more(database_url: str, gone: str) -> None:
    async def dismiss(records: Transaction) -> None:
        await records.officers.remove(gone, Role.RELINKING)

    async def test(office: Office) -> None:
        request = await office.ask()
        await office.database.run(dismiss)
        with pytest.raises(NotAnOfficerError):
            await office.approve(request)
        await _nothing_happened(office, request)

    with_office(database_url, test)


def test_an_asker_who_was_dismissed_is_not_answered(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        await office.approve(request)
        await office.database.run(lambda records: records.officers.remove(ASKER, Role.RELINKING))
        with pytest.raises(NotAnOfficerError):
            await office.answer(request)

    with_office(database_url, test)


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "   \n\t ",
        "because",
        "1234567890 1234567890",
        "Law 31-08, article 12: the file of AB123456 is looked for",
        "Law 31-08, article 12\u202e: reads backwards",
        "Law 31-08, article 12\0: cut off here",
        "Law 31-08, article 12, " * 40,
    ],
)
def test_a_request_needs_a_reason_that_the_citizen_can_read(database_url: str, reason: str) -> None:
    async def test(office: Office) -> None:
        with pytest.raises(ReasonError):
            await office.ask(reason=reason)
        assert await office.database.read(lambda records: records.relinking.list_requests()) == []

    with_office(database_url, test)


@pytest.mark.parametrize(
    "changes", [{"to_sector": FROM}, {"to_sector": "unheard-of"}, {"from_sector": ""}]
)
def test_sectors_are_two_and_known(database_url: str, changes: dict[str, str]) -> None:
    async def test(office: Office) -> None:
        with pytest.raises(SectorError):
            await office.ask(**changes)

    with_office(database_url, test)


def test_a_request_expires_if_nobody_approves_it(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        office.now += APPROVAL_SECONDS
        with pytest.raises(RequestGoneError):
            await office.approve(request)
        await _nothing_happened(office, request)
        assert await purge(office.database, office.now) == 1

    with_office(database_url, test)


def test_an_approval_expires_if_nobody_uses_it(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        await office.approve(request)
        office.now += ANSWER_SECONDS
        with pytest.raises(RequestGoneError):
            await office.answer(request)

    with_office(database_url, test)


def test_the_approver_approves_what_was_asked_and_nothing_else(database_url: str) -> None:
    async def test(office: Office) -> None:
        shown = await office.ask()
        other = await office.ask(reason=f"{REASON}, and more")
        for fingerprint in (other.fingerprint, "", shown.fingerprint[:-1], "é"):
            with pytest.raises(OtherTextError):
                await office.approve(shown, fingerprint=fingerprint)
        await _nothing_happened(office, shown)

    with_office(database_url, test)


def test_an_identifier_that_no_sector_was_given_leads_nowhere(database_url: str) -> None:
    async def test(office: Office) -> None:
        for changes in ({"subject": "A" * 43}, {"from_sector": "health", "to_sector": FROM}):
            request = await office.ask(**changes)
            with pytest.raises(UnknownSubjectError):
                await office.approve(request)
            await _nothing_happened(office, request)

    with_office(database_url, test)


def test_the_answer_is_for_the_asker_once(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        await office.approve(request)
        with pytest.raises(NotTheAskerError):
            await office.answer(request, APPROVER)
        await office.answer(request)
        with pytest.raises(RequestGoneError):
            await office.answer(request)
        with pytest.raises(RequestGoneError):
            await office.approve(request)
        assert len(await office.history()) == 1

    with_office(database_url, test)


def test_many_approvals_and_many_questions_at_once_are_one(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        tries = [office.approve(request) for _ in range(10)]
        approved = await asyncio.gather(*tries, return_exceptions=True)
        assert [each for each in approved if not isinstance(each, RequestGoneError)] == [request]
        assert len(await office.history()) == 1
        questions = [office.answer(request) for _ in range(10)]
        told = await asyncio.gather(*questions, return_exceptions=True)
        assert len([each for each in told if not isinstance(each, RequestGoneError)]) == 1

    with_office(database_url, test)


def test_a_subject_is_not_in_the_register_as_it_is(database_url: str) -> None:
    async def test(office: Office) -> None:
        digest = SUBJECT.encode()
        found = await office.database.read(lambda records: records.people.find_by_subject(digest))
        assert found is None

    with_office(database_url, test)
