"""A specimen citizen signs in: with a card, a PIN and a challenge, like everybody."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from thiqa.card.errors import PinBlockedError
from thiqa.login import challenge as challenges
from thiqa.portal.signing_in import Attempt, Continuation, signed_in
from thiqa.sandbox.errors import SpecimenPinBlockedError
from thiqa.sandbox.models import Choice
from thiqa.sandbox.sandbox import Sandbox
from thiqa.sandbox.store import Records

SCENARIO_SECONDS = 3600
"""Longer than it takes to sign in, to agree, and to use what was granted."""


async def sign_in(
    sandbox: Sandbox, request: Request, attempt: Attempt, choice: Choice, then: Continuation
) -> Response:
    """Let the card of the chosen citizen sign, and go on as after any card; raises LoginError.

    1. The scenario is remembered for this authorization, in the place of an earlier one.
    2. The browser gets a challenge of its own.
    3. The card verifies the PIN, and signs the challenge for our origin.
    4. The token is verified like that of a card in anybody's reader, revocation included.
    """
    portal, browser, now = sandbox.portal, attempt.browser, sandbox.portal.provider.clock()
    await _remember(sandbox, attempt.identifier, choice)  # 1
    challenge = await challenges.issue(portal.card_login.database, browser.id, now)  # 2
    try:
        token = await asyncio.to_thread(  # 3
            sandbox.cards.sign,
            sandbox.citizens[choice.citizen],
            origin=portal.origin,
            challenge=challenge.nonce,
        )
    except PinBlockedError as error:
        raise SpecimenPinBlockedError("the card does not sign") from error
    authentication = await portal.card_login.complete(token, challenge.nonce, browser.id, now)  # 4
    return await signed_in(portal, request, attempt, authentication, then)


async def _remember(sandbox: Sandbox, authorization: bytes | None, choice: Choice) -> None:
    if authorization is None:
        return
    until = sandbox.portal.provider.clock() + SCENARIO_SECONDS

    async def unit(records: Records) -> None:
        if choice.scenario is None:
            await records.sandbox.take(authorization)
        else:
            await records.sandbox.choose(authorization, choice.scenario, until)

    await sandbox.database.run(unit)
