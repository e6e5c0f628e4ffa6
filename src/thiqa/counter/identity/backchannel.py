"""The provider calls: a citizen's session is over (OpenID Connect Back-Channel Logout 1.0)."""

import logging
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from thiqa.base import Database, StorageUnavailableError
from thiqa.counter.errors import AnswerRefusedError, ProviderError
from thiqa.counter.identity.client import Client
from thiqa.counter.identity.logout_token import verify_logout_token
from thiqa.counter.records import Records
from thiqa.web import WebError, check_form_type, parse_form, read_body

LOGOUT_TOKEN_FIELD = "logout_token"  # noqa: S105  # a field
MAX_LOGOUT_BODY_BYTES = 16_384
NO_STORE = {"cache-control": "no-store"}
"""Section 2.8: no answer is kept by anybody on the way."""

logger = logging.getLogger("thiqa.counter")


async def take_logout(client: Client, database: Database[Records], request: Request) -> Response:
    """End the sessions that a logout token is about (section 2.8).

    200: they are over, or there were none. 400: the token is not good, whenever it is sent.
    503: we could not check it, so the provider tries again.
    """
    try:
        check_form_type(request.scope["headers"])
        form = parse_form(await read_body(request.receive, limit=MAX_LOGOUT_BODY_BYTES))
        token = form.get(LOGOUT_TOKEN_FIELD, "")
        verified = verify_logout_token(
            token,
            await client.provider.keys_for(token),
            issuer=client.provider.issuer,
            client_id=client.client_id,
            now=client.clock(),
        )
        first = await database.run(lambda records: records.identity.end_sessions(verified))
        if not first:
            raise AnswerRefusedError("logout token: used before (jti)")
    except (AnswerRefusedError, WebError) as error:
        logger.warning("logout token refused: %s", error)
        body = {"error": "invalid_request", "error_description": "the logout token is refused"}
        return JSONResponse(body, HTTPStatus.BAD_REQUEST, NO_STORE)
    except (ProviderError, StorageUnavailableError) as error:
        logger.warning("logout token not checked: %s", error)
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=NO_STORE)
    return Response(status_code=HTTPStatus.OK, headers=NO_STORE)
