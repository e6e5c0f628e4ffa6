"""Asking the citizen: what the page shows, and what follows from the answer."""

from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

from thiqa.base import new_secret
from thiqa.ledger.events import ConsentGiven
from thiqa.oidc.assurance import PROOF, plain_name
from thiqa.oidc.authorization.answers import Ending, answer, answer_error
from thiqa.oidc.authorization.authorize import ConsentNeeded
from thiqa.oidc.authorization.grants import grant_claims
from thiqa.oidc.authorization.interaction import load_interaction
from thiqa.oidc.authorization.refusal import refuse_request
from thiqa.oidc.authorization.shown import keep_shown
from thiqa.oidc.backchannel.outcome import close_request
from thiqa.oidc.errors import AccessDeniedError, BrowserError
from thiqa.oidc.models import Consent
from thiqa.oidc.provider import Provider
from thiqa.oidc.requests.purposes import basis_of
from thiqa.oidc.store import Records
from thiqa.people import give_subject
from thiqa.people.claims import claim_values


@dataclass(frozen=True, slots=True)
class AskedClaim:
    """A claim as the citizen is asked for it; `value` is None if we do not hold one.

    Of the proof of verified claims the value is that there is one.
    """

    name: str
    value: Any
    essential: bool


async def asked_claims(
    records: Records, needed: ConsentNeeded, now: int, timezone: tzinfo = UTC
) -> tuple[AskedClaim, ...]:
    """Return the claims of the stored request with the values that the service would get."""
    request = needed.authorization.request
    person = await records.people.get(needed.session.person_id)
    if person is None:
        raise BrowserError(BrowserError.REQUEST_GONE, detail="the citizen is not registered")
    asked = request.claims.all()
    values = {PROOF: True, **claim_values(person, map(plain_name, asked), now, timezone)}
    return tuple(
        AskedClaim(name, values.get(plain_name(name)), name in request.essential) for name in asked
    )


async def agree(
    provider: Provider,
    records: Records,
    needed: ConsentNeeded,
    *,
    chosen: frozenset[str],
    shown: str,
    remember: bool,
    now: int,
) -> Ending:
    """Answer with a code for the essential claims and those that the citizen chose.

    `shown` is the text that the citizen agreed to.

    Only what ends at once can be remembered, see `recall_consent`, and nothing decoupled.
    """
    request = needed.authorization.request
    asked = request.claims.all()
    claims = tuple(name for name in asked if name in chosen or name in request.essential)
    text_hash = await keep_shown(records, shown)
    code = await grant_claims(
        provider,
        records,
        needed.authorization,
        needed.client,
        needed.session,
        claims=claims,
        text_hash=text_hash,
        now=now,
    )
    if remember and not request.is_offline and not request.is_backchannel:
        until = now + provider.policy.lifetimes.remembered_consent
        consent = Consent(
            id=new_secret(),
            person_id=needed.session.person_id,
            client_id=needed.client.id,
            purpose=request.purpose,
            asked=asked,
            claims=claims,
            basis=basis_of(needed.client, needed.purpose),
            text_hash=text_hash,
            granted_at=now,
            expires_at=until,
        )
        await records.oidc.put_consent(consent)
        await _record_consent(provider, records, needed, consent)
    return answer(provider, needed.client, needed.authorization, {"code": code})


async def _record_consent(
    provider: Provider, records: Records, needed: ConsentNeeded, consent: Consent
) -> None:
    sector = needed.client.sector
    subject = await give_subject(records, provider.pairwise_secret, sector, consent.person_id)
    await provider.recorder.append(
        records,
        ConsentGiven(
            at=consent.granted_at,
            client_id=consent.client_id,
            sector=sector,
            subject=subject,
            purpose=consent.purpose,
            article=needed.purpose.law["ar"],
            claims=consent.claims,
            consent_text_hash=consent.text_hash,
            valid_for=consent.expires_at - consent.granted_at,
        ),
        person_id=consent.person_id,
        client_id=consent.client_id,
    )


async def decline(
    provider: Provider, records: Records, needed: ConsentNeeded, *, now: int
) -> Ending:
    """Answer that the citizen said no; the refusal is on the record too."""
    denied = AccessDeniedError(
        "the citizen declined",
        rule="RFC 6749, section 4.1.2.1",
        parameter="error",
        mend="Nothing to mend: tell the citizen what they can do without it.",
    )
    return await refuse_request(
        provider,
        records,
        needed.authorization,
        needed.client,
        needed.session,
        denied,
        reason=denied.code,
        now=now,
    )


async def cancel(
    provider: Provider, records: Records, authorization_id: bytes, browser: bytes, *, now: int
) -> Ending:
    """Answer that the citizen turned back before signing in; nobody is on the record."""
    interaction = await load_interaction(provider.policy, records, authorization_id, browser, now)
    found = interaction.authorization
    if not await close_request(records, found, now):
        raise BrowserError(BrowserError.REQUEST_USED, detail="answered before")
    refused = AccessDeniedError(
        "the citizen turned back",
        rule="RFC 6749, section 4.1.2.1",
        parameter="error",
        mend="Nothing to mend: tell the citizen what they can do without it.",
    )
    return answer_error(provider, interaction.client, found, refused)
