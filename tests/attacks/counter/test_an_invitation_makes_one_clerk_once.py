"""A link that makes somebody a clerk is read by a second person, or kept by a dismissed one."""

import asyncio

import pytest

from counter_databases import CounterUnits
from thiqa.counter.database import CounterDatabase
from thiqa.counter.desk.enrolment import dismiss, invite, join
from thiqa.counter.desk.errors import DeskError, InvitationGoneError, SupervisorsOnlyError
from thiqa.counter.desk.models import Clerk, Role

NOW = 1_795_341_600
MANY = 40


@pytest.fixture
def units(counter_url: str) -> CounterUnits:
    return CounterUnits(counter_url)


def enrol(units: CounterUnits, subject: str, role: Role = Role.SUPERVISOR) -> Clerk:
    code = units.run(lambda records: invite(records, "police", role, "", NOW))
    return units.run(lambda records: join(records, code, subject, NOW))


def test_of_many_who_bring_it_at_once_one_becomes_a_clerk(units: CounterUnits) -> None:
    code = units.run(lambda records: invite(records, "police", Role.CLERK, "", NOW))

    async def join_all(database: CounterDatabase) -> list[Clerk | BaseException]:
        return await asyncio.gather(
            *(
                database.run(lambda records, n=n: join(records, code, f"person-{n}", NOW))
                for n in range(MANY)
            ),
            return_exceptions=True,
        )

    joined = units.with_database(join_all)
    assert sum(isinstance(each, Clerk) for each in joined) == 1
    assert sum(isinstance(each, InvitationGoneError) for each in joined) == MANY - 1


def test_the_invitations_of_a_dismissed_supervisor_die(units: CounterUnits) -> None:
    chief, traitor = enrol(units, "chief"), enrol(units, "traitor")
    kept = units.run(lambda records: invite(records, "police", Role.CLERK, "", NOW, by=traitor))
    units.run(lambda records: dismiss(records, chief, traitor.id, NOW))
    with pytest.raises(InvitationGoneError):
        units.run(lambda records: join(records, kept, "traitor", NOW))


def test_a_dismissed_supervisor_invites_nobody(units: CounterUnits) -> None:
    chief, traitor = enrol(units, "chief"), enrol(units, "traitor")
    units.run(lambda records: dismiss(records, chief, traitor.id, NOW))
    with pytest.raises(SupervisorsOnlyError):
        units.run(lambda records: invite(records, "police", Role.CLERK, "", NOW, by=traitor))
    with pytest.raises(SupervisorsOnlyError):
        units.run(lambda records: dismiss(records, traitor, chief.id, NOW))


def test_two_supervisors_who_dismiss_each_other_do_not_both_go(units: CounterUnits) -> None:
    one, other = enrol(units, "one"), enrol(units, "other")
    enrol(units, "clerk", Role.CLERK)

    async def both(database: CounterDatabase) -> list[BaseException | None]:
        return await asyncio.gather(
            database.run(lambda records: dismiss(records, one, other.id, NOW)),
            database.run(lambda records: dismiss(records, other, one.id, NOW)),
            return_exceptions=True,
        )

    assert sum(isinstance(each, DeskError) for each in units.with_database(both)) == 1


def test_the_link_itself_is_not_kept(units: CounterUnits) -> None:
    code = units.run(lambda records: invite(records, "police", Role.CLERK, "", NOW))
    assert units.read(lambda records: records.desk.get_invitation(code.encode())) is None
