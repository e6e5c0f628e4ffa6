"""The cards at hand, and a new PIN for one of them."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from thiqa.card_client.acts import change_pin, unblock_pin
from thiqa.card_client.desk import Desk
from thiqa.card_client.handover import read_handover
from thiqa.card_client.login_page import login_page
from thiqa.card_client.new_pin_page import new_pin_page
from thiqa.card_client.paths import CARDS_PATH, CHANGE_PATH, UNBLOCK_PATH
from thiqa.card_client.troubles import BY_CONDITION, NO_READER, Trouble, attempt
from thiqa.card_client.views import NOTES, UNBLOCKED, CardsView


def pin_routes(desk: Desk) -> list[Route]:
    """Return the routes of the cards and their PINs."""

    async def cards(request: Request) -> Response:
        """Show that the client runs, and the cards at hand."""
        found, trouble = await desk.cards()
        if trouble is None and len(found) <= 1:
            trouble = BY_CONDITION.get(found[0].condition) if found else NO_READER
        view = CardsView(found, trouble, NOTES.get(request.query_params.get("done", "")))
        return desk.respond(request, "cards.html", desk.browser(request), view=view)

    async def change_page(request: Request) -> Response:
        card_id = request.query_params.get("card", "")
        return await new_pin_page(desk, request, CHANGE_PATH, card_id)

    async def change(request: Request) -> Response:
        """Replace the PIN by a new one."""
        form = await desk.read_form(request)
        card_id, old = form.text("card"), form.text("pin")
        new, again = form.text("new"), form.text("again")

        def act() -> Trouble | None:
            return attempt(lambda: change_pin(desk.source, card_id, old, new, again))

        trouble = await desk.once.run(form.fingerprint, act)
        if trouble:
            return await new_pin_page(desk, request, CHANGE_PATH, card_id, trouble=trouble)
        return RedirectResponse(f"{CARDS_PATH}?done=changed", HTTPStatus.SEE_OTHER)

    async def unblock_page(request: Request) -> Response:
        card_id = request.query_params.get("card", "")
        return await new_pin_page(desk, request, UNBLOCK_PATH, card_id)

    async def unblock(request: Request) -> Response:
        """Set a new PIN by the PUK, then go on with the login if there is one."""
        form = await desk.read_form(request)
        card_id, puk, handed = form.text("card"), form.text("puk"), form.text("request")
        new, again = form.text("new"), form.text("again")

        def act() -> Trouble | None:
            return attempt(lambda: unblock_pin(desk.source, card_id, puk, new, again))

        trouble = await desk.once.run(form.fingerprint, act)
        if trouble:
            return await new_pin_page(
                desk, request, UNBLOCK_PATH, card_id, handed=handed, trouble=trouble
            )
        if handed:
            handover = read_handover(handed)
            return await login_page(desk, request, handed, handover, chosen=card_id, note=UNBLOCKED)
        return RedirectResponse(f"{CARDS_PATH}?done=unblocked", HTTPStatus.SEE_OTHER)

    return [
        Route(CARDS_PATH, cards),
        Route(CHANGE_PATH, change_page),
        Route(CHANGE_PATH, change, methods=["POST"]),
        Route(UNBLOCK_PATH, unblock_page),
        Route(UNBLOCK_PATH, unblock, methods=["POST"]),
    ]
