import asyncio
import threading
import time

import pytest

from thiqa.card_client.once import MAX_REMEMBERED, Once


def test_the_same_form_sent_twice_at_once_acts_once() -> None:
    acts: list[int] = []
    once: Once[int] = Once()

    def act() -> int:
        time.sleep(0.05)
        acts.append(threading.get_ident())
        return len(acts)

    async def main() -> list[int]:
        return list(await asyncio.gather(once.run(b"form", act), once.run(b"form", act)))

    assert asyncio.run(main()) == [1, 1]


def test_another_form_acts_again() -> None:
    acts: list[bytes] = []
    once: Once[None] = Once()

    async def main() -> None:
        for form in (b"one", b"two", b"one"):
            await once.run(form, lambda form=form: acts.append(form))

    asyncio.run(main())
    assert acts == [b"one", b"two"]


def test_what_raises_is_not_remembered() -> None:
    once: Once[None] = Once()
    attempts: list[str] = []

    def act() -> None:
        attempts.append("1234")
        raise ZeroDivisionError

    async def main() -> None:
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await once.run(b"form", act)

    asyncio.run(main())
    assert len(attempts) == 2


def test_only_the_latest_forms_are_remembered() -> None:
    once: Once[int] = Once()
    acts: list[int] = []

    async def main() -> None:
        for number in range(MAX_REMEMBERED + 1):
            await once.run(number.to_bytes(4), lambda number=number: acts.append(number))
        await once.run((0).to_bytes(4), lambda: acts.append(0))

    asyncio.run(main())
    assert acts.count(0) == 2
