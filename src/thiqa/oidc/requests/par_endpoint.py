"""The pushed authorization request endpoint (RFC 9126, section 2)."""

from http import HTTPStatus

from thiqa.base import digest, new_secret
from thiqa.oidc.clients.authentication import authenticate
from thiqa.oidc.errors import ProtocolError
from thiqa.oidc.federation.entity_request import use_of_request
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply
from thiqa.oidc.provider import Provider
from thiqa.oidc.requests.hints import veil_hint
from thiqa.oidc.requests.pushed_request import REQUEST_URI_PREFIX, check_pushed_request
from thiqa.oidc.requests.request_object import authorization_parameters
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.sender_constraint import Sender, bind_code, proof_of


def push(provider: Provider) -> Handler:
    """Return what answers a pushed request with a request_uri."""

    async def answer(request: ServiceRequest) -> Reply:
        caller = await authenticate(provider, request)
        client, now = caller.client, request.now
        parameters = await authorization_parameters(provider, client, request.parameters, now)
        once = use_of_request(client, request.parameters, now)
        own_keys = provider.keys.verification_keys(now)
        checked = check_pushed_request(provider.policy, client, parameters, own_keys)
        sender = Sender(proof=proof_of(provider, request))
        bound = bind_code(checked, sender.proof)
        kept = veil_hint(bound, provider.pairwise_secret)
        secret, life = new_secret(), provider.policy.lifetimes.pushed_request

        async def unit(records: Records) -> ProtocolError | None:
            await caller.use(records)
            try:
                await sender.use(records)
                if once is not None:
                    await once.use(records)
            except ProtocolError as error:
                return error  # what was written stays: the used assertion
            await records.oidc.push(digest(secret), kept, now + life)
            return None

        refused = await provider.database.run(unit)
        if refused is not None:
            raise refused
        body = {"request_uri": REQUEST_URI_PREFIX + secret, "expires_in": life}
        return json_reply(body, status=HTTPStatus.CREATED)

    return answer
