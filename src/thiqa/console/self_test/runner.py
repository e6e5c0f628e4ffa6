"""A run of the self-test: scenario after scenario, its progress kept, its result at the end."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog

from thiqa.base import StorageUnavailableError, digest, new_secret
from thiqa.console.console import Console
from thiqa.console.models import Act, SelfTest, Service, TestState
from thiqa.console.self_test.checks import (
    Check,
    Login,
    check_beginning,
    check_requests,
    check_scenario,
)
from thiqa.console.self_test.issuer import CODE, PUSHED, SEEN, TestIssuer, find_issuer
from thiqa.console.self_test.keys import rotate
from thiqa.console.self_test.player import Player, PlayError, origins_of
from thiqa.console.self_test.scenarios import SCENARIOS, Scenario, Signature
from thiqa.console.services import held_service, note
from thiqa.console.store import Records
from thiqa.oidc.authorization.answers import FORM_POST, JARM_SECONDS, QUERY, SIGNED_MODES
from thiqa.oidc.clients.addresses import with_query
from thiqa.oidc.documents import read_request, write_request
from thiqa.oidc.models import AuthorizationRequest
from thiqa.oidc.requests.pushed_request import REQUEST_URI_PREFIX

STALE_SECONDS = 120
"""A run without a sign of life for so long has died with its process."""
VISIT_SECONDS = 20.0
"""A service has so long to answer: it asks us several things in the meantime."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Run:
    """A run on its way."""

    console: Console
    issuer: TestIssuer
    test: SelfTest
    service: Service

    @property
    def player(self) -> Player:
        """A browser without a past."""
        document = self.service.document
        addresses = (document.get("initiate_login_uri"), *document["redirect_uris"])
        fetcher = replace(self.console.fetcher, timeout_seconds=VISIT_SECONDS)
        return Player(fetcher, origins_of(addresses))


async def begin(console: Console, client_id: str, person_id: str, now: int) -> SelfTest | None:
    """Note that a test begins, for an owner; None if one is running already."""

    async def unit(records: Records) -> SelfTest | None:
        standing = await held_service(records, client_id, person_id)
        await records.console.interrupt_self_tests(client_id, now - STALE_SECONDS)
        fingerprint = standing.service.fingerprint
        test = SelfTest(new_secret(), client_id, fingerprint, TestState.RUNNING, now, now)
        if not await records.console.begin_self_test(test):
            return None
        await note(records, client_id, person_id, Act.TESTED, now)
        return test

    return await console.database.run(unit)


def start(console: Console, test: SelfTest) -> None:
    """Let a test run on in the background of this process."""
    task = asyncio.create_task(_run_whole(console, test))
    console.tasks.add(task)
    task.add_done_callback(console.tasks.discard)


async def interrupt_stale(records: Records, client_id: str, now: int) -> None:
    """Mark the runs of processes that died."""
    await records.console.interrupt_self_tests(client_id, now - STALE_SECONDS)


async def _run_whole(console: Console, test: SelfTest) -> None:
    try:
        await run_test(console, test)
    except StorageUnavailableError:
        log.warning("self_test_interrupted", client_id=test.client_id)
    except Exception:
        log.exception("self_test_broken", client_id=test.client_id)


async def run_test(console: Console, test: SelfTest) -> SelfTest:
    """Run every scenario; return the result, which is kept."""
    issuer = await find_issuer(console, test.client_id)
    service = await console.database.read(
        lambda records: records.console.get_service(test.client_id)
    )
    if issuer is None or service is None or service.fingerprint != test.fingerprint:
        return await _kept(console, replace(test, state=TestState.INTERRUPTED))
    run = Run(console, issuer, test, service)
    checks: list[Check] = []
    logins: list[Login] = []
    for scenario in SCENARIOS:
        login = await _play(run, scenario)
        if not checks:
            checks.extend(check_beginning(login))
            if login.request is None:
                return await _finished(console, test, checks)
        logins.append(login)
        checks.append(check_scenario(scenario, login))
        await _kept(console, replace(test, checks=tuple(checks)))
    checks[2:2] = check_requests(issuer.client, logins)
    return await _finished(console, test, checks)


async def _finished(console: Console, test: SelfTest, checks: list[Check]) -> SelfTest:
    passed = all(each["passed"] for each in checks)
    state = TestState.PASSED if passed else TestState.FAILED
    return await _kept(console, replace(test, state=state, checks=tuple(checks)))


async def _kept(console: Console, test: SelfTest) -> SelfTest:
    alive = replace(test, beat_at=console.provider.clock())
    await console.database.run(lambda records: records.console.note_self_test(alive))
    return alive


async def _play(run: Run, scenario: Scenario) -> Login:
    """Play a scenario; a new key is given time to be found."""
    if scenario.signature is not Signature.ROTATED:
        return await _login(run, scenario)
    issuer, console = run.issuer, run.console
    await rotate(
        console.database, issuer.client.id, issuer.client.id_token_algorithm, console.test_secret
    )
    login = await _login(run, scenario)
    for pause in console.pauses:
        if login.did("userinfo"):
            break
        await _kept(console, run.test)
        await asyncio.sleep(pause)
        login = await _login(run, scenario)
    return login


async def _login(run: Run, scenario: Scenario) -> Login:
    """Play one login from its beginning, with the mistakes of a scenario."""
    player, trouble, status, request = run.player, "", None, None
    try:
        request = await _pushed(run, player)
        code = new_secret()
        step = {"scenario": scenario.id, "request": write_request(request)}
        await run.issuer.note(run.test.id, CODE, step, code)
        members = scenario.answer(_members(run, request, code))
        arriving = run.player if scenario.other_browser else player
        location, form = await _way_back(run, request, members)
        status = await arriving.arrive(location, form)
    except PlayError as error:
        trouble = str(error)
    events = await _events(run, scenario.id)
    return Login(request, events, status, trouble)


async def _pushed(run: Run, player: Player) -> AuthorizationRequest:
    """Begin a login as another site would (OpenID Connect Core, section 4); take its request."""
    initiate = run.service.document.get("initiate_login_uri")
    if initiate is None:
        raise PlayError("no initiate_login_uri is registered")
    address = with_query(initiate, {"iss": run.issuer.issuer})
    location = await player.follow_to(address, run.issuer.authorize_address)
    query = parse_qs(urlsplit(location).query)
    request_uri = query.get("request_uri", [""])[0].removeprefix(REQUEST_URI_PREFIX)
    taken = await run.console.database.run(
        lambda records: records.console.take_test_step(digest(request_uri), PUSHED)
    )
    if taken is None or taken[0] != run.test.id:
        raise PlayError("the authorize address came without a request that had just been pushed")
    return read_request(json.loads(taken[1])["request"])


def _members(run: Run, request: AuthorizationRequest, code: str) -> Mapping[str, Any]:
    state = {} if request.state is None else {"state": request.state}
    return {"code": code, **state, "iss": run.issuer.issuer}


async def _way_back(
    run: Run, request: AuthorizationRequest, members: Mapping[str, Any]
) -> tuple[str, Mapping[str, str] | None]:
    """Return where the browser goes with the answer, and the form that it sends, if any."""
    mode = request.response_mode or QUERY
    if mode in SIGNED_MODES:
        now, signer = run.issuer.provider.clock(), (await run.issuer.signers())[0]
        claims = {**members, "aud": run.issuer.client.id, "exp": now + JARM_SECONDS}
        members, mode = {"response": signer.sign(claims)}, SIGNED_MODES[mode]
    if mode == FORM_POST:
        return request.redirect_uri, members
    return with_query(request.redirect_uri, members), None


async def _events(run: Run, scenario_id: str) -> tuple[Mapping[str, Any], ...]:
    steps = await run.console.database.read(
        lambda records: records.console.list_test_steps(run.test.id)
    )
    seen = [json.loads(document) for kind, document in steps if kind == SEEN]
    return tuple(each for each in seen if each["scenario"] in {scenario_id, ""})
