"""What the sandbox puts around endpoints, with endpoints that only echo."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from thiqa.base import b64url_encode
from thiqa.crypto import Algorithm, PassingKeys, Signer, generate_key, parse_jwk, verify_jws
from thiqa.oidc.metadata import PAR_PATH, RECEIPT_PATH, TOKEN_PATH, USERINFO_PATH
from thiqa.sandbox.faults import Faults
from thiqa.sandbox.models import Scenario
from thiqa.sandbox.scenarios import SLOW_SECONDS
from thiqa.sandbox.store import Records
from thiqa.storage import open_database
from thiqa.web import Endpoint, endpoint, read_body, send_response
from thiqa.web.limits import MAX_BODY_BYTES

NOW = 1_800_000_000
ID = b"\x07" * 32
CODE = f"{b64url_encode(ID)}.secret"
FORM = f"grant_type=authorization_code&code={CODE}".encode()


class Setting:
    """Endpoints with faults around them, on a real database."""

    def __init__(self, database: Any, keys: Path) -> None:
        self.database = database
        self.paused: list[float] = []
        self.keys = PassingKeys(keys)
        self.faults = Faults(database, self.keys, lambda: NOW, self._pause)

    async def _pause(self, seconds: float) -> None:
        self.paused.append(seconds)

    async def choose(self, scenario: Scenario, until: int = NOW + 60) -> None:
        """Choose a scenario for the one authorization."""

        async def unit(records: Records) -> None:
            await records.sandbox.choose(ID, scenario, until)

        await self.database.run(unit)

    async def ask(
        self, path: str, answer: bytes = b"", body: bytes = b"", token: str = ""
    ) -> tuple[int, dict[bytes, bytes], bytes]:
        """Send a request through the faults; an empty answer echoes the body."""
        found = self.faults.around({path: _echo(answer)})[path]
        scope = {"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())]}
        pieces = [body[:10], body[10:]]
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        async def send(message: Any) -> None:
            sent.append(message)

        await found.app(scope, receive, send)
        return sent[0]["status"], dict(sent[0]["headers"]), b"".join(m["body"] for m in sent[1:])


With = Callable[[Callable[[Setting], Awaitable[None]]], None]


@pytest.fixture
def with_setting(database_url: str, tmp_path: Path) -> With:
    """Runs a test's coroutine function with faults on each kind of database."""

    def run(test: Callable[[Setting], Awaitable[None]]) -> None:
        async def main() -> None:
            async with open_database(database_url) as database:
                await test(Setting(database, tmp_path / "passing"))

        asyncio.run(main())

    return run


def _echo(answer: bytes) -> Endpoint:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        body = answer or await read_body(receive)
        await send_response(send, 200, body, ((b"content-type", b"x"),))

    return endpoint(app, "POST")


def access_token() -> str:
    """Return a token that names the authorization; nobody has signed it."""
    payload = b64url_encode(json.dumps({"grant_id": b64url_encode(ID)}).encode())
    return f"e30.{payload}.AA"


def test_what_nobody_chose_a_scenario_for_passes_untouched(with_setting: With) -> None:
    async def test(setting: Setting) -> None:
        assert await setting.ask(TOKEN_PATH, body=FORM) == (200, _headers(FORM), FORM)
        for path in (USERINFO_PATH, RECEIPT_PATH):
            assert (await setting.ask(path, b"claims", token=access_token()))[2] == b"claims"
        assert setting.paused == []

    with_setting(test)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"code=",
        b"code=!!!.x",
        b"code=a&code=b",
        b"\xff\xfe",
        b"grant_type=refresh_token",
        b"code=" + b"A" * (MAX_BODY_BYTES - 5),
    ],
    ids=str,
)
def test_a_strange_body_reaches_the_endpoint_as_it_came(with_setting: With, body: bytes) -> None:
    async def test(setting: Setting) -> None:
        await setting.choose(Scenario.UNAVAILABLE)
        assert (await setting.ask(TOKEN_PATH, body=body))[2] == body

    with_setting(test)


@pytest.mark.parametrize(
    "token", ["", "x", "a.b", "a.!.c", "a.e30.c", "a.W10.c", "a.eyJncmFudF9pZCI6MX0.c"]
)
def test_a_strange_access_token_reaches_the_endpoint(with_setting: With, token: str) -> None:
    async def test(setting: Setting) -> None:
        await setting.choose(Scenario.SLOW)
        assert (await setting.ask(USERINFO_PATH, b"claims", token=token))[2] == b"claims"
        assert setting.paused == []

    with_setting(test)


def test_the_token_endpoint_is_unavailable_once(with_setting: With) -> None:
    async def test(setting: Setting) -> None:
        await setting.choose(Scenario.UNAVAILABLE)
        answers = await asyncio.gather(*(setting.ask(TOKEN_PATH, body=FORM) for _ in range(3)))
        assert sorted(status for status, _, _ in answers) == [200, 200, 503]
        (refused,) = [each for each in answers if each[0] == 503]
        assert refused[1][b"retry-after"] == b"1"
        assert json.loads(refused[2])["error"] == "temporarily_unavailable"

    with_setting(test)


def test_slow_answers_are_held_back_when_all_has_happened(with_setting: With) -> None:
    async def test(setting: Setting) -> None:
        await setting.choose(Scenario.SLOW)
        await setting.ask(TOKEN_PATH, body=FORM)
        await setting.ask(USERINFO_PATH, b"claims", token=access_token())
        assert setting.paused == [SLOW_SECONDS, SLOW_SECONDS]

    with_setting(test)


def test_a_scenario_ends_with_its_time(with_setting: With) -> None:
    async def test(setting: Setting) -> None:
        await setting.choose(Scenario.SLOW, until=NOW)
        await setting.ask(TOKEN_PATH, body=FORM)
        assert setting.paused == []

    with_setting(test)


def test_a_later_choice_takes_the_place_of_an_earlier_one(with_setting: With) -> None:
    async def test(setting: Setting) -> None:
        await setting.choose(Scenario.UNAVAILABLE)
        await setting.choose(Scenario.SLOW)
        assert (await setting.ask(TOKEN_PATH, body=FORM))[0] == 200
        assert setting.paused == [SLOW_SECONDS]

    with_setting(test)


def test_the_receipt_is_late_once(with_setting: With) -> None:
    async def test(setting: Setting) -> None:
        await setting.choose(Scenario.LATE_RECEIPT)
        first = await setting.ask(RECEIPT_PATH, b"receipt", token=access_token())
        assert (first[0], first[1][b"retry-after"], first[2]) == (202, b"1", b"")
        assert (await setting.ask(RECEIPT_PATH, b"receipt", token=access_token()))[2] == b"receipt"

    with_setting(test)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_an_id_token_is_signed_by_a_new_key_that_is_published_first(
    with_setting: With, algorithm: Algorithm
) -> None:
    old = Signer(generate_key(algorithm))
    claims = {"iss": "x", "sub": "y"}
    answer = json.dumps({"id_token": old.sign(claims), "access_token": "kept"}).encode()

    async def test(setting: Setting) -> None:
        await setting.choose(Scenario.ROTATED_KEY)
        status, headers, body = await setting.ask(TOKEN_PATH, answer, body=FORM)
        assert status == 200
        assert headers[b"content-length"] == str(len(body)).encode()
        assert json.loads(body)["access_token"] == "kept"
        (signer,) = setting.keys.signers(NOW)
        assert signer.kid != old.kid
        token = json.loads(body)["id_token"]
        assert verify_jws(token, [parse_jwk(signer.public_jwk)]).claims == claims

    with_setting(test)


@pytest.mark.parametrize("answer", [b'{"error":"invalid_grant"}', b"[]", b"x", b'{"id_token":1}'])
def test_an_answer_without_an_id_token_is_left_as_it_is(with_setting: With, answer: bytes) -> None:
    async def test(setting: Setting) -> None:
        await setting.choose(Scenario.ROTATED_KEY)
        assert (await setting.ask(TOKEN_PATH, answer, body=FORM))[2] == answer
        assert setting.keys.signers(NOW) == ()

    with_setting(test)


def test_other_endpoints_have_nothing_around_them(with_setting: With) -> None:
    async def test(setting: Setting) -> None:
        usual = _echo(b"")
        assert setting.faults.around({PAR_PATH: usual}) == {PAR_PATH: usual}

    with_setting(test)


def _headers(body: bytes) -> dict[bytes, bytes]:
    return {b"content-length": str(len(body)).encode(), b"content-type": b"x"}
