"""The page on which a card gets a new PIN: by its old one, or by the PUK."""

import asyncio
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from thiqa.card_client.acts import puk_tries_left
from thiqa.card_client.cards import Condition, card_at_hand
from thiqa.card_client.desk import Desk
from thiqa.card_client.handover import read_handover
from thiqa.card_client.login_page import language_of
from thiqa.card_client.paths import ASK_PATH, CHANGE_PATH
from thiqa.card_client.troubles import PUK_BLOCKED, Trouble, attempt, trouble_with
from thiqa.card_client.views import NewPinView


async def new_pin_page(
    desk: Desk,
    request: Request,
    path: str,
    card_id: str,
    *,
    handed: str = "",
    trouble: Trouble | None = None,
) -> Response:
    """Answer with the page whose form goes to `path`; `handed` is the login to go back to."""
    browser = desk.browser(request)
    view = await asyncio.to_thread(attempt, lambda: _look(desk, path, card_id))
    if isinstance(view, Trouble):
        view = NewPinView(card=None, trouble=view)
    view = replace(
        view,
        path=path,
        request=handed,
        trouble=trouble or view.trouble,
        form_token=desk.form_token(browser, path),
        ask_token=desk.form_token(browser, ASK_PATH),
    )
    language = language_of(desk, request, read_handover(handed)) if handed else None
    return desk.respond(request, "new_pin.html", browser, language=language, view=view)


def _look(desk: Desk, path: str, card_id: str) -> NewPinView:
    """Return what the card says of itself: its tries, and its troubles."""
    card = card_at_hand(desk.source, card_id)
    trouble = trouble_with(card)
    if path == CHANGE_PATH:
        return NewPinView(card, trouble=trouble)
    puk_tries = 0
    if card.condition in (Condition.READY, Condition.BLOCKED):
        puk_tries = puk_tries_left(desk.source, card_id)
        trouble = None if puk_tries else PUK_BLOCKED
    return NewPinView(card, puk_tries=puk_tries, trouble=trouble)
