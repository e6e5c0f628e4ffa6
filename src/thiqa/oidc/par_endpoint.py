"""The pushed authorization request endpoint (RFC 9126, section 2)."""

from http import HTTPStatus

from thiqa.base import digest, new_secret
from thiqa.oidc.authentication import authenticate
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply
from thiqa.oidc.provider import Provider
from thiqa.oidc.pushed_request import REQUEST_URI_PREFIX, check_pushed_request
from thiqa.oidc.store import Records


def push(provider: Provider) -> Handler:
    """Return what answers a pushed request with a request_uri."""

    async def answer(request: ServiceRequest) -> Reply:
        caller = await authenticate(provider, request)
        own_keys = provider.keys.verification_keys(request.now)
        checked = check_pushed_request(provider.policy, caller.client, request.parameters, own_keys)
        secret, life = new_secret(), provider.policy.lifetimes.pushed_request

        async def unit(records: Records) -> None:
            await caller.use(records)
            await records.oidc.push(digest(secret), checked, request.now + life)

        await provider.database.run(unit)
        body = {"request_uri": REQUEST_URI_PREFIX + secret, "expires_in": life}
        return json_reply(body, status=HTTPStatus.CREATED)

    return answer
