"""Logs say what happened, as JSON, and nothing that identifies a person or opens a door."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from services import http
from thiqa.card import load_personas
from world import Citizen, Processes

SECRET = re.compile(r"[A-Za-z0-9_+/=-]{16,}")
"""Whatever was exchanged and is as long as this may be a token, a code, a challenge, a cookie."""
NOT_SECRET = {"application", "content", "openid"}
CONSTANT_MEMBERS = {"timestamp", "process", "event", "level"}


@contextmanager
def overheard(*clients: httpx.Client) -> Iterator[set[str]]:
    """Collect every long word that is exchanged."""
    words: set[str] = set()

    def hear(response: httpx.Response) -> None:
        response.read()
        request = response.request
        heard = [str(request.url), request.content.decode(), response.text]
        heard += [*request.headers.values(), *response.headers.values()]
        for text in heard:
            words.update(SECRET.findall(text))

    for client in clients:
        client.event_hooks["response"].append(hear)
    try:
        yield words
    finally:
        for client in clients:
            client.event_hooks["response"].remove(hear)


def go_wrong(provider: Processes, citizen: Citizen) -> None:
    """Do everything that a service, a citizen and a stranger can do wrong."""
    service = provider.service
    number = citizen.national_number
    citizen.browser.get(f"/{number}")
    citizen.browser.get(f"/receipts/{number}")
    citizen.browser.get("/authorize", params={"client_id": number, "request_uri": number})
    citizen.browser.post("/consent", data={"decision": number})
    citizen.post("/login/card", {"auth_token": number, "challenge": number})
    service.push(redirect_uri=f"https://{number}.example/")
    service.push(claims=f'{{"userinfo": {{"{number}": null}}}}')
    service.push(login_hint=number, client_assertion=f"{number}.{number}.{number}")
    service.redeem(f"{number}.{number}")
    service.userinfo(number)
    answer = citizen.walk(service.pushed(), decision="decline")
    assert answer["error"] == "access_denied"


@pytest.mark.parametrize("persona", ["adult", "arabic-name-only"])
def test_no_line_says_who_or_opens_anything(provider: Processes, persona: str) -> None:
    (process,) = provider.processes
    citizen = provider.citizen(persona)
    with overheard(http(), citizen.browser) as words:
        tokens = provider.service.identify(citizen, scope="openid offline_access")
        provider.service.userinfo(tokens["access_token"])
        provider.service.receipt(tokens["access_token"])
        provider.service.refresh(tokens["refresh_token"])
        citizen.browser.get("/history")
        go_wrong(provider, citizen)
    assert process.stop() == 0
    events = [json.loads(line) for line in process.log().splitlines()]
    assert any(event["event"] == "error_page" for event in events)
    assert all({"event", "level", "timestamp", "process"} <= event.keys() for event in events)
    written = " ".join(_texts(events))
    revealed = {word for word in words if word in written} - _harmless(written)
    assert not revealed
    said = set(re.split(r"\W+", written))
    assert not _personal(persona) & said
    assert "127.0.0.1" not in written
    assert "::1" not in written


def _texts(events: list[dict[str, Any]]) -> list[str]:
    return [
        json.dumps(value, ensure_ascii=False)
        for event in events
        for name, value in event.items()
        if name not in CONSTANT_MEMBERS
    ]


def _harmless(written: str) -> set[str]:
    """Words that the program itself uses: they stand in its source, not in an exchange."""
    return set(re.findall(r"[a-z_-]{16,}", written)) | NOT_SECRET


def _personal(persona: str) -> set[str]:
    """Return the words that stand for a citizen."""
    citizen = load_personas()[persona]
    texts = [citizen.pin, citizen.puk, citizen.national_number, *_leaves(citizen.claims)]
    return {word for text in texts for word in re.split(r"\W+", text) if len(word) > 2}


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    else:
        yield str(value)
