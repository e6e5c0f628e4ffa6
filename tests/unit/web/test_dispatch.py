from starlette.types import Receive, Scope, Send

from thiqa.web import PUBLIC_JSON_HEADERS, dispatch, endpoint, send_json, send_response
from unit.web.asking import ask


async def _hot(scope: Scope, receive: Receive, send: Send) -> None:
    await send_json(send, b"{}", headers=PUBLIC_JSON_HEADERS, extra=[(b"x-more", b"1")])


async def _pages(scope: Scope, receive: Receive, send: Send) -> None:
    await send_response(send, 200, b"page", [])


APP = dispatch({"/jwks": endpoint(_hot, "GET"), "/token": endpoint(_hot, "POST")}, _pages)


def test_an_exact_path_goes_to_its_endpoint() -> None:
    response = ask(APP, "/jwks")
    assert response.content == b"{}"
    assert response.headers["content-type"] == "application/json"
    assert response.headers["content-length"] == "2"
    assert response.headers["x-more"] == "1"


def test_everything_else_goes_to_the_pages() -> None:
    for path in ("/", "/jwks/", "/JWKS", "/jwks/x"):
        assert ask(APP, path).content == b"page"


def test_another_method_is_told_which_ones_are_allowed() -> None:
    response = ask(APP, "/jwks", method="DELETE")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"
    assert ask(APP, "/token").headers["allow"] == "POST"


def test_whoever_takes_get_takes_head() -> None:
    assert ask(APP, "/jwks", method="HEAD").status_code == 200
    assert ask(APP, "/token", method="HEAD").status_code == 405
