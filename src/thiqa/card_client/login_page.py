"""The page that says who asks and what for, and takes the PIN."""

from starlette.requests import Request
from starlette.responses import Response

from thiqa.card_client.cards import CardAtHand, Condition
from thiqa.card_client.desk import Desk
from thiqa.card_client.handover import CANCELLED, PIN_BLOCKED, Handover, answer_uri
from thiqa.card_client.paths import ASK_PATH, SIGN_PATH
from thiqa.card_client.troubles import NO_CARD, NO_READER, Trouble, trouble_with
from thiqa.card_client.views import SignInView
from thiqa.web import Language


async def login_page(
    desk: Desk,
    request: Request,
    handed: str,
    handover: Handover,
    *,
    chosen: str | None = None,
    trouble: Trouble | None = None,
    note: str | None = None,
) -> Response:
    """Answer with the page for a site's request, which the form sends back as it came."""
    readers, unreadable = await desk.cards()
    cards = tuple(each for each in readers if each.condition is not Condition.MISSING)
    card = _card_in_question(cards, chosen)
    trouble = trouble or unreadable
    if trouble is None and card:
        trouble = trouble_with(card)
    elif trouble is None and not cards:
        trouble = NO_CARD if readers else NO_READER
    blocked = card.id if card and card.condition is Condition.BLOCKED else None
    code = PIN_BLOCKED if blocked else CANCELLED
    browser = desk.browser(request)
    view = SignInView(
        origin=handover.origin,
        service=handover.service,
        purpose=handover.purpose,
        cards=cards,
        chosen=chosen,
        blocked=blocked,
        request=handed,
        sign_token=desk.form_token(browser, SIGN_PATH),
        ask_token=desk.form_token(browser, ASK_PATH),
        cancel_url=answer_uri(handover, {"error": {"code": code}}),
        trouble=trouble,
        note=note,
    )
    return desk.respond(
        request,
        "login.html",
        browser,
        language=language_of(desk, request, handover),
        form_targets=[str(handover.origin)],
        view=view,
    )


def language_of(desk: Desk, request: Request, handover: Handover) -> Language:
    """Return the language of the site's page, on which the person was a moment ago."""
    try:
        return Language(handover.language or "")
    except ValueError:
        return desk.pages.language_of(request)


def _card_in_question(cards: tuple[CardAtHand, ...], chosen: str | None) -> CardAtHand | None:
    if len(cards) == 1:
        return cards[0]
    return next((card for card in cards if card.id == chosen), None)
