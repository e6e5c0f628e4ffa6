"""Whatever happens in whatever order: a citizen has paid the fee once, or nothing."""

import asyncio
from contextlib import suppress
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from counter_payments import CashDesk, open_desk
from counter_requests import PAID
from thiqa.counter.database import CounterDatabase
from thiqa.counter.payments.errors import GatewayError, NothingDueError
from thiqa.counter.payments.models import OVER, Report, State
from thiqa.counter.requests.errors import RequestError
from thiqa.counter.requests.models import Event

OPEN = (State.CREATED, State.PROCESSING)


class Money(RuleBasedStateMachine):
    """One request, a citizen who presses buttons, and a provider that is not to be relied on."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.database = CounterDatabase(self.url)
        self.runner.run(self.database.__aenter__())
        self.desk: CashDesk = self.runner.run(open_desk(self.database))
        self.number = ""
        self.said: list[Report] = []
        self.is_withdrawn = False

    def teardown(self) -> None:
        if self.number:
            self.settle()
        self.runner.run(self.database.__aexit__(None, None, None))
        self.runner.close()

    @initialize()
    def submit(self) -> None:
        self.number = self.runner.run(self.desk.office.submitted(PAID))

    @rule(reachable=st.booleans())
    def press_pay(self, reachable: bool) -> None:
        self.desk.provider.is_reachable = reachable
        request = self.runner.run(self.desk.office.get(self.number))
        with suppress(NothingDueError, GatewayError):
            self.runner.run(self.desk.payments.begin(request, "en"))
        self.desk.provider.is_reachable = True

    @precondition(lambda self: self._keys(OPEN))
    @rule(data=st.data(), state=st.sampled_from([State.PROCESSING, State.PAID, *sorted(OVER)]))
    def provider_decides(self, data: Any, state: State) -> None:
        key = data.draw(st.sampled_from(self._keys(OPEN)))
        if self.desk.provider.newest(key).state is state:
            return
        if state is State.PAID:
            self.desk.provider.pay(key)
        else:
            self.desk.provider.say(key, state=state)

    @precondition(lambda self: self._keys(OVER))
    @rule(data=st.data())
    def provider_contradicts_itself(self, data: Any) -> None:
        self.desk.provider.pay(data.draw(st.sampled_from(self._keys(OVER))))

    @precondition(lambda self: self.desk.provider.reports)
    @rule(data=st.data())
    def something_said_arrives(self, data: Any) -> None:
        """Now or again, sooner or later than what was said before it."""
        said = [each for reports in self.desk.provider.reports.values() for each in reports]
        self.runner.run(self.desk.take(data.draw(st.sampled_from(said))))

    @precondition(lambda self: not self.is_withdrawn)
    @rule()
    def withdraw(self) -> None:
        with suppress(RequestError):
            self.runner.run(self.desk.office.withdraw(self.number))
            self.is_withdrawn = True

    @rule(reachable=st.booleans())
    def work(self, reachable: bool) -> None:
        self.desk.provider.is_reachable = reachable
        with suppress(GatewayError):
            self.runner.run(self.desk.work())
        self.desk.provider.is_reachable = True

    def settle(self) -> None:
        """Let everything arrive and everything be done: then nobody has paid too much."""
        for _ in range(3):
            for key in list(self.desk.provider.reports):
                self.runner.run(self.desk.take(self.desk.provider.newest(key)))
            self.runner.run(self.desk.work())
        steps = self.runner.run(self.desk.office.events(self.number))
        has_paid = Event.PAID.value in steps
        counts = has_paid and not self.is_withdrawn
        assert steps.count(Event.PAID.value) <= 1
        assert self.desk.provider.kept() == (PAID.fee.amount.minor if counts else 0)  # type: ignore[union-attr]
        for payment in self.runner.run(self.desk.attempts(self.number)):
            assert payment.ordered_back <= payment.amount.minor
            assert payment.sequence == self._sequence(payment.id)

    def _keys(self, states: Any) -> list[str]:
        provider = self.desk.provider
        return [key for key in provider.reports if provider.newest(key).state in states]

    def _sequence(self, key: str) -> int:
        reports = self.desk.provider.reports
        return reports[key][-1].sequence if key in reports else 0


def test_money_goes_one_way(counter_url: str) -> None:
    Money.url = counter_url
    case = Money.TestCase
    case.settings = settings(
        max_examples=25,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    case("runTest").runTest()
