"""Refusals are noted without values, without end to others, and without ever costing a request."""

import asyncio
import json

import pytest

from console_operators import new_operator, submitted
from console_owners import new_owner, plain, service_fields
from thiqa.base import StorageUnavailableError
from thiqa.console.journal import MAX_KEPT, MAX_WAITING, MAX_WAITING_OF_CLIENT, ConsoleJournal
from thiqa.console.models import Refusal
from thiqa.oidc.journal import Refused, claimed_client
from thiqa.storage import Transaction
from world import World

HOSTILE = "\u202egnihton\u202c <script>alert(1)</script>\nadmin approved\r\n\x1b[31m"


def refused(number: int = 0, client_id: str = "trial", **changes: object) -> Refused:
    members = {
        "client_id": client_id,
        "endpoint": "/par",
        "code": "invalid_request",
        "description": f"refusal {number}",
        "rule": "RFC 6749, section 5.2",
        "parameter": "scope",
        "mend": "Send it.",
        "proved": True,
    }
    return Refused(**{**members, **changes})  # type: ignore[arg-type]


def waiting(journal: ConsoleJournal) -> list[Refusal]:
    return journal._take()[0]


def test_one_service_takes_so_much_room_and_no_more() -> None:
    journal = ConsoleJournal(lambda: 0)
    for number in range(10 * MAX_WAITING_OF_CLIENT):
        journal.refused(refused(number))
    journal.refused(refused(client_id="other"))
    taken = waiting(journal)
    assert len(taken) == MAX_WAITING_OF_CLIENT + 1
    assert taken[-1].client_id == "other"


def test_all_services_together_take_so_much_room_and_no_more() -> None:
    journal = ConsoleJournal(lambda: 0)
    for number in range(2 * MAX_WAITING):
        journal.refused(refused(client_id=f"service-{number}"))
    assert len(waiting(journal)) == MAX_WAITING


def test_equal_refusals_take_one_place() -> None:
    journal = ConsoleJournal(lambda: 0)
    for _ in range(10_000):
        journal.refused(refused())
    (taken,) = waiting(journal)
    assert taken.times == 10_000


def test_what_is_kept_of_a_service_is_bounded(shared_world: World) -> None:
    client_id = shared_world.service.client_id
    journal = ConsoleJournal(shared_world.clock)

    async def flush(records: Transaction) -> int:
        rows = [
            Refusal(
                number.to_bytes(32, "big"), client_id, number, 1, True, "/par", "c", "d", "", "", ""
            )
            for number in range(1, MAX_KEPT + 50)
        ]
        await records.console.note_refusals(rows, shared_world.clock() + 100)
        await records.console.trim_refusals(client_id, MAX_KEPT)
        return len(await records.console.list_refusals(client_id, None, 10_000))

    assert shared_world.run(flush) <= MAX_KEPT
    assert journal.dropped == 0


def test_a_service_that_is_not_registered_has_no_journal(shared_world: World) -> None:
    async def flush(records: Transaction) -> int:
        row = Refusal(bytes(32), "nobody", 1, 1, False, "/par", "c", "d", "", "", "")
        await records.console.note_refusals([row], shared_world.clock() + 100)
        return len(await records.console.list_refusals("nobody", None, 10))

    assert shared_world.run(flush) == 0


def test_a_database_that_is_gone_costs_nothing() -> None:
    class Gone:
        async def run(self, unit: object) -> None:
            raise StorageUnavailableError

    journal = ConsoleJournal(lambda: 0)
    journal.refused(refused())
    asyncio.run(journal.flush(Gone()))  # type: ignore[arg-type]
    assert waiting(journal) == []


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "..", "e30.e30.", "\u00e9", "A" * 100_000])
def test_a_hostile_name_of_a_service_names_none(token: str) -> None:
    assert claimed_client({"client_assertion": token}, token) is None
    assert claimed_client({"client_id": "../etc"}, "") is None


def test_what_is_hostile_in_a_refusal_is_only_text() -> None:
    journal = ConsoleJournal(lambda: 0)
    journal.refused(refused(description=HOSTILE, parameter=HOSTILE * 100))
    (taken,) = waiting(journal)
    for text in (taken.description, taken.parameter):
        assert text.isprintable() or "\ufffd" in text
        assert not {"\n", "\r", "\x1b", "\u202e"} & set(text)
        assert len(text) <= 300


def test_values_of_a_request_stay_out(shared_world: World) -> None:
    """The value that is refused is a token, a hint or a name: none of them is noted."""
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox(jwks_uri="http://127.0.0.1:9/jwks")
    secret = "AB123456-very-secret"
    response = owner.citizen.browser.post(
        "/token", data={"client_id": client_id, "code": secret, "grant_type": secret}
    )
    assert response.status_code in {400, 401}

    async def listed(records: Transaction) -> str:
        return str(await records.console.list_refusals(client_id, None, 100))

    assert secret not in shared_world.run(listed)
    assert "rule" not in json.dumps(response.json())


def test_hostile_labels_and_reasons_stay_one_line_of_text(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = submitted(owner)
    page = f"/console/services/{client_id}"
    owner.invitation(client_id, HOSTILE.replace("\x1b", ""))
    operator = new_operator(shared_world, "birth-year-only")
    path = f"/console/approvals/{client_id}"
    reason = HOSTILE.replace("\x1b", "")
    assert operator.press(path, path, decision="refuse", reason=reason).status_code == 303
    for shown in (
        owner.get(f"{page}/log").text,
        owner.get(f"{page}/owners").text,
        owner.get(page).text,
    ):
        assert "<script>alert" not in shown
        assert "\u202e" not in shown
    lines = [
        line for line in owner.get(f"{page}/log").text.splitlines() if "admin approved" in line
    ]
    assert all("&lt;script&gt;" in line for line in lines)
    assert "alert(1)" in plain(owner.get(page).text)


def test_hostile_names_on_an_operators_page_are_refused_before(shared_world: World) -> None:
    owner = new_owner(shared_world)
    from_form = "/console/services/new"
    for name in ("<script>alert(1)</script>", "\u202eknab", "Bаnk"):
        fields = service_fields("hostile-name", **{"name.en": name})
        response = owner.press(from_form, from_form, **fields)
        assert response.status_code == 422
        assert "<script>alert" not in response.text
