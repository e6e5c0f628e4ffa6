"""The self-test: its page, its start, and the test issuer that services talk to."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from thiqa.console.console import Console
from thiqa.console.errors import ConflictError
from thiqa.console.members import Visitor, VisitorPage, for_members
from thiqa.console.models import SelfTest, Standing, TestState
from thiqa.console.paths import SERVICE_PATH, service_url
from thiqa.console.self_test.issuer import (
    PATH,
    TestIssuer,
    find_issuer,
    give_claims,
    give_keys,
    give_metadata,
    give_receipt,
    give_tokens,
    issuer_name,
    take_push,
)
from thiqa.console.self_test.runner import begin, interrupt_stale, start
from thiqa.console.services import owned_service
from thiqa.console.store import Records
from thiqa.console.views import Action, TestView
from thiqa.oidc.http import Handler, encode, service_endpoint
from thiqa.oidc.metadata import JWKS_PATH, PAR_PATH, RECEIPT_PATH, TOKEN_PATH, USERINFO_PATH
from thiqa.web import JSON_HEADERS, send_response
from thiqa.web.browser import see_other

KEPT_TESTS = 5
OAUTH_METADATA_PATH = "/.well-known/oauth-authorization-server"
"""RFC 8414, section 3: the issuer's path comes after it."""
OPENID_METADATA_PATH = "/.well-known/openid-configuration"
Make = Callable[[TestIssuer], Handler]


def self_test_routes(console: Console) -> list[Route]:
    """Return the routes of the self-test's page and of the test issuers."""
    pages: list[tuple[str, str, VisitorPage]] = [
        ("GET", f"{SERVICE_PATH}/self-test", _self_test),
        ("POST", f"{SERVICE_PATH}/self-test", _start),
    ]
    endpoints: list[tuple[str, str, Make, str]] = [
        (f"{PATH}/{{client_id}}{OPENID_METADATA_PATH}", OPENID_METADATA_PATH, give_metadata, "GET"),
        (
            f"{OAUTH_METADATA_PATH}{PATH}/{{client_id}}",
            OAUTH_METADATA_PATH,
            give_metadata,
            "GET",
        ),
        (f"{PATH}/{{client_id}}{JWKS_PATH}", JWKS_PATH, give_keys, "GET"),
        (f"{PATH}/{{client_id}}{PAR_PATH}", PAR_PATH, take_push, "POST"),
        (f"{PATH}/{{client_id}}{TOKEN_PATH}", TOKEN_PATH, give_tokens, "POST"),
        (f"{PATH}/{{client_id}}{USERINFO_PATH}", USERINFO_PATH, give_claims, "GET"),
        (f"{PATH}/{{client_id}}{RECEIPT_PATH}", RECEIPT_PATH, give_receipt, "GET"),
    ]
    return [
        *(
            Route(path, for_members(console, page), methods=[method])
            for method, path, page in pages
        ),
        *(
            Route(path, _Endpoint(console, own, make, method))
            for path, own, make, method in endpoints
        ),
    ]


class _Endpoint:
    """An endpoint of the test issuer that the address names."""

    def __init__(self, console: Console, path: str, make: Make, method: str) -> None:
        self._console = console
        self._path = path
        self._make = make
        self._method = method

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        issuer = await find_issuer(self._console, scope["path_params"]["client_id"])
        if issuer is None or scope["method"] not in {self._method, "HEAD"}:
            found = HTTPStatus.NOT_FOUND if issuer is None else HTTPStatus.METHOD_NOT_ALLOWED
            await send_response(send, found, encode({"error": "invalid_request"}), JSON_HEADERS)
            return
        endpoint = service_endpoint(issuer.provider, self._make(issuer), self._method)
        await endpoint.app({**scope, "path": self._path}, receive, send)


async def _self_test(visitor: Visitor) -> Response:
    async def unit(records: Records) -> tuple[Standing, list[SelfTest]]:
        standing = await owned_service(records, visitor.client_id, visitor.person_id)
        await interrupt_stale(records, visitor.client_id, visitor.now)
        return standing, await records.console.list_self_tests(visitor.client_id, KEPT_TESTS)

    standing, tests = await visitor.console.database.run(unit)
    latest = tests[0] if tests else None
    running = latest is not None and latest.state is TestState.RUNNING
    initiate = standing.service.document.get("initiate_login_uri")
    url = service_url(visitor.client_id, "self-test")
    return visitor.show(
        TestView(
            name=standing.service.document["name"],
            issuer=issuer_name(visitor.console, visitor.client_id),
            initiate_login_uri=initiate,
            is_for_this=latest is not None and latest.fingerprint == standing.service.fingerprint,
            latest=latest,
            checks=_checks(latest),
            earlier=tuple(tests[1:]),
            start=None if running or initiate is None else Action(url, visitor.token(url), {}),
            back_url=service_url(visitor.client_id),
        )
    )


def _checks(test: SelfTest | None) -> tuple[Mapping[str, Any], ...]:
    return () if test is None else test.checks


async def _start(visitor: Visitor) -> Response:
    await visitor.form()
    test = await begin(visitor.console, visitor.client_id, visitor.person_id, visitor.now)
    if test is None:
        raise ConflictError("a self-test is running already")
    start(visitor.console, test)
    return see_other(service_url(visitor.client_id, "self-test"))
