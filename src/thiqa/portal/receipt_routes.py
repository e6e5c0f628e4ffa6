"""The receipt of one entry: a page that shows it, its text to keep, and a sheet of paper."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from thiqa.base import b64encode, b64url_decode
from thiqa.base.digits import MAX_DIGITS, digits_of
from thiqa.ledger.compact import pack_receipt
from thiqa.ledger.errors import CompactFormatError
from thiqa.ledger.models import parse_entry_id
from thiqa.ledger.promise import IssuedPromise
from thiqa.ledger.public_files import POLICY_FILE
from thiqa.ledger.receipts import IssuedReceipt
from thiqa.oidc.models import Session
from thiqa.portal.entries import clients_of, described, linked_sectors
from thiqa.portal.kinds import word_of
from thiqa.portal.members import member_links, signed_in
from thiqa.portal.pages import show
from thiqa.portal.paths import HISTORY_PATH, RECEIPTS_PATH, VERIFY_PATH
from thiqa.portal.portal import Portal
from thiqa.portal.printed_receipt import print_receipt
from thiqa.portal.views import PromiseView, ReceiptView
from thiqa.record_site import RECORD_PATH

PAGE_WAIT_SECONDS = 2.0
"""How long a page waits for the proof before it shows the promise."""

POLICY_NAME = "record.policy"


def receipt_routes(portal: Portal) -> list[Route]:
    """Return the routes of the receipts."""
    path = f"{RECEIPTS_PATH}/{{entry}}"
    return [
        Route(path, signed_in(portal, _receipt)),
        Route(f"{path}/download", signed_in(portal, _download)),
        Route(f"{path}/print", signed_in(portal, _print)),
        Route(f"{path}/promise", signed_in(portal, _promise)),
    ]


async def _receipt(portal: Portal, request: Request, session: Session) -> Response:
    given = await _given(portal, request, session)
    view = await _view(portal, given)
    return show(portal.pages, request, view, navigation=member_links(HISTORY_PATH))


async def _print(portal: Portal, request: Request, session: Session) -> Response:
    view = await _receipt_view(portal, await _issued(portal, request, session))
    language = portal.pages.language_of(request)
    pdf = await asyncio.to_thread(print_receipt, portal.pages, view, language)
    name = view.download_name.replace(".txt", ".pdf")
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(pdf, headers=headers, media_type="application/pdf")


async def _promise(portal: Portal, request: Request, session: Session) -> Response:
    """Give the promise as a file, or what has become of it in the meantime."""
    return _as_file(await _given(portal, request, session))


async def _download(portal: Portal, request: Request, session: Session) -> Response:
    return _as_file(await _issued(portal, request, session))


def _as_file(given: IssuedReceipt | IssuedPromise) -> Response:
    headers = {"content-disposition": f'attachment; filename="{_file_name(given)}"'}
    return PlainTextResponse(given.text, headers=headers)


async def _view(portal: Portal, given: IssuedReceipt | IssuedPromise) -> ReceiptView | PromiseView:
    if isinstance(given, IssuedReceipt):
        return await _receipt_view(portal, given)
    event = given.verified.entry.event
    service, _, _, _ = described(event, await clients_of(portal, [event]))
    url = f"{RECEIPTS_PATH}/{given.entry_id.hex()}"
    return PromiseView(
        at=event.at,
        kind=word_of(event),
        service=service,
        by=given.verified.by,
        promise=given.text,
        download_url=f"{url}/promise",
        download_name=_file_name(given),
        again_url=url,
        back_url=HISTORY_PATH,
    )


async def _receipt_view(portal: Portal, issued: IssuedReceipt) -> ReceiptView:
    event, checkpoint = issued.verified.entry.event, issued.verified.checkpoint
    service, purpose, article, sector = described(event, await clients_of(portal, [event]))
    digest = getattr(event, "consent_text_hash", None)
    url, name = f"{RECEIPTS_PATH}/{issued.entry_id.hex()}", _file_name(issued)
    return ReceiptView(
        at=event.at,
        kind=word_of(event),
        service=service,
        sector=sector,
        purpose=purpose,
        article=article,
        claims=getattr(event, "claims", ()),
        log=checkpoint.origin,
        index=issued.verified.index,
        tree_size=checkpoint.head.size,
        root=b64encode(checkpoint.head.root),
        checkpoint=issued.text,
        consent_digest=None if digest is None else b64url_decode(digest).hex(),
        download_url=f"{url}/download",
        download_name=name,
        witnesses=tuple((each.key.name, each.at) for each in checkpoint.cosigned_by),
        check_command=_check_command(portal, name),
        policy_url=f"{RECORD_PATH}/{POLICY_FILE}",
        policy_name=POLICY_NAME,
        printed_url=f"{url}/print",
        verify_url=_verify_url(portal, issued),
        back_url=HISTORY_PATH,
        linked=linked_sectors(event),
    )


def _check_command(portal: Portal, name: str) -> str:
    """Return what anybody types; a log that has no witnesses is only as good as its word."""
    command = f"thiqa receipt verify {name} --policy {POLICY_NAME}"
    return command if portal.receipts.policy.needs_witnesses else f"{command} --without-witnesses"


def _verify_url(portal: Portal, issued: IssuedReceipt) -> str | None:
    """Return the absolute link that a code holds; None for a receipt that is too long for one."""
    try:
        digits = digits_of(pack_receipt(issued.text))
    except CompactFormatError:
        return None
    return f"{portal.origin}{VERIFY_PATH}#{digits}" if len(digits) <= MAX_DIGITS else None


async def _given(
    portal: Portal, request: Request, session: Session
) -> IssuedReceipt | IssuedPromise:
    entry_id = parse_entry_id(request.path_params["entry"])
    return await portal.receipts.answer_for_person(
        entry_id, session.person_id, wait_seconds=PAGE_WAIT_SECONDS
    )


async def _issued(portal: Portal, request: Request, session: Session) -> IssuedReceipt:
    entry_id = parse_entry_id(request.path_params["entry"])
    return await portal.receipts.receipt_for_person(entry_id, session.person_id)


def _file_name(given: IssuedReceipt | IssuedPromise) -> str:
    what = "receipt" if isinstance(given, IssuedReceipt) else "promise"
    return f"thiqa-{what}-{given.entry_id.hex()}.txt"
