"""Clients and their keys are kept for a named time, and fetched once for all who wait."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from memory_store import MemoryDatabase, MemoryRecords
from provider_parts import NOW, SERVICE, client
from services import Service
from thiqa.oidc.clients.directory import (
    JWKS_CACHE_SECONDS,
    JWKS_RETRY_SECONDS,
    JWKS_STALE_SECONDS,
    REGISTRATION_CACHE_SECONDS,
    ClientDirectory,
)
from thiqa.oidc.errors import InvalidClientError
from thiqa.web.fetch import FetchError


@dataclass
class Keys:
    """A jwks_uri that says what the test wants, and counts who asks."""

    document: Mapping[str, Any] | None = None
    asked: int = 0
    gate: asyncio.Event | None = None

    async def __call__(self, url: str) -> Mapping[str, Any]:
        self.asked += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.document is None:
            raise FetchError("not there")
        return self.document


@dataclass
class Setting:
    """A directory with everything around it."""

    keys: Keys = field(default_factory=Keys)
    records: MemoryRecords = field(default_factory=MemoryRecords)
    now: int = NOW

    def __post_init__(self) -> None:
        database = MemoryDatabase(self.records)
        self.directory = ClientDirectory(database, lambda: self.now, self.keys)

    def register(self, **changes: Any) -> None:
        self.records.oidc.clients["trial"] = client(**changes)


def run(test: Callable[[Setting], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(test(Setting()))


def published(service: Service = SERVICE) -> dict[str, Any]:
    return {"keys": [service.signer.public_jwk]}


def with_jwks_uri(setting: Setting) -> None:
    setting.register(jwks=None, jwks_uri="https://service.example/jwks")


def test_an_unknown_client_is_refused() -> None:
    async def test(setting: Setting) -> None:
        with pytest.raises(InvalidClientError):
            await setting.directory.find("trial")

    run(test)


def test_a_registration_is_read_anew_after_its_time() -> None:
    async def test(setting: Setting) -> None:
        setting.register()
        before = await setting.directory.find("trial")
        setting.register(sector="finance")
        assert await setting.directory.find("trial") == before
        setting.now += REGISTRATION_CACHE_SECONDS
        assert (await setting.directory.find("trial")).sector == "finance"

    run(test)


def test_a_retired_client_is_gone_after_that_time() -> None:
    async def test(setting: Setting) -> None:
        setting.register()
        before = await setting.directory.find("trial")
        setting.records.oidc.clients["trial"] = replace(before, retired_at=1)
        setting.now += REGISTRATION_CACHE_SECONDS
        with pytest.raises(InvalidClientError):
            await setting.directory.find("trial")

    run(test)


def test_keys_are_fetched_once_for_all_who_wait() -> None:
    async def test(setting: Setting) -> None:
        with_jwks_uri(setting)
        setting.keys.document, setting.keys.gate = published(), asyncio.Event()
        token = SERVICE.assertion()
        waiting = [
            asyncio.create_task(setting.directory.keys_for("trial", token)) for _ in range(20)
        ]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting[0].cancel()
        setting.keys.gate.set()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert isinstance(answers[0], asyncio.CancelledError)
        assert all(len(keys) == 1 for keys in answers[1:])  # type: ignore[arg-type]
        assert setting.keys.asked == 1

    run(test)


def test_keys_are_fetched_anew_after_their_time() -> None:
    async def test(setting: Setting) -> None:
        with_jwks_uri(setting)
        setting.keys.document, token = published(), SERVICE.assertion()
        await setting.directory.keys_for("trial", token)
        setting.now += JWKS_CACHE_SECONDS - 1
        await setting.directory.keys_for("trial", token)
        assert setting.keys.asked == 1
        setting.now += 1
        await setting.directory.keys_for("trial", token)
        assert setting.keys.asked == 2

    run(test)


def test_an_unknown_key_identifier_fetches_but_not_often() -> None:
    async def test(setting: Setting) -> None:
        with_jwks_uri(setting)
        setting.keys.document = published()
        await setting.directory.keys_for("trial", SERVICE.assertion())
        rotated = Service(SERVICE.issuer)
        for _ in range(5):
            await setting.directory.keys_for("trial", rotated.assertion())
        assert setting.keys.asked == 1
        setting.now += JWKS_RETRY_SECONDS
        setting.keys.document = published(rotated)
        keys = await setting.directory.keys_for("trial", rotated.assertion())
        assert [key.kid for key in keys] == [rotated.signer.kid]
        assert setting.keys.asked == 2

    run(test)


def test_an_address_that_does_not_answer_is_said_and_tried_again() -> None:
    async def test(setting: Setting) -> None:
        with_jwks_uri(setting)
        token = SERVICE.assertion()
        for _ in range(3):
            with pytest.raises(InvalidClientError, match="jwks_uri"):
                await setting.directory.keys_for("trial", token)
        assert setting.keys.asked == 1
        setting.keys.document = published()
        setting.now += JWKS_RETRY_SECONDS
        assert await setting.directory.keys_for("trial", token)

    run(test)


def test_known_keys_outlive_a_failure_but_not_a_day() -> None:
    async def test(setting: Setting) -> None:
        with_jwks_uri(setting)
        setting.keys.document, token = published(), SERVICE.assertion()
        await setting.directory.keys_for("trial", token)
        setting.keys.document = None
        setting.now += JWKS_STALE_SECONDS - 1
        assert await setting.directory.keys_for("trial", token)
        setting.now += 1
        with pytest.raises(InvalidClientError, match="jwks_uri"):
            await setting.directory.keys_for("trial", token)

    run(test)


@pytest.mark.parametrize("document", [{}, {"keys": []}, {"keys": [{"kty": "oct", "k": "AA"}]}])
def test_keys_that_cannot_be_used_are_said(document: Mapping[str, Any]) -> None:
    async def test(setting: Setting) -> None:
        with_jwks_uri(setting)
        setting.keys.document = document
        with pytest.raises(InvalidClientError, match="not usable"):
            await setting.directory.keys_for("trial", SERVICE.assertion())

    run(test)


def test_registered_keys_need_no_fetch() -> None:
    async def test(setting: Setting) -> None:
        setting.register()
        keys = await setting.directory.keys_for("trial", SERVICE.assertion())
        assert [key.kid for key in keys] == [SERVICE.signer.kid]
        assert setting.keys.asked == 0

    run(test)
