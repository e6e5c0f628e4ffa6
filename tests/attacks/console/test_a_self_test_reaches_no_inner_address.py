"""The self-test goes to public hosts of the registration alone, whatever a service answers."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from serving import free_port, serving
from thiqa.console.self_test.player import Player, PlayError, origins_of
from thiqa.web.fetch import Fetcher

PUBLIC = "https://service.example"


def resolving(address: str) -> Callable[[str, int], object]:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return [address]

    return resolve


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00::1"])
def test_a_public_name_of_an_inner_host(address: str) -> None:
    player = Player(Fetcher(resolve=resolving(address)), origins_of([PUBLIC]))
    with pytest.raises(PlayError, match="could not be reached"):
        asyncio.run(player.follow_to(f"{PUBLIC}/start", "https://goal.example"))


def test_plain_http_outside_of_a_demonstration() -> None:
    with serving(Starlette(), port := free_port()):
        url = f"http://127.0.0.1:{port}"
        player = Player(Fetcher(), origins_of([url]))
        with pytest.raises(PlayError, match="could not be reached"):
            asyncio.run(player.follow_to(url, "https://goal.example"))


def test_a_redirect_to_another_host_is_not_followed() -> None:
    seen: list[str] = []

    async def inner(request: object) -> Response:
        seen.append("inner")
        return PlainTextResponse("secret")

    with serving(Starlette(routes=[Route("/", inner)]), port := free_port()):
        inner_url = f"http://127.0.0.1:{port}/"

        async def start(request: object) -> Response:
            return RedirectResponse(inner_url, 303)

        with serving(Starlette(routes=[Route("/start", start)]), own := free_port()):
            origin = f"http://127.0.0.1:{own}"
            player = Player(Fetcher(allow_loopback=True), origins_of([origin]))
            with pytest.raises(PlayError, match="not registered"):
                asyncio.run(player.follow_to(f"{origin}/start", "https://goal.example"))
            assert asyncio.run(player.arrive(f"{origin}/start", None)) == 303
    assert seen == []


def test_a_circle_ends() -> None:
    async def start(request: object) -> Response:
        return RedirectResponse("/start", 303)

    with serving(Starlette(routes=[Route("/start", start)]), port := free_port()):
        origin = f"http://127.0.0.1:{port}"
        player = Player(Fetcher(allow_loopback=True), origins_of([origin]))
        with pytest.raises(PlayError, match="redirects"):
            asyncio.run(player.follow_to(f"{origin}/start", "https://goal.example"))


def test_cookies_stay_with_their_origin() -> None:
    seen: dict[str, str | None] = {}

    def site(name: str) -> Starlette:
        async def page(request) -> Response:  # type: ignore[no-untyped-def]
            seen[name] = request.headers.get("cookie")
            response = PlainTextResponse("ok")
            response.set_cookie("secret", name)
            return response

        return Starlette(routes=[Route("/", page)])

    with serving(site("one"), one := free_port()), serving(site("two"), two := free_port()):
        origins = [f"http://127.0.0.1:{one}", f"http://127.0.0.1:{two}"]
        player = Player(Fetcher(allow_loopback=True), origins_of(origins))

        async def visit() -> None:
            for origin in (*origins, *origins):
                await player.arrive(f"{origin}/", None)

        asyncio.run(visit())
    assert seen == {"one": "secret=one", "two": "secret=two"}
