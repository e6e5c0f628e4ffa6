"""Attacks on the opening of an entry: one person alone, unseen by the citizen, or of another."""

import asyncio

import pytest

from audit_office import (
    APPROVER,
    ASKER,
    CITIZEN,
    NO_WAIT,
    OPERATOR,
    OTHER,
    REASON,
    AuditOffice,
    released,
    with_audit_office,
)
from specimen_log import Event
from stored_log import fetch
from thiqa.audit import Request, open_entry
from thiqa.audit.desk import APPROVAL_SECONDS, MAX_WAITING, OPEN_SECONDS
from thiqa.audit.errors import (
    NoEntryError,
    NotTheirsError,
    OtherTextError,
    RequestGoneError,
    SamePersonError,
    TooManyError,
    UnknownEntryError,
)
from thiqa.ledger.errors import EntryNotFoundError, LedgerError, NotYetIntegratedError
from thiqa.ledger.events import Opening
from thiqa.officers import NotAnOfficerError, Officer, ReasonError, Role


async def asked(office: AuditOffice, *events: Event) -> Request:
    """Record something and ask for it."""
    await office.record(*events or (released(),))
    await office.publish()
    return await office.ask()


async def nothing_happened(office: AuditOffice, request: Request) -> None:
    assert not any(isinstance(entry.event, Opening) for entry in await office.history())
    for auditor in (ASKER, APPROVER):
        with pytest.raises(RequestGoneError):
            await office.open(request, auditor)


def test_one_auditor_alone_sees_nothing(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office)
        await nothing_happened(office, request)
        with pytest.raises(SamePersonError):
            await office.approve(request, ASKER)
        await nothing_happened(office, request)

    with_audit_office(database_url, test)


def test_one_person_with_every_role_is_still_one_person(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        for role in Role:
            await office.database.run(
                lambda records, r=role: records.officers.add(Officer(ASKER, r, 1))
            )
        request = await asked(office)
        with pytest.raises(SamePersonError):
            await office.approve(request, ASKER)
        await nothing_happened(office, request)

    with_audit_office(database_url, test)


def test_only_auditors_ask_approve_and_look(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office)
        for person_id in (OPERATOR, CITIZEN, "p-nobody", ""):
            with pytest.raises(NotAnOfficerError):
                await office.ask(person_id)
            with pytest.raises(NotAnOfficerError):
                await office.approve(request, person_id)
        await nothing_happened(office, request)

    with_audit_office(database_url, test)


@pytest.mark.parametrize("gone", [ASKER, APPROVER])
def test_who_is_no_auditor_any_more_counts_no_more(database_url: str, gone: str) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office)
        await office.database.run(lambda records: records.officers.remove(gone, Role.AUDITOR))
        with pytest.raises(NotAnOfficerError):
            await office.approve(request)
        await nothing_happened(office, request)

    with_audit_office(database_url, test)


@pytest.mark.parametrize("gone", [ASKER, APPROVER])
def test_who_was_dismissed_after_the_approval_is_shown_nothing(
    database_url: str, gone: str
) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office)
        await office.approve(request)
        await office.database.run(lambda records: records.officers.remove(gone, Role.AUDITOR))
        with pytest.raises(NotAnOfficerError):
            await office.open(request, gone)

    with_audit_office(database_url, test)


def test_a_third_auditor_is_shown_nothing(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office)
        await office.approve(request)
        with pytest.raises(NotTheirsError):
            await office.open(request, OTHER)

    with_audit_office(database_url, test)


@pytest.mark.parametrize("reason", ["", "because", "Law 09-08: whatever AB123456 did there"])
def test_a_request_needs_a_reason_that_the_citizen_can_read(database_url: str, reason: str) -> None:
    async def test(office: AuditOffice) -> None:
        await office.record(released())
        await office.publish()
        with pytest.raises(ReasonError):
            await office.ask(reason=reason)
        assert await office.requests() == []

    with_audit_office(database_url, test)


def test_an_entry_is_asked_for_by_a_number_that_the_log_has(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        await asked(office)
        for index in (-1, 1, 2**62):
            with pytest.raises(UnknownEntryError):
                await office.ask(index=index)

    with_audit_office(database_url, test)


def test_nobody_goes_through_the_log_entry_by_entry(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        await asked(office)
        for _ in range(MAX_WAITING - 1):
            await office.ask()
        with pytest.raises(TooManyError):
            await office.ask()
        await office.ask(OTHER)

    with_audit_office(database_url, test)


def test_a_request_and_an_approval_expire(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        first, second = await asked(office), await office.ask()
        await office.approve(second)
        office.now += max(APPROVAL_SECONDS, OPEN_SECONDS)
        with pytest.raises(RequestGoneError):
            await office.approve(first)
        with pytest.raises(RequestGoneError):
            await office.open(second)

    with_audit_office(database_url, test)


def test_the_approver_approves_what_was_asked_and_nothing_else(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        shown = await asked(office, released(), released("other"))
        other = await office.ask(index=1, reason=f"{REASON}, and more")
        for fingerprint in (other.fingerprint, "", shown.fingerprint[:-1], "é"):
            with pytest.raises(OtherTextError):
                await office.approve(shown, fingerprint=fingerprint)
        await nothing_happened(office, shown)

    with_audit_office(database_url, test)


def test_many_approvals_at_once_are_one(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office)
        tries = [office.approve(request) for _ in range(10)]
        approved = await asyncio.gather(*tries, return_exceptions=True)
        assert [each for each in approved if not isinstance(each, RequestGoneError)] == [request]
        events = [entry.event for entry in await office.history()]
        assert sum(isinstance(event, Opening) for event in events) == 1

    with_audit_office(database_url, test)


def test_nothing_is_shown_before_the_citizen_can_prove_it(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office)
        await office.approve(request)
        with pytest.raises(NotYetIntegratedError):
            await open_entry(office.desk, ASKER, request.id, wait_seconds=NO_WAIT)

    with_audit_office(database_url, test)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_request SET state = 'approved', approved_by = 'p-approver' RETURNING id",
        "UPDATE audit_request SET state = 'approved', approved_by = 'p-approver',"
        " opening_id = (SELECT max(id) FROM (SELECT entry_id AS id FROM ledger_leaf"
        " WHERE leaf_index = 0) AS one) RETURNING id",
    ],
    ids=["without-an-entry", "with-another-entry"],
)
def test_who_writes_into_the_database_that_it_was_approved_sees_nothing(
    sqlite_url: str, sql: str
) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office)
        fetch(sqlite_url, sql)
        with pytest.raises(NoEntryError):
            await office.open(request)

    with_audit_office(sqlite_url, test)


def test_who_puts_another_auditor_in_the_place_of_the_approver_shows_them_nothing(
    sqlite_url: str,
) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office)
        await office.approve(request)
        fetch(sqlite_url, f"UPDATE audit_request SET approved_by = '{OTHER}' RETURNING id")
        for auditor in (ASKER, OTHER):
            with pytest.raises(NoEntryError):
                await office.open(request, auditor)

    with_audit_office(sqlite_url, test)


def test_an_opening_is_for_its_request_and_for_no_other(sqlite_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        first = await asked(office)
        second = await office.ask(reason=f"{REASON}, and more")
        await office.approve(first)
        fetch(
            sqlite_url,
            f"UPDATE audit_request SET state = 'approved', approved_by = '{APPROVER}',"
            f" opening_id = (SELECT opening_id FROM audit_request WHERE id = '{first.id}')"
            f" WHERE id = '{second.id}' RETURNING id",
        )
        assert (await office.open(first)).event == released()
        with pytest.raises(NoEntryError):
            await office.open(second)

    with_audit_office(sqlite_url, test)


def test_an_approval_is_for_its_entry_and_for_no_other(sqlite_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office, released(), released("other"))
        await office.approve(request)
        other = request.document.replace('"index":0', '"index":1')
        fetch(sqlite_url, f"UPDATE audit_request SET document = '{other}' RETURNING id")
        with pytest.raises(NoEntryError):
            await office.open(request)

    with_audit_office(sqlite_url, test)


def test_receipts_are_given_by_an_opening_that_names_them(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office, released(), released("other"))
        first, second = await office.record(released("third"), released("fourth"))
        await office.approve(request)
        await office.publish()
        opening = (await office.history())[0].id
        for entry, named in ((first, second), (first, opening), (opening, first)):
            with pytest.raises(EntryNotFoundError):
                await office.desk.receipts.receipt_by_opening(entry, named, wait_seconds=NO_WAIT)

    with_audit_office(database_url, test)


def test_an_entry_that_was_changed_is_not_shown(sqlite_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        request = await asked(office, released(), released("other"))
        await office.approve(request)
        other = "(SELECT opening FROM ledger_entry ORDER BY id DESC LIMIT 1)"
        first = "(SELECT entry_id FROM ledger_leaf WHERE leaf_index = 0)"
        fetch(sqlite_url, f"UPDATE ledger_entry SET opening = {other} WHERE id = {first}")
        with pytest.raises(LedgerError):
            await office.open(request)

    with_audit_office(sqlite_url, test)
