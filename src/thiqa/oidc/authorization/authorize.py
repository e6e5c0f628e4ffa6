"""The authorize endpoint: a visible table of steps, from the pushed request to the answer.

A visit walks through STEPS until one of them has an outcome: the citizen has to sign in,
has to be asked, or the answer goes back to the service. After the login page and after the
consent page the same walk is made again, so no page decides anything by itself.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from thiqa.base import digest
from thiqa.oidc.authorization.answers import Ending, answer, answer_error
from thiqa.oidc.authorization.grants import grant_claims
from thiqa.oidc.authorization.interaction import load_interaction
from thiqa.oidc.authorization.refusal import refuse_request
from thiqa.oidc.backchannel.outcome import close_request
from thiqa.oidc.errors import (
    AccessDeniedError,
    BrowserError,
    ConsentRequiredError,
    InteractionRequiredError,
    LoginRequiredError,
    ProtocolError,
)
from thiqa.oidc.journal import refused_by
from thiqa.oidc.metadata import AUTHORIZE_PATH
from thiqa.oidc.models import Authorization, Client, Consent, Purpose, Session, State
from thiqa.oidc.provider import Provider
from thiqa.oidc.requests.hints import is_expected
from thiqa.oidc.requests.purposes import basis_of
from thiqa.oidc.requests.pushed_request import REQUEST_URI_PREFIX
from thiqa.oidc.sessions.sessions import note_use
from thiqa.oidc.store import Records
from thiqa.people.pairwise import pairwise_subject

CONTESTED = "contested"
"""Why a request was refused, as the record says it."""


@dataclass(frozen=True, slots=True)
class LoginNeeded:
    """The citizen must prove who they are."""

    authorization: Authorization


@dataclass(frozen=True, slots=True)
class ConsentNeeded:
    """The citizen must be asked."""

    authorization: Authorization
    client: Client
    purpose: Purpose
    session: Session


@dataclass(frozen=True, slots=True)
class Contested:
    """The citizen contests what the service did: it was refused, and a page says why."""

    client: Client
    back: Ending


Outcome = LoginNeeded | ConsentNeeded | Contested | Ending


@dataclass(slots=True)
class Visit:
    """A browser at the authorize endpoint; the steps fill in what they find.

    `browser` is the digest of the browser's cookie, `session_id` that of its session's.
    """

    provider: Provider
    records: Records
    now: int
    browser: bytes
    session_id: bytes | None
    authorization_id: bytes
    client_id: str | None = None
    client: Client | None = None
    authorization: Authorization | None = None
    session: Session | None = None
    consent: Consent | None = None


Step = Callable[[Visit], Awaitable[Outcome | None]]


async def identify_client(visit: Visit) -> None:
    """RFC 6749, section 4.1.2.1: an unknown client gets no redirect, the person an explanation."""
    client = await visit.records.oidc.get_client(visit.client_id or "")
    if client is None or not client.is_served(visit.now, sandbox=visit.provider.policy.sandbox):
        raise BrowserError(BrowserError.UNKNOWN_CLIENT)
    visit.client = client


async def open_pushed_request(visit: Visit) -> None:
    """RFC 9126, section 4: a pushed request opens once, by its own client, while it lives.

    The browser that has opened it may load the page again until the citizen has answered. A
    decoupled one is opened by its number alone, and no link leads to it.
    """
    found = await visit.records.oidc.get(visit.authorization_id)
    if found is None or found.request.client_id != visit.client_id or found.request.is_backchannel:
        raise BrowserError(BrowserError.REQUEST_GONE, detail="unknown, or another client's")
    if found.state is State.OPENED and found.browser == visit.browser:
        return
    if found.state is not State.PUSHED:
        raise BrowserError(BrowserError.REQUEST_USED)
    until = visit.now + visit.provider.policy.lifetimes.interaction
    if not await visit.records.oidc.open(found.id, visit.browser, visit.now, until):
        raise BrowserError(BrowserError.REQUEST_GONE, detail="expired, or used just now")


async def load_authorization(visit: Visit) -> None:
    """The request is open, alive, and in the browser that opened it."""
    interaction = await load_interaction(
        visit.provider.policy, visit.records, visit.authorization_id, visit.browser, visit.now
    )
    visit.authorization, visit.client = interaction.authorization, interaction.client


async def find_session(visit: Visit) -> None:
    """The browser's session, if it has one that lives."""
    if visit.session_id is not None:
        visit.session = await visit.records.oidc.get_session(visit.session_id, visit.now)
    if visit.session is not None:
        await note_use(visit.records, visit.session, visit.now)


async def require_login(visit: Visit) -> Outcome | None:
    """OpenID Connect Core, section 3.1.2.3: no session, prompt=login, or max_age is over."""
    authorization, session = _opened(visit), visit.session
    if session is not None and _is_fresh_enough(session, authorization, visit.now):
        return None
    if "none" in authorization.request.prompt:
        raise LoginRequiredError(
            "the citizen has to sign in",
            rule="OpenID Connect Core, section 3.1.2.6",
            parameter="prompt",
            mend="Send the browser again without prompt=none.",
        )
    return LoginNeeded(authorization)


async def match_hinted_citizen(visit: Visit) -> Outcome | None:
    """OpenID Connect Core, section 3.1.2.2: the answer is never about another person."""
    authorization, client, session = _opened(visit), _client(visit), _session(visit)
    wanted = authorization.request.hinted_subject
    secret = visit.provider.pairwise_secret
    if wanted in (None, pairwise_subject(secret, client.sector, session.person_id)):
        return None
    if "none" in authorization.request.prompt:
        raise _nobody_may_be_asked(authorization)
    if _signed_in_for(authorization, session):
        raise LoginRequiredError(
            "the citizen who signed in is not the one that was asked for",
            rule="OpenID Connect Core, section 3.1.2.2",
            parameter="id_token_hint",
            mend="Begin a login of its own, without a hint, for whoever is there.",
        )
    return LoginNeeded(authorization)


async def follow_login_hint(visit: Visit) -> Outcome | None:
    """OpenID Connect Core, section 3.1.2.1: another person's session is not used silently."""
    authorization, session = _opened(visit), _session(visit)
    hint = authorization.request.login_hint
    if hint is None or _signed_in_for(authorization, session):
        return None
    person = await visit.records.people.get(session.person_id)
    if is_expected(person, hint, visit.provider.pairwise_secret):
        return None
    if "none" in authorization.request.prompt:
        raise _nobody_may_be_asked(authorization)
    return LoginNeeded(authorization)


async def refuse_while_contested(visit: Visit) -> Outcome | None:
    """Law No. 09-08, article 8: what is contested is blocked, with a consent or without."""
    authorization, client, session = _opened(visit), _client(visit), _session(visit)
    if not await visit.records.oidc.is_frozen(session.person_id, client.id):
        return None
    if "none" in authorization.request.prompt:
        raise _nobody_may_be_asked(authorization)
    denied = AccessDeniedError(
        "the citizen contests what this service did: its access is frozen",
        rule="Law No. 09-08, article 8 (blocking)",
        parameter="error",
        mend="Answer the dispute in the console; ask the citizen anew when it is over.",
    )
    back = await refuse_request(
        visit.provider,
        visit.records,
        authorization,
        client,
        session,
        denied,
        reason=CONTESTED,
        now=visit.now,
    )
    visit.provider.journal.refused(refused_by(denied, client.id, AUTHORIZE_PATH, proved=True))
    return Contested(client, back)


async def recall_consent(visit: Visit) -> Outcome | None:
    """OpenID Connect Core, section 3.1.2.4: ask, unless a remembered consent covers it all.

    Access that lasts is asked for each time (section 11): remembered is what ends at once.
    """
    authorization, client, session = _opened(visit), _client(visit), _session(visit)
    request = authorization.request
    consent = await visit.records.oidc.get_consent(
        session.person_id, client.id, request.purpose, visit.now
    )
    purpose = client.purposes[request.purpose]
    covered = (
        consent is not None
        and set(request.claims.all()) <= set(consent.asked)
        and consent.basis == basis_of(client, purpose)
    )
    if covered and not request.is_offline and "consent" not in request.prompt:
        visit.consent = consent
        return None
    if "none" in request.prompt:
        raise _nobody_may_be_asked(authorization)
    return ConsentNeeded(authorization, client, purpose, session)


async def answer_with_code(visit: Visit) -> Outcome:
    """RFC 6749, section 4.1.2: the code, and with it the entry in the record."""
    authorization, client, session = _opened(visit), _client(visit), _session(visit)
    consent = visit.consent
    if consent is None:
        raise ConsentRequiredError(
            "the citizen has to be asked",
            rule="OpenID Connect Core, section 3.1.2.6",
            parameter="prompt",
            mend="Send the browser again without prompt=none.",
        )
    asked = authorization.request.claims.all()
    code = await grant_claims(
        visit.provider,
        visit.records,
        authorization,
        client,
        session,
        claims=tuple(name for name in asked if name in consent.claims),
        text_hash=consent.text_hash,
        now=visit.now,
    )
    return answer(visit.provider, client, authorization, {"code": code})


OPENING: tuple[Step, ...] = (
    identify_client,
    open_pushed_request,
)
STEPS: tuple[Step, ...] = (
    load_authorization,
    find_session,
    require_login,
    match_hinted_citizen,
    follow_login_hint,
    refuse_while_contested,
    recall_consent,
    answer_with_code,
)


async def authorize(visit: Visit) -> Outcome:
    """Walk through the steps of a new visit (client_id and request_uri are given)."""
    return await _walk(visit, (*OPENING, *STEPS))


async def resume(visit: Visit) -> Outcome:
    """Walk through the steps again, after a page has changed what they find."""
    return await _walk(visit, STEPS)


def read_request_uri(request_uri: str) -> bytes:
    """Return the identifier of the authorization behind a request_uri."""
    if not request_uri.startswith(REQUEST_URI_PREFIX):
        raise BrowserError(BrowserError.BAD_REQUEST, detail="request_uri is not one of ours")
    return digest(request_uri.removeprefix(REQUEST_URI_PREFIX))


async def _walk(visit: Visit, steps: tuple[Step, ...]) -> Outcome:
    try:
        for step in steps:
            outcome = await step(visit)
            if outcome is not None:
                return outcome
    except ProtocolError as error:
        authorization = _opened(visit)
        await close_request(visit.records, authorization, visit.now)
        refusal = refused_by(error, _client(visit).id, AUTHORIZE_PATH, proved=True)
        visit.provider.journal.refused(refusal)
        return answer_error(visit.provider, _client(visit), authorization, error)
    raise AssertionError("the last step always has an outcome")


def _is_fresh_enough(session: Session, authorization: Authorization, now: int) -> bool:
    if _signed_in_for(authorization, session):
        return True
    request = authorization.request
    # OpenID Connect Core, section 3.1.2.1: max_age=0 is equivalent to prompt=login.
    if {"login", "select_account"} & set(request.prompt) or request.max_age == 0:
        return False
    return request.max_age is None or now - session.auth_time <= request.max_age


def _nobody_may_be_asked(authorization: Authorization) -> ProtocolError:
    """Return the one error of prompt=none with a session.

    A service that names a citizen must not learn from it whether the guess was right.
    """
    request = authorization.request
    if request.login_hint is None and request.hinted_subject is None:
        return ConsentRequiredError(
            "the citizen has to be asked",
            rule="OpenID Connect Core, section 3.1.2.6",
            parameter="prompt",
            mend="Send the browser again without prompt=none.",
        )
    return InteractionRequiredError(
        "the citizen has to sign in or to be asked",
        rule="OpenID Connect Core, section 3.1.2.6",
        parameter="prompt",
        mend="Send the browser again without prompt=none.",
    )


def _signed_in_for(authorization: Authorization, session: Session) -> bool:
    """Tell whether this very authorization made the citizen sign in."""
    return session.authorization == authorization.id


def _opened(visit: Visit) -> Authorization:
    if visit.authorization is None:
        raise BrowserError(BrowserError.REQUEST_GONE)
    return visit.authorization


def _client(visit: Visit) -> Client:
    if visit.client is None:
        raise BrowserError(BrowserError.UNKNOWN_CLIENT)
    return visit.client


def _session(visit: Visit) -> Session:
    if visit.session is None:
        raise LoginRequiredError(
            "the citizen has to sign in",
            rule="OpenID Connect Core, section 3.1.2.6",
            parameter="prompt",
            mend="Send the browser again without prompt=none.",
        )
    return visit.session
