"""Of many who press the button at once, one opens the dispute, and nobody opens too many."""

from concurrent.futures import ThreadPoolExecutor

from citizens import Citizen
from disputes import entries_of, newest_entry
from services import Service
from thiqa.disputes.contesting import MAX_OPEN_DISPUTES
from world import World

THREADS = 8


def test_one_entry_is_contested_once(service: Service, citizen: Citizen) -> None:
    service.identify(citizen)
    before, page = entries_of(citizen), f"/disputes/new?entry={newest_entry(citizen)}&claim=not_me"
    fields = citizen.fields(page)
    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(lambda _: citizen.post("/disputes/new", fields), range(16)))
    assert {each.status_code for each in answers} == {303}
    assert len({each.headers["location"] for each in answers}) == 1
    after = entries_of(citizen)
    assert after.index(before[0]) == 1


def test_so_many_and_no_more(shared_world: World, citizen: Citizen) -> None:
    citizen.login()
    entries = []
    for _ in range(MAX_OPEN_DISPUTES + 6):
        shared_world.new_service().identify(citizen)
        entries.append(newest_entry(citizen))
    token = citizen.fields(f"/disputes/new?entry={entries[0]}&claim=not_allowed")
    forms = [{**token, "entry": entry} for entry in entries]
    with ThreadPoolExecutor(len(forms)) as threads:
        answers = list(threads.map(lambda form: citizen.post("/disputes/new", form), forms))
    opened = [each for each in answers if each.status_code == 303]
    assert len(opened) == MAX_OPEN_DISPUTES
    assert {each.status_code for each in answers} == {303, 409}
