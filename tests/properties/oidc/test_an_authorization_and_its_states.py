"""Whatever order things are asked in, an authorization goes forward only, and each step once.

pushed → opened → granted → redeemed → revoked, on the real SQLite store, against a model.
"""

import asyncio
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from provider_parts import BROWSER, NOW, grant, request
from thiqa.base import digest, new_secret
from thiqa.database.sqlite import SqliteDatabase
from thiqa.oidc.models import RefreshToken, State
from thiqa.storage import Transaction
from thiqa.storage.purge import purge

LIFE = 60
FORWARD = list(State)


class Authorizations(RuleBasedStateMachine):
    """Asks the store for steps in any order; the model knows which of them may succeed."""

    template: Path

    names = Bundle("names")
    refresh_tokens = Bundle("refresh_tokens")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "thiqa.db"
        shutil.copyfile(self.template, path)
        self.database = self.runner.run(self.open(path))
        self.now = NOW
        self.model: dict[bytes, tuple[State, int]] = {}
        self.used: set[bytes] = set()

    async def open(self, path: Path) -> Any:
        return SqliteDatabase(path, Transaction())

    def run(self, unit: Any) -> Any:
        return self.runner.run(self.database.run(unit))

    def step(self, name: bytes, since: State, unit: Any, until: int, *, may: bool = True) -> bool:
        """Ask for a step; it succeeds if and only if the model is where the step begins."""
        state, _ = self.model.get(name, (None, 0))
        expected = state is since and may
        assert self.run(unit) is expected
        if expected:
            self.model[name] = (FORWARD[FORWARD.index(since) + 1], until)
        return expected

    @rule(target=names)
    def push(self) -> bytes:
        name, until = digest(new_secret()), self.now + LIFE
        self.run(lambda records: records.oidc.push(name, request(), until))
        self.model[name] = (State.PUSHED, until)
        return name

    @rule(name=names)
    def push_again(self, name: bytes) -> None:
        """A second request of the same name changes nothing of the first."""
        other = request(redirect_uri="https://attacker.example/")
        if name in self.model:
            self.run(lambda records: records.oidc.push(name, other, self.now + 10 * LIFE))

    @rule(name=names)
    def open_it(self, name: bytes) -> None:
        now, until = self.now, self.now + LIFE
        alive = name in self.model and self.model[name][1] > now
        self.step(
            name,
            State.PUSHED,
            lambda records: records.oidc.open(name, BROWSER, now, until),
            until,
            may=alive,
        )

    @rule(name=names)
    def grant_it(self, name: bytes) -> None:
        until = self.now + LIFE
        code = digest(new_secret())
        self.step(
            name,
            State.OPENED,
            lambda records: records.oidc.grant(name, code, grant(), until),
            until,
        )

    @rule(name=names)
    def redeem_it(self, name: bytes) -> None:
        until = self.now + LIFE
        self.step(name, State.GRANTED, lambda records: records.oidc.redeem(name, until), until)

    @rule(name=names)
    def redeem_it_many_times_at_once(self, name: bytes) -> None:
        until = self.now + LIFE

        async def at_once() -> list[bool]:
            tries = [
                self.database.run(lambda records: records.oidc.redeem(name, until))
                for _ in range(8)
            ]
            return list(await asyncio.gather(*tries))

        state, _ = self.model.get(name, (None, 0))
        answers = self.runner.run(at_once())
        assert answers.count(True) == (state is State.GRANTED)
        if state is State.GRANTED:
            self.model[name] = (State.REDEEMED, until)

    @rule(name=names)
    def revoke_it(self, name: bytes) -> None:
        self.run(lambda records: records.oidc.revoke(name))
        if name in self.model and self.model[name][0] is State.REDEEMED:
            self.model[name] = (State.REVOKED, self.model[name][1])

    @rule(name=names)
    def close_it(self, name: bytes) -> None:
        expected = name in self.model and self.model[name][0] is State.OPENED
        assert self.run(lambda records: records.oidc.close(name)) is expected
        if expected:
            del self.model[name]

    @rule(target=refresh_tokens, name=names)
    def give_a_refresh_token(self, name: bytes) -> bytes:
        token = RefreshToken(digest(new_secret()), name, "trial", self.now + LIFE)
        self.run(lambda records: records.oidc.put_refresh_token(token))
        return token.id

    @rule(token=refresh_tokens, times=st.integers(1, 4))
    def use_a_refresh_token(self, token: bytes, times: int) -> None:
        async def at_once() -> list[bool]:
            tries = [
                self.database.run(lambda records: records.oidc.use_refresh_token(token, self.now))
                for _ in range(times)
            ]
            return list(await asyncio.gather(*tries))

        there = self.run(lambda records: records.oidc.get_refresh_token(token)) is not None
        answers = self.runner.run(at_once())
        assert answers.count(True) == (there and token not in self.used)
        self.used.add(token)

    @rule(seconds=st.sampled_from([1, LIFE - 1, LIFE, 3 * LIFE]))
    def let_time_pass(self, seconds: int) -> None:
        self.now += seconds

    @rule()
    def remove_what_expired(self) -> None:
        self.runner.run(purge(self.database, self.now))
        living = {name: kept for name, kept in self.model.items() if kept[1] > self.now}
        self.model = living

    @invariant()
    def the_store_is_where_the_model_is(self) -> None:
        for name, (state, until) in self.model.items():
            found = self.run(lambda records, n=name: records.oidc.get(n))
            assert (found.state, found.expires_at) == (state, until)
            assert found.request == request()
            assert (found.browser is None) == (state is State.PUSHED)
            assert (found.code is None) == (state in {State.PUSHED, State.OPENED})

    def teardown(self) -> None:
        self.runner.run(self.database.close())
        self.runner.close()
        self.folder.cleanup()


def test_an_authorization_goes_forward_only_and_each_step_once(sqlite_template: Path) -> None:
    class OnThisTemplate(Authorizations):
        template = sqlite_template

    options = settings(max_examples=25, stateful_step_count=30, deadline=None)
    run_state_machine_as_test(OnThisTemplate, settings=options)
