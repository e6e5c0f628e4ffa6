import pytest

from counter_databases import CounterUnits
from thiqa.counter.desk.enrolment import (
    INVITATION_SECONDS,
    dismiss,
    find_invitation,
    invite,
    join,
)
from thiqa.counter.desk.errors import (
    AlreadyAClerkError,
    InvitationGoneError,
    LastSupervisorError,
    NotAClerkError,
    SupervisorsOnlyError,
)
from thiqa.counter.desk.models import Clerk, Role

NOW = 1_795_341_600
BODY = "police"


@pytest.fixture
def units(counter_url: str) -> CounterUnits:
    return CounterUnits(counter_url)


def enrol(
    units: CounterUnits, subject: str, role: Role = Role.CLERK, by: Clerk | None = None
) -> Clerk:
    code = units.run(lambda records: invite(records, BODY, role, "Desk 4", NOW, by=by))
    return units.run(lambda records: join(records, code, subject, NOW))


def test_an_invitation_makes_a_clerk_of_its_body(units: CounterUnits) -> None:
    code = units.run(lambda records: invite(records, BODY, Role.SUPERVISOR, " Desk\n4 ", NOW))
    assert units.read(lambda records: find_invitation(records, code, NOW)).body == BODY
    clerk = units.run(lambda records: join(records, code, "hind", NOW))
    found = units.read(lambda records: records.desk.find_clerk("hind"))
    assert found == clerk
    assert (clerk.body, clerk.role, clerk.label) == (BODY, Role.SUPERVISOR, "Desk 4")
    assert "hind" not in clerk.id


def test_an_invitation_ends_by_itself(units: CounterUnits) -> None:
    code = units.run(lambda records: invite(records, BODY, Role.CLERK, "", NOW))
    with pytest.raises(InvitationGoneError):
        units.run(lambda records: join(records, code, "hind", NOW + INVITATION_SECONDS))
    units.purge(NOW + INVITATION_SECONDS)
    with pytest.raises(InvitationGoneError):
        units.read(lambda records: find_invitation(records, code, NOW))


def test_one_person_is_a_clerk_of_one_body(units: CounterUnits) -> None:
    enrol(units, "hind")
    code = units.run(lambda records: invite(records, "court", Role.CLERK, "", NOW))
    with pytest.raises(AlreadyAClerkError):
        units.run(lambda records: join(records, code, "hind", NOW))
    assert units.run(lambda records: join(records, code, "omar", NOW)).body == "court"


def test_who_was_dismissed_can_be_invited_again_as_another_clerk(units: CounterUnits) -> None:
    chief, before = enrol(units, "chief", Role.SUPERVISOR), enrol(units, "hind")
    units.run(lambda records: dismiss(records, chief, before.id, NOW))
    assert units.read(lambda records: records.desk.find_clerk("hind")) is None
    assert enrol(units, "hind", by=chief).id != before.id


def test_the_clerks_who_stay_have_a_supervisor(units: CounterUnits) -> None:
    chief, clerk = enrol(units, "chief", Role.SUPERVISOR), enrol(units, "hind")
    with pytest.raises(LastSupervisorError):
        units.run(lambda records: dismiss(records, chief, chief.id, NOW))
    units.run(lambda records: dismiss(records, chief, clerk.id, NOW))
    units.run(lambda records: dismiss(records, chief, chief.id, NOW))
    assert units.read(lambda records: records.desk.list_clerks(BODY)) == []


def test_supervisors_dismiss_clerks_of_their_own_body_only(units: CounterUnits) -> None:
    chief, clerk = enrol(units, "chief", Role.SUPERVISOR), enrol(units, "hind")
    with pytest.raises(SupervisorsOnlyError):
        units.run(lambda records: dismiss(records, clerk, chief.id, NOW))
    code = units.run(lambda records: invite(records, "court", Role.CLERK, "", NOW))
    other = units.run(lambda records: join(records, code, "omar", NOW))
    with pytest.raises(NotAClerkError):
        units.run(lambda records: dismiss(records, chief, other.id, NOW))
