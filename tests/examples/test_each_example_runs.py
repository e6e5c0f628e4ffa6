"""The programs of the guide, against a real provider: nobody here has written their libraries."""

import itertools
from collections.abc import Callable

import httpx
import pytest

from examples.programs import PROGRAMS
from examples.running_example import Example, Visit, running, visit
from services import CLAIMS
from thiqa.card import load_personas
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt
from world import World, on_one_database

pytestmark = on_one_database
_numbers = itertools.count()


@pytest.fixture(scope="session", params=PROGRAMS)
def example(request: pytest.FixtureRequest) -> Example:
    """Each program, made ready; skipped, with the reason, where its runtime is missing."""
    prepare: Callable[[], Example] = PROGRAMS[request.param]
    return prepare()


def visited(example: Example, world: World, hint: str) -> Visit:
    """Start the program, and visit it once with a citizen."""
    client_id = f"{example.name}-{next(_numbers)}"
    with running(example, world, client_id, hint) as origin:
        return visit(origin)


def test_it_identifies_a_citizen_and_keeps_a_receipt(example: Example, shared_world: World) -> None:
    seen = visited(example, shared_world, "specimen:adult")
    assert seen.status == httpx.codes.OK, seen.body
    on_record = load_personas()["adult"].claims
    assert {name: seen.body["claims"][name] for name in CLAIMS} == {
        name: on_record[name] for name in CLAIMS
    }
    metadata = httpx.get(f"{shared_world.issuer}/.well-known/openid-configuration").json()
    key = VerifierKey.parse(metadata["thiqa_record_key"])
    event = verify_receipt(seen.body["receipt"], LogPolicy.of_log(key)).entry.event
    assert event.subject == seen.body["sub"]  # type: ignore[union-attr]  # it is a release


def test_it_shows_a_name_that_has_no_first_name(example: Example, shared_world: World) -> None:
    seen = visited(example, shared_world, "specimen:no-first-name")
    assert seen.status == httpx.codes.OK, seen.body
    assert "given_name" not in seen.body["claims"]
    assert seen.body["claims"]["family_name#ar"]


def test_it_lives_with_a_citizen_who_says_no(example: Example, shared_world: World) -> None:
    seen = visited(example, shared_world, "specimen:adult:declined")
    assert (seen.status, seen.body["error"]) == (httpx.codes.FORBIDDEN, "access_denied")


def test_it_asks_again_when_the_token_endpoint_is_unavailable(
    example: Example, shared_world: World
) -> None:
    seen = visited(example, shared_world, "specimen:adult:unavailable")
    assert seen.status == httpx.codes.OK, seen.body


def test_it_waits_for_a_receipt_that_comes_late(example: Example, shared_world: World) -> None:
    seen = visited(example, shared_world, "specimen:minor:late-receipt")
    assert seen.status == httpx.codes.OK, seen.body
    assert seen.body["receipt"]


def test_it_finds_a_key_that_it_has_never_seen(example: Example, shared_world: World) -> None:
    seen = visited(example, shared_world, "specimen:adult:rotated-key")
    assert seen.status == httpx.codes.OK, seen.body


def test_an_answer_in_another_browser_is_refused(example: Example, shared_world: World) -> None:
    client_id = f"{example.name}-{next(_numbers)}"
    with running(example, shared_world, client_id, "specimen:adult") as origin:
        response = httpx.get(f"{origin}/callback?code=x&state=y&iss=z", trust_env=False)
        assert response.status_code == httpx.codes.BAD_REQUEST


def test_an_answer_with_another_issuer_is_refused(example: Example, shared_world: World) -> None:
    client_id = f"{example.name}-{next(_numbers)}"
    with (
        running(example, shared_world, client_id, "specimen:adult") as origin,
        httpx.Client(timeout=60, trust_env=False) as browser,
    ):
        url = f"{origin}/"
        while not url.startswith(f"{origin}/callback"):
            url = str(browser.get(url).next_request.url)  # type: ignore[union-attr]  # a redirect
        mixed_up = str(httpx.URL(url).copy_set_param("iss", "http://evil.example"))
        response = browser.get(mixed_up)
        assert response.status_code in {httpx.codes.BAD_GATEWAY, httpx.codes.FORBIDDEN}
        assert "claims" not in response.json()
