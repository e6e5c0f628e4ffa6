"""The answer exists if and only if the entry that the citizen sees is in the record."""

import asyncio
import signal
from typing import Any

import asyncpg
import pytest

import processes
from relinking_office import (
    ASKER,
    SUBJECT,
    Office,
    approve_and_die,
    approve_in_a_process,
    with_office,
)
from stored_log import fetch
from thiqa.ledger.errors import NotYetIntegratedError
from thiqa.relinking import State, answer
from thiqa.relinking.errors import NoEntryError, RequestGoneError

_FORGED_REASON = "Law 31-08, article 12: no such thing was approved by anybody"

_WAIT_IN_COMMIT = """
    SELECT pg_advisory_lock(1);
    CREATE FUNCTION usage.wait() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_lock(1); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON usage.ledger_entry
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION usage.wait();
"""
_END_OF_WHO_WAITS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE wait_event = 'advisory';
"""


async def _sql(url: str, sql: str) -> list[tuple[Any, ...]]:
    return await asyncio.to_thread(fetch, url, sql)


def test_an_approval_without_its_entry_gets_no_answer(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        await office.approve(request)
        await _sql(database_url, "DELETE FROM ledger_entry")
        with pytest.raises(NoEntryError):
            await office.answer(request)

    with_office(database_url, test)


def test_an_entry_that_is_not_in_the_tree_yet_gets_no_answer_yet(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        await office.approve(request)
        with pytest.raises(NotYetIntegratedError):
            await answer(office.desk, ASKER, request.id, wait_seconds=0)
        await office.answer(request)

    with_office(database_url, test)


def test_a_row_that_says_approved_is_not_an_approval(database_url: str) -> None:
    """Whoever writes to the authentication side alone cannot make the record agree."""

    async def test(office: Office) -> None:
        genuine = await office.ask()
        await office.approve(genuine)
        forged = await office.ask(reason=_FORGED_REASON)
        await _sql(
            database_url,
            "UPDATE people_relinking SET state = 'approved', approved_by = 'p-approver', entry_id ="
            " (SELECT entry_id FROM people_relinking WHERE state = 'approved')"
            f" WHERE id = '{forged.id}'",
        )
        with pytest.raises(NoEntryError):
            await office.answer(forged)
        assert (await office.answer(genuine)).subject

    with_office(database_url, test)


def test_a_request_that_was_changed_meanwhile_is_not_approved(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        changed = request.document.replace(SUBJECT, "B" * 43)
        await _sql(database_url, f"UPDATE people_relinking SET document = '{changed}'")
        with pytest.raises(Exception, match="not the text"):
            await office.approve(request)
        assert await office.history() == []

    with_office(database_url, test)


def test_killed_before_anything_was_durable_nothing_was_approved(database_url: str) -> None:
    async def test(office: Office) -> None:
        request = await office.ask()
        process = processes.start(approve_and_die, database_url, request)
        await asyncio.to_thread(process.join)
        assert process.exitcode == -signal.SIGKILL
        assert await office.history() == []
        with pytest.raises(RequestGoneError):
            await office.answer(request)
        await office.approve(request)
        assert (await office.answer(request)).subject

    with_office(database_url, test)


def test_killed_between_the_two_commits_there_is_no_answer(postgres_url: str) -> None:
    """Authentication is durable first: the approval is there, its entry is not."""

    async def test(office: Office) -> None:
        request = await office.ask()
        keeper = await asyncpg.connect(postgres_url)
        await keeper.execute(_WAIT_IN_COMMIT)
        process = processes.start(approve_in_a_process, postgres_url, request)
        while await _state(office) is not State.APPROVED:  # noqa: ASYNC110  # another process
            await asyncio.sleep(0.01)
        process.kill()
        await asyncio.to_thread(process.join)
        assert process.exitcode == -signal.SIGKILL
        await keeper.execute(_END_OF_WHO_WAITS)
        assert await office.history() == []
        with pytest.raises(NoEntryError):
            await office.answer(request)
        await keeper.close()

    with_office(postgres_url, test)


async def _state(office: Office) -> State:
    (stored,) = await office.database.read(lambda records: records.relinking.list_requests())
    return stored.state
