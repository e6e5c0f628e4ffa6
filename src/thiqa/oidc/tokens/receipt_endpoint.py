"""A service's receipt for a grant: for whoever holds a living access token of it."""

from http import HTTPStatus

from thiqa.ledger.errors import NotYetIntegratedError
from thiqa.ledger.models import EntryId, parse_entry_id
from thiqa.ledger.receipts import Receipts
from thiqa.oidc.http import RETRY_AFTER, Handler, Reply, ServiceRequest
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.resource import living_grant, presented_token

RECEIPT_HEADERS = ((b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"))
RECEIPT_WAIT_SECONDS = 2.0
"""How long an answer waits for the proof before the service is asked to come back."""


def give_receipt(provider: Provider, receipts: Receipts) -> Handler:
    """Return what answers with the receipt of the grant behind an access token."""

    async def answer(request: ServiceRequest) -> Reply:
        entry_id, client_id = await entry_of_token(provider, request)
        try:
            receipt = await receipts.receipt_for_client(
                entry_id, client_id, wait_seconds=RECEIPT_WAIT_SECONDS
            )
        except NotYetIntegratedError:
            return Reply(b"", HTTPStatus.ACCEPTED, (*RECEIPT_HEADERS, RETRY_AFTER))
        return Reply(receipt.text.encode(), HTTPStatus.OK, RECEIPT_HEADERS)

    return answer


async def entry_of_token(provider: Provider, request: ServiceRequest) -> tuple[EntryId, str]:
    """Return the record's entry for the grant behind an access token, and its client."""
    presented = await presented_token(provider, request)

    async def unit(records: Records) -> EntryId:
        _, grant = await living_grant(records, presented.token, request.now)
        return parse_entry_id(grant.entry_id)

    return await presented.run(provider.database, unit), presented.token.client_id
