"""Findings at the console: operators see all, the owners of a service those about it."""

import itertools

import httpx

from console_operators import new_operator
from console_owners import Owner, form_of, new_owner
from thiqa.findings import Finding, Kind, new_finding, raise_finding
from thiqa.findings.models import DAY
from world import World

ANSWER = "Two codes were never redeemed: the browser was closed."
FINDINGS = "/console/findings"
_numbers = itertools.count()


def raised(
    world: World, kind: Kind = Kind.DAMAGED_RECORD, *, client_id: str | None = None, ago: int = 0
) -> Finding:
    key = f"finding-{next(_numbers)}"
    now = world.clock() - ago
    finding = new_finding(kind, key, now=now, detail=f"about {key}", client_id=client_id)
    world.run(lambda records: raise_finding(records, finding))
    return finding


def url(finding: Finding) -> str:
    return f"{FINDINGS}/{finding.id}"


def take(person: Owner, finding: Finding) -> httpx.Response:
    return person.press(url(finding), f"{url(finding)}/take")


def close(person: Owner, finding: Finding, answer: str = ANSWER) -> httpx.Response:
    return person.press(url(finding), f"{url(finding)}/close", answer=answer)


def test_an_operator_takes_a_finding_and_closes_it_with_an_answer(shared_world: World) -> None:
    operator = new_operator(shared_world, "birth-year-only")
    finding = raised(shared_world, ago=30 * DAY)  # before all that other tests have raised
    assert url(finding) in operator.get(FINDINGS).text
    assert finding.detail in operator.text(url(finding))
    assert take(operator, finding).status_code == httpx.codes.SEE_OTHER
    assert "Being looked into" in operator.text(url(finding))
    assert close(operator, finding, "").status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert close(operator, finding).status_code == httpx.codes.SEE_OTHER
    assert ANSWER in operator.text(url(finding))
    assert url(finding) not in operator.get(FINDINGS).text
    assert url(finding) in operator.get(f"{FINDINGS}?show=closed").text


def test_the_clock_is_shown_and_what_is_late_is_marked(shared_world: World) -> None:
    operator = new_operator(shared_world, "birth-year-only")
    assert "Overdue since" in operator.text(url(raised(shared_world, ago=DAY)))
    text = operator.text(url(raised(shared_world)))
    assert "Answer by" in text
    assert "Overdue" not in text


def test_an_owner_answers_what_the_service_owes(shared_world: World) -> None:
    owner = new_owner(shared_world, "adult")
    finding = raised(shared_world, Kind.HELD_BY_US_ONLY, client_id=owner.begin())
    assert url(finding) in owner.get(FINDINGS).text
    assert take(owner, finding).status_code == httpx.codes.SEE_OTHER
    assert close(owner, finding).status_code == httpx.codes.SEE_OTHER
    operator = new_operator(shared_world, "minor")
    assert ANSWER in operator.text(url(finding))


def test_another_operator_may_take_it_over(shared_world: World) -> None:
    first, second = (new_operator(shared_world, each) for each in ("birth-year-only", "minor"))
    finding = raised(shared_world)
    assert take(first, finding).status_code == httpx.codes.SEE_OTHER
    assert "Take it over" in second.text(url(finding))
    assert take(second, finding).status_code == httpx.codes.SEE_OTHER
    assert f"{url(finding)}/close" not in first.get(url(finding)).text


def test_who_saw_it_untaken_does_not_take_it_from_another(shared_world: World) -> None:
    first, second = (new_operator(shared_world, each) for each in ("birth-year-only", "minor"))
    finding = raised(shared_world)
    page = second.get(url(finding)).text
    assert take(first, finding).status_code == httpx.codes.SEE_OTHER
    fields = form_of(page, f"{url(finding)}/take")
    late = second.citizen.post(f"{url(finding)}/take", fields)
    assert late.status_code == httpx.codes.CONFLICT
