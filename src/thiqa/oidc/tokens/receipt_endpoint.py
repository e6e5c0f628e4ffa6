"""A service's receipt for a grant: for whoever holds a living access token of it."""

import re
from http import HTTPStatus

from thiqa.ledger.models import EntryId, parse_entry_id
from thiqa.ledger.promise import IssuedPromise
from thiqa.ledger.receipts import RECEIPT_WAIT_SECONDS, Receipts
from thiqa.oidc.http import RETRY_AFTER, Handler, Reply, ServiceRequest
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.resource import living_grant, presented_token

RECEIPT_HEADERS = ((b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"))

DEFAULT_WAIT_SECONDS = 2.0
"""Who does not say how long to wait has a client that may give up after five seconds."""
MAX_PREFER_CHARACTERS = 200
_WAIT = re.compile(r"wait ?= ?\"?([0-9]{1,6})\"?", re.IGNORECASE | re.ASCII)


def give_receipt(provider: Provider, receipts: Receipts) -> Handler:
    """Return what answers with the receipt of the grant behind an access token.

    Until its proof is published, 202 with a promise that the record has signed.
    """

    async def answer(request: ServiceRequest) -> Reply:
        entry_id, client_id = await entry_of_token(provider, request)
        wait = preferred_wait(request.header(b"prefer"))
        given = await receipts.answer_for_client(entry_id, client_id, wait_seconds=wait)
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


async def entry_of_token(provider: Provider, request: ServiceRequest) -> tuple[EntryId, str]:
    """Return the record's entry for the grant behind an access token, and its client."""
    presented = await presented_token(provider, request)

    async def unit(records: Records) -> EntryId:
        _, grant = await living_grant(records, presented.token, request.now)
        return parse_entry_id(grant.entry_id)

    return await presented.run(provider.database, unit), presented.token.client_id
