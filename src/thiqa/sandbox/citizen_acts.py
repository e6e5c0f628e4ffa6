"""What a citizen does after the login, when a scenario or an automatic test decides it."""

from thiqa.oidc.authorization.answers import Ending, answer_error
from thiqa.oidc.authorization.authorize import ConsentNeeded, Outcome, Visit, resume
from thiqa.oidc.authorization.consent import agree, asked_claims, decline
from thiqa.oidc.authorization.interaction import load_interaction
from thiqa.oidc.backchannel.outcome import close_request
from thiqa.oidc.errors import BrowserError, ProtocolError
from thiqa.portal.consent_routes import consent_view, text_shown
from thiqa.portal.portal import Portal
from thiqa.portal.signing_in import Continuation
from thiqa.sandbox.models import Scenario
from thiqa.web import Language


def act_of(portal: Portal, scenario: Scenario | None, language: Language | None) -> Continuation:
    """Return what follows a login; without a language the citizen is at a browser and is asked.

    `language` is the one of the consent page that nobody reads.
    """
    if scenario is Scenario.DECLINED:
        return _decline(portal)
    if scenario is Scenario.SERVER_ERROR:
        return _fail(portal)
    if scenario is Scenario.ESSENTIAL_ONLY:
        return _agree(portal, language or Language.EN, only_essential=True)
    return resume if language is None else _agree(portal, language, only_essential=False)


def _agree(portal: Portal, language: Language, *, only_essential: bool) -> Continuation:
    async def act(visit: Visit) -> Outcome:
        needed = await resume(visit)
        if not isinstance(needed, ConsentNeeded):
            return needed
        asked = await asked_claims(visit.records, needed, visit.now)
        shown = text_shown(portal, consent_view(portal, needed, asked, language), language)
        return await agree(
            portal.provider,
            visit.records,
            needed,
            chosen=frozenset(() if only_essential else (claim.name for claim in asked)),
            shown=shown,
            remember=False,
            now=visit.now,
        )

    return act


def _decline(portal: Portal) -> Continuation:
    async def act(visit: Visit) -> Ending:
        needed = await _asked(visit)
        return await decline(portal.provider, visit.records, needed, now=visit.now)

    return act


def _fail(portal: Portal) -> Continuation:
    async def act(visit: Visit) -> Ending:
        needed = await _asked(visit)
        await close_request(visit.records, needed.authorization, visit.now)
        fault = ProtocolError(
            "the sandbox was asked for a fault",
            rule="Thiqa sandbox",
            parameter="login_hint",
            mend="Nothing to mend: the test citizen asked for this failure.",
        )
        return answer_error(portal.provider, needed.client, needed.authorization, fault)

    return act


async def _asked(visit: Visit) -> ConsentNeeded:
    """Return the question to the citizen, whatever they may have agreed to before."""
    interaction = await load_interaction(
        visit.provider.policy, visit.records, visit.authorization_id, visit.browser, visit.now
    )
    session = await visit.records.oidc.get_session(visit.session_id or b"", visit.now)
    if session is None:
        raise BrowserError(BrowserError.REQUEST_GONE, detail="nobody signed in")
    purpose = interaction.client.purposes[interaction.authorization.request.purpose]
    return ConsentNeeded(interaction.authorization, interaction.client, purpose, session)
