"""Services, browsers, codes and tokens in any order: an authorization lives once, and one way.

No request opens twice, none is answered in another browser, no code and no refresh token works
twice, no token of a revoked family works, nothing that lives is purged, and the record has an
entry for each release and for each refresh, no more and no less.
"""

import asyncio
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from properties.oidc.lives import LIFETIMES, Access, Life, Refresh
from provider_parts import CITIZEN, CLIENT, NOW, Parts, bearing, request, session
from thiqa.base import b64url_encode, digest
from thiqa.ledger.entry import parse_leaf
from thiqa.oidc.authorization.answers import Answer
from thiqa.oidc.authorization.authorize import ConsentNeeded, Visit, authorize, resume
from thiqa.oidc.authorization.consent import agree, decline
from thiqa.oidc.clients.client_authentication import VerifiedAssertion
from thiqa.oidc.errors import BrowserError, InvalidGrantError, InvalidTokenError
from thiqa.oidc.models import RequestedClaims, State
from thiqa.oidc.provider import Provider
from thiqa.oidc.tokens.token_call import TokenCall
from thiqa.oidc.tokens.token_endpoint import exchange
from thiqa.oidc.tokens.userinfo import userinfo
from thiqa.storage import Transaction, open_with, purge

CLIENTS = ("first", "second")
BROWSERS = ("mine", "yours")
VERIFIERS = ("v" * 43, "w" * 43)
BEGINNINGS = st.sampled_from([State.PUSHED, State.OPENED, State.GRANTED, State.REDEEMED])
OFTEN = st.sampled_from([True, True, False])
MOMENTS = st.sampled_from([1, 1, 29, 600, 86_400, LIFETIMES.refresh_token])
AT_ONCE = st.sampled_from([1, 1, 1, 3])
FOR_EVER = NOW + 10**9


class Lives(RuleBasedStateMachine):
    """Everybody does anything; what happens is what `Life` foretells."""

    lives = Bundle("lives")

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.now, self.asked, self.released, self.refreshed = NOW, 0, 0, 0
        self.known: list[Life] = []
        self.runner = asyncio.Runner()
        self.database = self.runner.run(open_with(f"sqlite:///{file}", Transaction()))

    @initialize(target=lives, offline=st.booleans(), state=BEGINNINGS)
    def furnish(self, offline: bool, state: State) -> Life:
        """Register two services, sign a citizen in at two browsers, and begin with one request."""

        async def unit(records: Transaction) -> None:
            await records.people.put(CITIZEN)
            for name in CLIENTS:
                await records.oidc.put_client(replace(CLIENT, id=name))
            for name in BROWSERS:
                kept = session(id=digest(f"session of {name}"), expires_at=FOR_EVER)
                await records.oidc.put_session(kept)

        self.run(unit)
        return self.begin(CLIENTS[0], BROWSERS[0], offline, state)

    @rule(
        target=lives,
        client_id=st.sampled_from(CLIENTS),
        browser=st.sampled_from(BROWSERS),
        offline=st.booleans(),
        state=BEGINNINGS,
    )
    def begin(self, client_id: str, browser: str, offline: bool, state: State) -> Life:
        """Push a request, and go on with it as honest people would."""
        identifier = digest(f"authorization {len(self.known)}")
        life = Life(identifier, client_id, offline, self.now + LIFETIMES.pushed_request)
        pushed = request(
            client_id=client_id,
            scope=("openid", "offline_access") if offline else ("openid",),
            claims=RequestedClaims(("given_name",)),
            code_challenge=b64url_encode(hashlib.sha256(VERIFIERS[0].encode()).digest()),
        )
        self.run(lambda records: records.oidc.push(identifier, pushed, life.expires_at))
        self.known.append(life)
        if state is not State.PUSHED:
            self.open(life, browser, own=True)
        if state in {State.GRANTED, State.REDEEMED}:
            self.answer(life, browser, agrees=True)
        if state is State.REDEEMED:
            self.redeem(life, own=True, knows=True, times=1)
        return life

    @rule(life=lives, browser=st.sampled_from(BROWSERS), own=OFTEN)
    def open(self, life: Life, browser: str, own: bool) -> None:
        """Open a request in a browser, in the name of its own client or of the other."""
        client_id = self.client_of(life, own)
        again = life.can_load_again(client_id, browser, self.now)
        expected = again or life.can_open(client_id, self.now)
        try:
            outcome = self.run(
                lambda records: authorize(self.visit(records, life, browser, client_id))
            )
        except BrowserError:
            assert not expected
            return
        assert expected
        assert isinstance(outcome, ConsentNeeded)
        if again:
            return
        life.move(State.OPENED, self.now + LIFETIMES.interaction)
        life.browser = browser

    @rule(life=lives, browser=st.sampled_from(BROWSERS), agrees=OFTEN)
    def answer(self, life: Life, browser: str, agrees: bool) -> None:
        """Answer a request in a browser."""

        async def unit(records: Transaction) -> Answer:
            needed = await resume(self.visit(records, life, browser))
            assert isinstance(needed, ConsentNeeded)
            if not agrees:
                return await decline(self.provider, records, needed, now=self.now)
            return await agree(
                self.provider,
                records,
                needed,
                chosen=frozenset(),
                shown="what was shown\n",
                remember=False,
                now=self.now,
            )

        expected = life.can_answer(browser, self.now)
        try:
            location = self.run(unit).location
        except BrowserError:
            assert not expected
            return
        assert expected
        if not agrees:
            life.gone = True
            return
        life.move(State.GRANTED, self.now + LIFETIMES.code)
        life.code = location.partition("code=")[2].partition("&")[0]
        self.released += 1

    @rule(life=lives, own=OFTEN, knows=OFTEN, times=AT_ONCE)
    def redeem(self, life: Life, own: bool, knows: bool, times: int) -> None:
        """Redeem a code, with the right verifier or another, perhaps several times at once."""
        client_id = self.client_of(life, own)
        fields = {
            "grant_type": "authorization_code",
            "code": life.code or f"{b64url_encode(life.id)}.guess",
            "code_verifier": VERIFIERS[0] if knows else VERIFIERS[1],
        }
        expected = knows and life.can_redeem(client_id, self.now)
        self.ask(life, client_id, fields, times, winners=int(expected))
        if expected:
            until = LIFETIMES.refresh_token if life.offline else LIFETIMES.access_token
            life.move(State.REDEEMED, self.now + until)
        if times > expected:
            life.try_code(client_id)

    @precondition(lambda self: any(life.refreshes for life in self.known))
    @rule(which=st.integers(0, 5), own=OFTEN, times=AT_ONCE)
    def refresh(self, which: int, own: bool, times: int) -> None:
        """Use one of the latest refresh tokens, perhaps several times at once."""
        held = [(life, token) for life in self.known for token in life.refreshes]
        life, token = held[-1 - which % len(held)]
        client_id = self.client_of(life, own)
        fields = {"grant_type": "refresh_token", "refresh_token": token.token}
        expected = life.can_refresh(token, client_id, self.now)
        self.ask(life, client_id, fields, times, winners=int(expected))
        self.refreshed += expected
        token.used = token.used or expected
        if times > expected:
            life.try_refresh(token, client_id, self.now)

    @precondition(lambda self: any(life.accesses for life in self.known))
    @rule()
    def read(self) -> None:
        """Use the latest access tokens, whoever's they are."""
        held = [(life, access) for life in self.known for access in life.accesses]
        for life, access in held[-5:]:
            expected = life.can_read(access, self.now)
            try:
                request = bearing(access.token, self.now)
                claims = json.loads(self.runner.run(userinfo(self.provider, request)).body)
            except InvalidTokenError:
                assert not expected
            else:
                assert expected
                assert claims["given_name"] == CITIZEN.claims["given_name"]

    @rule(seconds=MOMENTS, cleans=st.booleans())
    def wait(self, seconds: int, cleans: bool) -> None:
        """Let time pass, and perhaps remove what has expired."""
        self.now += seconds
        if cleans:
            self.clean_up()

    @rule(life=lives, seconds=st.sampled_from([-1, 0]), cleans=st.booleans())
    def wait_for_the_end(self, life: Life, seconds: int, cleans: bool) -> None:
        """Wait until the last second of what a request is now, or until it is over."""
        self.wait(max(0, life.expires_at + seconds - self.now), cleans)

    @invariant()
    def what_lives_is_there_and_as_it_should_be(self) -> None:
        async def unit(records: Transaction) -> list[Any]:
            return [await records.oidc.get(life.id) for life in self.known]

        for life, kept in zip(self.known, self.run(unit), strict=True):
            assert (kept is None) is life.gone
            if kept is not None:
                assert (kept.state, kept.expires_at) == (life.state, life.expires_at)
                assert kept.browser == (None if life.browser is None else digest(life.browser))

    def teardown(self) -> None:
        async def unit(records: Transaction) -> Counter[str]:
            leaves = await records.ledger.list_pending(10_000)
            return Counter(parse_leaf(each.leaf).kind for each in leaves)

        recorded = self.run(unit)
        self.runner.run(self.database.close())
        self.runner.close()
        assert (recorded["release"], recorded["refresh"]) == (self.released, self.refreshed)

    def clean_up(self) -> None:
        self.runner.run(purge(self.database, self.now))
        for life in self.known:
            life.gone = life.gone or life.expires_at <= self.now

    @property
    def provider(self) -> Provider:
        parts = Parts(now=self.now)
        for name in CLIENTS:
            parts.records.oidc.clients[name] = replace(CLIENT, id=name)
        return replace(parts.provider, database=self.database)

    def run(self, unit: Callable[[Transaction], Coroutine[Any, Any, Any]]) -> Any:
        return self.runner.run(self.database.run(unit))

    def client_of(self, life: Life, own: bool) -> str:
        """Return the client of a request, or the other one."""
        return life.client_id if own else next(name for name in CLIENTS if name != life.client_id)

    def visit(
        self, records: Transaction, life: Life, browser: str, client_id: str | None = None
    ) -> Visit:
        return Visit(
            provider=self.provider,
            records=records,
            now=self.now,
            browser=digest(browser),
            session_id=digest(f"session of {browser}"),
            authorization_id=life.id,
            client_id=client_id,
        )

    def ask(
        self, life: Life, client_id: str, fields: dict[str, str], times: int, *, winners: int
    ) -> None:
        """Ask the token endpoint so many times at once; so many answers have tokens."""

        async def ask() -> list[Any]:
            client, questions = replace(CLIENT, id=client_id), []
            for _ in range(times):
                self.asked += 1
                assertion = VerifiedAssertion(client, self.asked.to_bytes(8), FOR_EVER)
                call = TokenCall(self.provider, assertion, fields, self.now)
                questions.append(exchange(call))
            return await asyncio.gather(*questions, return_exceptions=True)

        answers = self.runner.run(ask())
        for response in answers:
            if not isinstance(response, dict):
                assert isinstance(response, InvalidGrantError), response
                continue
            winners -= 1
            until = self.now + LIFETIMES.access_token
            life.accesses.append(Access(response["access_token"], until))
            if life.offline:
                until = self.now + LIFETIMES.refresh_token
                life.refreshes.append(Refresh(response["refresh_token"], until))
        assert winners == 0


@pytest.mark.timeout(300)
def test_an_authorization_lives_once_and_one_way(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def new() -> Lives:
        file = tmp_path_factory.mktemp("lives") / "thiqa.db"
        shutil.copyfile(sqlite_template, file)
        return Lives(file)

    run_state_machine_as_test(
        new, settings=settings(max_examples=60, stateful_step_count=40, deadline=None)
    )
