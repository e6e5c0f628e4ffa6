"""A login without a person: for the automatic tests of services in the sandbox stage."""

from starlette.requests import Request
from starlette.responses import Response

from thiqa.login.errors import LoginError
from thiqa.oidc.authorization.answers import Ending, answer_error
from thiqa.oidc.authorization.consent import cancel
from thiqa.oidc.authorization.interaction import Interaction
from thiqa.oidc.backchannel.outcome import close_request
from thiqa.oidc.errors import InvalidRequestError
from thiqa.oidc.models import Stage
from thiqa.oidc.store import Records
from thiqa.portal.browser import query_of, remember_browser
from thiqa.portal.onward import go_on
from thiqa.portal.signing_in import Attempt, attempt_of, login_page
from thiqa.sandbox.choice import is_choice, read_choice, write_choice
from thiqa.sandbox.citizen_acts import act_of
from thiqa.sandbox.errors import UnknownChoiceError
from thiqa.sandbox.paths import LIST_PATH
from thiqa.sandbox.sandbox import Sandbox
from thiqa.sandbox.sign_in import sign_in


async def arrive(sandbox: Sandbox, request: Request) -> Response:
    """Answer a browser at the login page: a person sees it, an automatic test goes on."""
    portal = sandbox.portal
    attempt = await attempt_of(portal, request, query_of(request))
    hint = _hint(attempt.interaction)
    if attempt.interaction is None or hint is None:
        return await login_page(portal, request, attempt)
    response = await _sign_in(sandbox, request, attempt, attempt.interaction, hint)
    return remember_browser(portal, attempt.browser, response)


def _hint(interaction: Interaction | None) -> str | None:
    """Return the choice in a request's login_hint, which a service in the sandbox may make."""
    if interaction is None or interaction.client.stage is not Stage.SANDBOX:
        return None
    hint = interaction.authorization.request.login_hint
    return hint if is_choice(hint) else None


async def _sign_in(
    sandbox: Sandbox, request: Request, attempt: Attempt, interaction: Interaction, hint: str
) -> Response:
    portal, asked = sandbox.portal, interaction.authorization.request
    try:
        choice = read_choice(hint, sandbox.citizens)
    except UnknownChoiceError as error:
        return await _refuse(sandbox, request, interaction, str(error))
    language = portal.pages.language_of(request, ui_locales=" ".join(asked.ui_locales))
    try:
        return await sign_in(
            sandbox, request, attempt, choice, act_of(portal, choice.scenario, language)
        )
    except LoginError:
        return await _turn_back(sandbox, request, attempt, interaction)


async def _turn_back(
    sandbox: Sandbox, request: Request, attempt: Attempt, interaction: Interaction
) -> Response:
    """The citizen has read that the card is no good, and goes back to the service."""
    provider = sandbox.portal.provider
    identifier, browser = interaction.authorization.id, attempt.browser.id
    answer = await provider.database.run(
        lambda records: cancel(provider, records, identifier, browser, now=provider.clock())
    )
    return go_on(sandbox.portal, request, answer)


async def _refuse(
    sandbox: Sandbox, request: Request, interaction: Interaction, reason: str
) -> Response:
    provider, authorization = sandbox.portal.provider, interaction.authorization
    refused = InvalidRequestError(
        f"login_hint: {reason}",
        rule="Thiqa sandbox, login_hint",
        parameter="login_hint",
        mend=f"Send {write_choice('<citizen>', '<scenario>')} with names of {LIST_PATH}.",
    )

    async def unit(records: Records) -> Ending:
        await close_request(records, authorization, provider.clock())
        return answer_error(provider, interaction.client, authorization, refused)

    return go_on(sandbox.portal, request, await provider.database.run(unit))
