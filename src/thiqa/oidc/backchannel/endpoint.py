"""The backchannel authentication endpoint (CIBA Core, section 7)."""

from dataclasses import replace

from thiqa.base import digest, new_secret
from thiqa.oidc.backchannel.checks import CheckedRequest, check_backchannel_request
from thiqa.oidc.backchannel.models import (
    INTERVAL_SECONDS,
    REMEMBERED_SECONDS,
    BackchannelLogin,
)
from thiqa.oidc.backchannel.number import number_to_match
from thiqa.oidc.backchannel.signed_request import backchannel_parameters
from thiqa.oidc.clients.authentication import authenticate
from thiqa.oidc.errors import ProtocolError, UnauthorizedClientError
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply
from thiqa.oidc.models import CIBA_GRANT, Client
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.people import find_person_of
from thiqa.people.pairwise import pairwise_subject


def begin_backchannel_login(provider: Provider) -> Handler:
    """Return what answers a service that wants to know who a citizen is who has no browser here."""

    async def answer(request: ServiceRequest) -> Reply:
        caller = await authenticate(provider, request)
        client, now = caller.client, request.now
        _require_grant(client)
        parameters, signed = await backchannel_parameters(provider, client, request.parameters, now)
        own_keys = provider.keys.verification_keys(now)
        checked = check_backchannel_request(provider.policy, client, parameters, own_keys)
        auth_req_id = new_secret()

        async def unit(records: Records) -> ProtocolError | None:
            await caller.use(records)
            try:
                await signed.use(records)
            except ProtocolError as error:
                return error  # what was written stays: the used assertion
            await _keep(provider, records, client, checked, auth_req_id, now)
            return None

        refused = await provider.database.run(unit)
        if refused is not None:
            raise refused
        return json_reply(
            {
                "auth_req_id": auth_req_id,
                "expires_in": checked.life,
                "interval": INTERVAL_SECONDS,
                "number_to_match": number_to_match(digest(auth_req_id)),
            }
        )

    return answer


async def _keep(
    provider: Provider,
    records: Records,
    client: Client,
    checked: CheckedRequest,
    auth_req_id: str,
    now: int,
) -> None:
    """Keep the request for the one whom it names, or, all the same, for nobody.

    What is kept names the citizen by the identifier in the service's sector, and no more by
    the hint; a service cannot learn from anything here who is registered.
    """
    identifier, until = digest(auth_req_id), now + checked.life
    person_id = await _hinted_person(provider, records, client, checked)
    subject = pairwise_subject(provider.pairwise_secret, client.sector, person_id or new_secret())
    request = replace(checked.request, login_hint=None, hinted_subject=subject)
    await records.oidc.push(identifier, request, until)
    is_told = checked.notification_token is not None
    await records.oidc.put_backchannel(
        BackchannelLogin(
            id=identifier,
            client_id=client.id,
            person_id=person_id,
            began_at=now,
            ends_at=until,
            expires_at=until + REMEMBERED_SECONDS,
            auth_req_id=auth_req_id if is_told else None,
            notification_token=checked.notification_token,
        )
    )


async def _hinted_person(
    provider: Provider, records: Records, client: Client, checked: CheckedRequest
) -> str | None:
    hint, subject = checked.request.login_hint, checked.request.hinted_subject
    if hint is not None:
        person = await records.people.find_by_national_number(hint.strip().upper())
        return None if person is None else person.id
    secret = provider.pairwise_secret
    return await find_person_of(records, secret, client.sector, subject or "")


def _require_grant(client: Client) -> None:
    """CIBA Core, section 13: a client that has registered nothing of the kind may not begin it."""
    if CIBA_GRANT not in client.grant_types:
        raise UnauthorizedClientError(
            "the client has not registered decoupled logins",
            rule="CIBA Core, section 4",
            parameter="grant_types",
            mend=f"Register the grant type {CIBA_GRANT} and backchannel_token_delivery_mode.",
        )
