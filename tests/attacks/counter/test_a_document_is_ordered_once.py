"""A task is done at least once, a document made at most once: whatever is lost on the way."""

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from counter_delivery import LIFE, granted
from thiqa.counter.database import CounterDatabase
from thiqa.counter.delivery.delivering import Delivery
from thiqa.counter.delivery.issuer import Issued
from thiqa.counter.errors import ProviderError, RequestRefusedError
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen
from thiqa.counter.requests.life import DELIVER, number_of
from thiqa.counter.requests.models import State
from thiqa.counter.tasks.errors import TryLaterError
from thiqa.counter.tasks.models import Task

NOW = 1_795_341_600
SUBJECT = "citizen-of-the-test"
CLAIMS = {
    "family_name": "SPECIMEN-BENALI",
    "given_name": "Salma",
    "family_name#ar": "نموذج-بنعلي",
    "given_name#ar": "سلمى",
    "birthdate": "1990-05-17",
    "national_number": "SP100001",
}
PDF = base64.b64encode(b"%PDF-1.7 sealed").decode()


@dataclass
class Provider:
    """Stands in for the provider: it makes one thing for each key, and may lose its answers."""

    check_url: str = "https://id.example/documents"
    made: dict[str, Issued] = field(default_factory=dict)
    forms: list[Mapping[str, str]] = field(default_factory=list)
    losses: int = 0
    forgets: bool = False

    async def document(self, form: Mapping[str, str]) -> Issued:
        """Make it, or give it again."""
        self.forms.append(dict(form))
        content: dict[str, Any] = {"pdf": PDF, "code": "https://id.example/documents#1"}
        number = f"DOC-{len(self.made) + 1}"
        issued = self.made.setdefault(form["key"], Issued(number, NOW, None, content))
        if self.losses:
            self.losses -= 1
            raise ProviderError("the answer was lost")
        if self.forgets:
            self.forgets = False
            return Issued(issued.number, NOW, None, {})
        return issued


@dataclass
class Case:
    """A granted request, and the task that its decision left."""

    database: CounterDatabase
    provider: Provider
    task: Task

    @property
    def delivery(self) -> Delivery:
        return Delivery(LIFE, self.database, self.provider, lambda: NOW)  # type: ignore[arg-type]  # stands in

    async def deliver(self) -> None:
        await self.delivery.deliver(self.task)

    async def state(self) -> State:
        found = await self.database.read(
            lambda records: records.requests.get(number_of(self.task.key))
        )
        assert found is not None
        return found.state


def with_case(folder: Path, test: Any) -> None:
    async def main() -> None:
        async with CounterDatabase(f"sqlite:///{folder / 'counter.db'}") as database:
            request = await database.run(
                lambda records: by_citizen.open_draft(
                    LIFE, records, "fiche-anthropometrique", SUBJECT, CLAIMS, NOW
                )
            )
            fields, decision = {"reason": "employment"}, {"finding": "nothing"}
            grant = partial(granted, request.number, SUBJECT, fields, decision, NOW)
            await database.run(grant)
            tasks = await database.run(
                lambda records: records.tasks.claim([DELIVER], NOW, NOW + 60)
            )
            await test(Case(database, Provider(), tasks[0]))

    asyncio.run(main())


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_order(tmp_path: Path) -> None:
    async def test(case: Case) -> None:
        case.provider.losses = 2
        for _ in range(2):
            with pytest.raises(ProviderError):
                await case.deliver()
        assert await case.state() is State.DECIDED
        await case.deliver()
        assert await case.state() is State.DELIVERED
        assert len(case.provider.made) == 1
        assert len({json.dumps(form, sort_keys=True) for form in case.provider.forms}) == 1

    with_case(tmp_path, test)


def test_a_task_that_is_done_twice_delivers_once(tmp_path: Path) -> None:
    async def test(case: Case) -> None:
        await asyncio.gather(*(case.deliver() for _ in range(4)))
        await case.deliver()
        assert await case.state() is State.DELIVERED
        assert len(case.provider.made) == 1

    with_case(tmp_path, test)


def test_what_the_provider_no_longer_has_is_replaced(tmp_path: Path) -> None:
    async def test(case: Case) -> None:
        case.provider.forgets = True
        with pytest.raises(TryLaterError):
            await case.deliver()
        await case.deliver()
        assert await case.state() is State.DELIVERED
        first, second = case.provider.forms
        assert first["key"] != second["key"]
        assert second["replaces"] == "DOC-1"

    with_case(tmp_path, test)


def test_what_the_provider_refuses_waits_for_somebody_to_mend_it(tmp_path: Path) -> None:
    async def test(case: Case) -> None:
        async def refuse(form: Mapping[str, str]) -> Issued:
            raise RequestRefusedError("unauthorized_client")

        case.provider.document = refuse  # type: ignore[method-assign]  # what it says for once
        with pytest.raises(TryLaterError):
            await case.deliver()
        assert await case.state() is State.DECIDED

    with_case(tmp_path, test)


def test_no_order_is_kept_when_it_was_filled(tmp_path: Path) -> None:
    async def test(case: Case) -> None:
        await case.deliver()

        async def unit(records: Records) -> object:
            return await records.delivery.get_order(case.task.key)

        assert await case.database.read(unit) is None

    with_case(tmp_path, test)
