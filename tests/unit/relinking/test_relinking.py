from relinking_office import (
    APPROVER,
    ASKER,
    CITIZEN,
    FROM,
    REASON,
    SUBJECT,
    TO,
    WANTED,
    Office,
    with_office,
)
from specimen_log import signer
from thiqa.ledger.events import Relinking
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt
from thiqa.relinking import State


def test_two_officers_link_two_identifiers_and_the_citizen_sees_it(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        assert await office.history() == []
        await office.approve(request)
        told = await office.answer(request)
        assert told.subject == WANTED
        (entry,) = await office.history()
        event = entry.event
        assert isinstance(event, Relinking)
        assert (event.from_sector, event.to_sector, event.reason) == (FROM, TO, REASON)
        verified = verify_receipt(told.receipt, LogPolicy.of_log(signer().verifier_key))
        assert verified.entry.event == event

    with_office(database_url, test)


def test_the_entry_names_no_identifier_and_no_person(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        await office.approve(request)
        told = await office.answer(request)
        (seen,) = await office.history()
        found = await office.database.read(lambda records: records.ledger.get_entry(seen.id))
        assert found is not None
        entry = found[0]
        for secret in (SUBJECT, WANTED, CITIZEN, ASKER, APPROVER):
            assert secret not in entry.opening.decode()
            assert secret not in told.receipt
        assert entry.client_id is None

    with_office(database_url, test)


def test_requests_are_listed_with_what_became_of_them(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        assert await _states(office) == [State.ASKED]
        await office.approve(request)
        assert await _states(office) == [State.APPROVED]
        await office.answer(request)
        assert await _states(office) == [State.ANSWERED]

    with_office(database_url, test)


def test_the_way_back_can_be_asked_for_as_well(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        await office.approve(request)
        told = await office.answer(request)
        back = await office.ask(from_sector=TO, subject=told.subject, to_sector=FROM)
        await office.approve(back)
        assert (await office.answer(back)).subject == SUBJECT

    with_office(database_url, test)


async def _states(office: Office) -> list[State]:
    requests = await office.database.read(lambda records: records.relinking.list_requests())
    return [each.state for each in requests]
