"""A site asks, the person answers, the browser goes back to the site."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from thiqa.card_client.acts import sign_in
from thiqa.card_client.desk import Desk
from thiqa.card_client.handover import answer_uri, read_handover
from thiqa.card_client.login_page import login_page
from thiqa.card_client.new_pin_page import new_pin_page
from thiqa.card_client.paths import ASK_PATH, SIGN_PATH, UNBLOCK_PATH
from thiqa.card_client.troubles import Trouble, attempt


def login_routes(desk: Desk) -> list[Route]:
    """Return the routes of a login."""

    async def receive(request: Request) -> Response:
        """Give the page whose script reads the fragment that the site handed over."""
        browser = desk.browser(request)
        token = desk.form_token(browser, ASK_PATH)
        return desk.respond(request, "receive.html", browser, ask_token=token)

    async def ask(request: Request) -> Response:
        """Show who asks and take the PIN; or, before that, the PUK of a blocked card."""
        form = await desk.read_form(request)
        handed = form.text("request")
        handover = read_handover(handed)
        if card_id := form.text("unblock"):
            return await new_pin_page(desk, request, UNBLOCK_PATH, card_id, handed=handed)
        return await login_page(desk, request, handed, handover)

    async def sign(request: Request) -> Response:
        """Let the card sign, and send the browser back to the site."""
        form = await desk.read_form(request)
        handed, card_id = form.text("request"), form.text("card")
        handover = read_handover(handed)

        def act() -> dict[str, str] | Trouble:
            return attempt(lambda: sign_in(desk.source, handover, card_id, form.text("pin")))

        outcome = await desk.once.run(form.fingerprint, act)
        if isinstance(outcome, Trouble):
            return await login_page(
                desk, request, handed, handover, chosen=card_id, trouble=outcome
            )
        return RedirectResponse(answer_uri(handover, {"authToken": outcome}), HTTPStatus.SEE_OTHER)

    return [
        Route(ASK_PATH, receive),
        Route(ASK_PATH, ask, methods=["POST"]),
        Route(SIGN_PATH, sign, methods=["POST"]),
    ]
