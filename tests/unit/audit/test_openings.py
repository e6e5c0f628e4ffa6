"""An entry is opened by two auditors, and its citizen finds it in the history."""

from audit_office import APPROVER, ASKER, REASON, AuditOffice, released, with_audit_office
from specimen_log import signer
from thiqa.audit import State
from thiqa.ledger.events import Opening
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt

POLICY = LogPolicy.of_log(signer().verifier_key)


def test_the_two_see_the_entry_with_its_proof(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        await office.record(released())
        await office.publish()
        request = await office.ask()
        await office.approve(request)
        for auditor in (ASKER, APPROVER):
            opened = await office.open(request, auditor)
            assert opened.event == released()
            assert verify_receipt(opened.receipt, POLICY).entry.event == released()
            told = verify_receipt(opened.opening_receipt, POLICY).entry.event
            assert isinstance(told, Opening)
            assert told.entry_hash == request.entry_hash

    with_audit_office(database_url, test)


def test_the_citizen_reads_the_reason_and_no_auditors_name(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        await office.record(released())
        await office.publish()
        await office.approve(await office.ask())
        event = (await office.history())[0].event
        assert isinstance(event, Opening)
        assert event.reason == REASON
        codes = {event.asked_by, event.approved_by}
        assert len(codes) == 2
        assert not codes & {ASKER, APPROVER}

    with_audit_office(database_url, test)


def test_an_entry_that_concerns_nobody_can_be_opened_too(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        await office.record(released(), person_id=None)
        await office.publish()
        request = await office.ask()
        await office.approve(request)
        assert (await office.open(request)).event == released()

    with_audit_office(database_url, test)


def test_requests_are_listed_until_they_expire(database_url: str) -> None:
    async def test(office: AuditOffice) -> None:
        await office.record(released())
        await office.publish()
        request = await office.ask()
        assert [(each.request, each.state) for each in await office.requests()] == [
            (request, State.ASKED)
        ]
        office.now += 8 * 86_400
        assert await office.requests() == []

    with_audit_office(database_url, test)
