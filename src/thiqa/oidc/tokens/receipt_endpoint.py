"""A service's receipt for a grant or a later use of it, for whoever holds a living access token."""

import re
from http import HTTPStatus

from thiqa.ledger.errors import EntryNotFoundError
from thiqa.ledger.models import EntryId, parse_entry_id
from thiqa.ledger.promise import IssuedPromise
from thiqa.ledger.receipts import RECEIPT_WAIT_SECONDS, Receipts
from thiqa.oidc.errors import InvalidRequestError
from thiqa.oidc.http import RETRY_AFTER, Handler, Reply, ServiceRequest
from thiqa.oidc.metadata import RECEIPT_PATH
from thiqa.oidc.models import Grant, Policy
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.resource import PresentedToken, living_grant, presented_token
from thiqa.web import parse_query

RECEIPT_HEADERS = ((b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"))

DEFAULT_WAIT_SECONDS = 2.0
"""Who does not say how long to wait has a client that may give up after five seconds."""
MAX_PREFER_CHARACTERS = 200
ENTRY_FIELD = "entry"
_WAIT = re.compile(r"wait ?= ?\"?([0-9]{1,6})\"?", re.IGNORECASE | re.ASCII)


def receipt_uri(policy: Policy, entry_id: EntryId | None) -> str:
    """Return where the receipt of a use is; of the grant itself without an entry."""
    query = "" if entry_id is None else f"?{ENTRY_FIELD}={entry_id.hex()}"
    return f"{policy.issuer}{RECEIPT_PATH}{query}"


def give_receipt(provider: Provider, receipts: Receipts) -> Handler:
    """Return what answers with the receipt of the grant behind an access token.

    Until its proof is published, 202 with a promise that the record has signed. Of a refresh,
    the token response names the entry in the query.
    """

    async def answer(request: ServiceRequest) -> Reply:
        presented, grant = await grant_of_token(provider, request)
        named = parse_query(request.scope["query_string"]).get(ENTRY_FIELD, grant.entry_id)
        wait = preferred_wait(request.header(b"prefer"))
        try:
            given = await receipts.answer_for_client(
                parse_entry_id(named), presented.token.client_id, grant.person_id, wait_seconds=wait
            )
        except EntryNotFoundError as error:
            raise InvalidRequestError(
                "there is no such entry about this citizen",
                rule="the guide on receipts",
                parameter=ENTRY_FIELD,
                mend="Ask at the receipt_uri of the token response, as it is.",
            ) from error
        headers = (*RECEIPT_HEADERS, (b"preference-applied", b"wait=%d" % wait))
        if isinstance(given, IssuedPromise):
            return Reply(given.text.encode(), HTTPStatus.ACCEPTED, (*headers, RETRY_AFTER))
        return Reply(given.text.encode(), HTTPStatus.OK, headers)

    return answer


def preferred_wait(header: str | None) -> float:
    """Return how many seconds a service is ready to wait (RFC 7240, section 4.3).

    What is not understood is ignored; nobody waits longer than we promise.
    """
    for preference in (header or "")[:MAX_PREFER_CHARACTERS].split(","):
        found = _WAIT.fullmatch(preference.partition(";")[0].strip())
        if found:
            return min(float(found[1]), RECEIPT_WAIT_SECONDS)
    return DEFAULT_WAIT_SECONDS


async def grant_of_token(
    provider: Provider, request: ServiceRequest
) -> tuple[PresentedToken, Grant]:
    """Return the access token of a request, and the living grant behind it."""
    presented = await presented_token(provider, request)

    async def unit(records: Records) -> Grant:
        _, grant = await living_grant(records, presented.token, request.now)
        return grant

    return presented, await presented.run(provider.database, unit)
