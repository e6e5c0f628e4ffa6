"""The test issuer of a service: it speaks like the provider, and errs as a scenario tells it to.

Whatever it gives is worth nothing anywhere else: its name is another one, and so are its keys.
Requests, codes and tokens are steps in the storage, so that any process can answer.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from thiqa.base import b64url_encode, digest, new_secret
from thiqa.console.console import Console
from thiqa.console.models import TestState
from thiqa.console.registration import client_at
from thiqa.console.self_test.clients import OneClient
from thiqa.console.self_test.keys import signers_of
from thiqa.console.self_test.person import SUBJECT, claims_of
from thiqa.console.self_test.receipt import receipt_for, record_signer
from thiqa.console.self_test.scenarios import Signature, scenario_named
from thiqa.console.store import Records
from thiqa.crypto import Algorithm, Signer, generate_key
from thiqa.oidc.clients.authentication import authenticate
from thiqa.oidc.documents import read_request, write_request
from thiqa.oidc.errors import InvalidGrantError, InvalidTokenError, ProtocolError, UseDpopNonceError
from thiqa.oidc.http import Handler, Reply, ServiceRequest, encode, json_reply
from thiqa.oidc.journal import NoJournal
from thiqa.oidc.metadata import AUTHORIZE_PATH, metadata
from thiqa.oidc.models import AuthorizationRequest, Client, Stage
from thiqa.oidc.provider import Provider
from thiqa.oidc.requests.pushed_request import REQUEST_URI_PREFIX, check_pushed_request
from thiqa.oidc.requests.request_object import authorization_parameters
from thiqa.oidc.tokens.code_grant import check_verifier
from thiqa.oidc.tokens.sender_constraint import Sender, certificate_of, proof_of, require_sender
from thiqa.web import PUBLIC_JSON_HEADERS

PATH = "/self-test"
STEP_SECONDS = 3_600
"""What happened in a test is forgotten after an hour: its result is kept."""
TOKEN_SECONDS = 600
PUSHED, CODE, TOKEN, SEEN = "pushed", "code", "token", "seen"
"""Kinds of steps."""


@dataclass(frozen=True, slots=True)
class TestIssuer:
    """The test issuer of one service, for its registration of this moment."""

    __test__ = False

    console: Console
    client: Client
    provider: Provider
    """The provider as it would be under the test issuer's name, for this client alone."""

    @property
    def issuer(self) -> str:
        """What it calls itself."""
        return self.provider.policy.issuer

    @property
    def authorize_address(self) -> str:
        """Where a service sends the browser."""
        return self.issuer + AUTHORIZE_PATH

    async def signers(self) -> tuple[Signer, ...]:
        """Return its published signers, the one in use first."""
        algorithm, secret = self.client.id_token_algorithm, self.console.test_secret
        return tuple(await signers_of(self.console.database, self.client.id, algorithm, secret))

    async def note(self, run: str, kind: str, document: Mapping[str, Any], secret: str) -> None:
        """Keep a step of a run."""
        now = self.provider.clock()
        text, times = json.dumps(dict(document)), (now, now + STEP_SECONDS)
        await self.console.database.run(
            lambda records: records.console.put_test_step(digest(secret), run, kind, text, times)
        )

    async def saw(self, run: str, scenario: str, event: str, **more: Any) -> None:
        """Note what the service did."""
        document = {"scenario": scenario, "event": event, **more}
        await self.note(run, SEEN, document, new_secret())

    async def running(self) -> str | None:
        """Return the run that is on its way, if one is."""
        tests = await self.console.database.read(
            lambda records: records.console.list_self_tests(self.client.id, 1)
        )
        return tests[0].id if tests and tests[0].state is TestState.RUNNING else None


def issuer_name(console: Console, client_id: str) -> str:
    """Return the name of a service's test issuer."""
    return f"{console.origin}{PATH}/{client_id}"


async def find_issuer(console: Console, client_id: str) -> TestIssuer | None:
    """Return the test issuer of a service that is at the console."""
    service = await console.database.read(lambda records: records.console.get_service(client_id))
    if service is None:
        return None
    client = client_at(service.document, Stage.SANDBOX)
    own, elsewhere = console.provider.policy, console.provider.policy.mutual_tls_origin
    policy = replace(
        own,
        issuer=issuer_name(console, client_id),
        mutual_tls_origin=None if elsewhere is None else f"{elsewhere}{PATH}/{client_id}",
        sandbox=False,  # it is the provider of production that a service will meet
    )
    provider = replace(
        console.provider,
        policy=policy,
        clients=OneClient(client, console.fetcher.json_object),
        journal=NoJournal(),
        record_key=record_signer(console).verifier_key.text,
        entity=None,
    )
    return TestIssuer(console, client, provider)


def give_metadata(issuer: TestIssuer) -> Handler:
    """Return what answers with the metadata."""

    async def answer(request: ServiceRequest) -> Reply:
        document = metadata(issuer.provider.policy, issuer.provider.record_key)
        return Reply(encode(document), headers=PUBLIC_JSON_HEADERS)

    return answer


def give_keys(issuer: TestIssuer) -> Handler:
    """Return what answers with the keys; they are never to be cached for long."""

    async def answer(request: ServiceRequest) -> Reply:
        return json_reply({"keys": [each.public_jwk for each in await issuer.signers()]})

    return answer


def take_push(issuer: TestIssuer) -> Handler:
    """Return what answers a pushed request, with the checks of the provider's own endpoint."""

    async def answer(request: ServiceRequest) -> Reply:
        run = await issuer.running()
        if run is None:
            raise ProtocolError(
                "no self-test is running for this service",
                rule="Thiqa self-test",
                parameter="the self-test",
                mend="Start the self-test in the console: it begins the logins by itself.",
            )
        try:
            checked, sender = await _checked(issuer, request)
        except UseDpopNonceError:
            raise
        except ProtocolError as error:
            await issuer.saw(run, "", "push refused", **_lesson(error))
            raise
        secret = new_secret()
        document = {
            "request": write_request(checked),
            "proved": sender.confirmation is not None or sender.proof is not None,
        }
        await issuer.note(run, PUSHED, document, secret)
        body = {"request_uri": REQUEST_URI_PREFIX + secret, "expires_in": 90}
        return json_reply(body, status=HTTPStatus.CREATED)

    return answer


async def _checked(
    issuer: TestIssuer, request: ServiceRequest
) -> tuple[AuthorizationRequest, Sender]:
    provider = issuer.provider
    caller = await authenticate(provider, request)
    client, now = caller.client, request.now
    parameters = await authorization_parameters(provider, client, request.parameters, now)
    checked = check_pushed_request(provider.policy, client, parameters, ())
    sender = Sender(proof=proof_of(provider, request))
    await _use(issuer, caller, sender)
    return checked, sender


async def _use(issuer: TestIssuer, *used: Any) -> None:
    async def unit(records: Records) -> None:
        for each in used:
            await each.use(records)

    await issuer.console.database.run(unit)


def give_tokens(issuer: TestIssuer) -> Handler:
    """Return what answers with tokens, as the scenario of the code wants them."""

    async def answer(request: ServiceRequest) -> Reply:
        code = digest(request.parameters.get("code", ""))
        found = await issuer.console.database.read(
            lambda records: records.console.get_test_step(code, CODE)
        )
        if found is None:
            raise _used_code()
        run, step = found[0], json.loads(found[1])
        asked = read_request(step["request"])
        try:
            sender = await _redeemed(issuer, request, asked)
        except UseDpopNonceError:
            raise
        except ProtocolError as error:
            await issuer.saw(run, step["scenario"], "token refused", **_lesson(error))
            raise
        taken = await issuer.console.database.run(
            lambda records: records.console.take_test_step(code, CODE)
        )
        if taken is None:
            raise _used_code()
        await issuer.saw(run, step["scenario"], "token", bound=sender.confirmation is not None)
        return json_reply(await _tokens(issuer, run, step, asked, sender))

    return answer


def _used_code() -> InvalidGrantError:
    return InvalidGrantError(
        "the code is unknown, or was used before",
        rule="RFC 6749, section 5.2",
        parameter="code",
        mend="Redeem each code once.",
    )


async def _redeemed(
    issuer: TestIssuer, request: ServiceRequest, asked: AuthorizationRequest
) -> Sender:
    caller = await authenticate(issuer.provider, request)
    sender = require_sender(issuer.provider, request, caller.client)
    await _use(issuer, caller, sender)
    check_verifier(request.parameters.get("code_verifier"), asked.code_challenge)
    return sender


async def _tokens(
    issuer: TestIssuer,
    run: str,
    step: Mapping[str, Any],
    asked: AuthorizationRequest,
    sender: Sender,
) -> dict[str, Any]:
    now, bound = issuer.provider.clock(), sender.confirmation
    access_token = new_secret()
    document = {
        **step,
        "bound": None if bound is None else [bound.method, bound.thumbprint],
        "until": now + TOKEN_SECONDS,
    }
    await issuer.note(run, TOKEN, document, access_token)
    return {
        "access_token": access_token,
        "token_type": "DPoP" if bound is not None and bound.method == "jkt" else "Bearer",
        "expires_in": TOKEN_SECONDS,
        "scope": " ".join(asked.scope),
        "id_token": await _id_token(issuer, step["scenario"], asked, now),
        "receipt_uri": f"{issuer.issuer}/receipt",
    }


async def _id_token(
    issuer: TestIssuer, scenario_id: str, asked: AuthorizationRequest, now: int
) -> str:
    scenario = scenario_named(scenario_id)
    claims = scenario.claims(
        {
            **claims_of(asked.claims.id_token),
            "iss": issuer.issuer,
            "sub": SUBJECT,
            "aud": issuer.client.id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "auth_time": now - 5,
            "acr": "high",
            "amr": ["sc", "pin", "mfa"],
            "sid": "self-test",
            **({} if asked.nonce is None else {"nonce": asked.nonce}),
        }
    )
    signer = (await issuer.signers())[0]
    if scenario.signature is Signature.NONE:
        header = {"alg": "none", "typ": "JWT", "kid": signer.kid}
        return ".".join((_segment(header), _segment(claims), ""))
    signed = signer.sign(claims)
    if scenario.signature is Signature.FORGED:
        plain = signer.algorithm is Algorithm.RS256
        forger = Signer(generate_key(signer.algorithm), plain=plain)
        return ".".join((*signed.split(".")[:2], forger.sign(claims).split(".")[2]))
    return signed


def _segment(members: Mapping[str, Any]) -> str:
    return b64url_encode(json.dumps(dict(members), separators=(",", ":")).encode())


def give_claims(issuer: TestIssuer) -> Handler:
    """Return what answers with the claims of the person of the self-test."""

    async def answer(request: ServiceRequest) -> Reply:
        run, step = await _presented(issuer, request)
        await issuer.saw(run, step["scenario"], "userinfo")
        asked = read_request(step["request"])
        return json_reply({"sub": SUBJECT, **claims_of(asked.claims.userinfo)})

    return answer


def give_receipt(issuer: TestIssuer) -> Handler:
    """Return what answers with a receipt of a record that proves nothing."""

    async def answer(request: ServiceRequest) -> Reply:
        _, step = await _presented(issuer, request)
        asked = read_request(step["request"])
        now = issuer.provider.clock()
        text = receipt_for(issuer.console, issuer.client, asked, now, secrets.token_bytes)
        headers = ((b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"))
        return Reply(text.encode(), headers=headers)

    return answer


async def _presented(issuer: TestIssuer, request: ServiceRequest) -> tuple[str, Mapping[str, Any]]:
    """Return run and step of an access token; one that is bound comes with its key."""
    scheme, token = request.authorization()
    found = await issuer.console.database.read(
        lambda records: records.console.get_test_step(digest(token), TOKEN)
    )
    if found is None or json.loads(found[1])["until"] <= request.now:
        raise _not_ours()
    run, step = found[0], json.loads(found[1])
    bound = step["bound"]
    if bound is not None:
        proof = proof_of(issuer.provider, request, access_token=token)
        shown = certificate_of(issuer.provider, request)
        by_key = proof is not None and scheme == "dpop" and bound == ["jkt", proof.jkt]
        by_certificate = shown is not None and bound == [shown.method, shown.thumbprint]
        if not by_key and not by_certificate:
            await issuer.saw(run, step["scenario"], "userinfo refused")
            raise _not_ours()
    return run, step


def _not_ours() -> InvalidTokenError:
    return InvalidTokenError(
        "the access token is unknown, over, or used without its key",
        rule="RFC 6750, section 3.1",
        parameter="access_token",
        mend="Send the token as it was given, with a proof of the key that it is bound to.",
    )


def _lesson(error: ProtocolError) -> dict[str, str]:
    return {
        "description": error.description,
        "rule": error.rule,
        "parameter": error.parameter,
        "mend": error.mend,
    }
