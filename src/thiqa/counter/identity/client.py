"""What we say to the provider: the request that starts a login, and the code that ends it."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import httpx

from thiqa.base import Clock, b64url_encode, new_secret
from thiqa.counter.errors import AnswerRefusedError, ProviderError, RequestRefusedError
from thiqa.counter.identity.models import PendingLogin, Tokens
from thiqa.counter.identity.proof import Prover
from thiqa.counter.identity.provider import Provider, check_at_issuer
from thiqa.counter.identity.purpose import MAX_AUTHENTICATION_AGE, REQUIRED_LEVEL, Purpose
from thiqa.counter.identity.transport import Answer, get, post_form
from thiqa.crypto import Signer
from thiqa.ledger.policy import LogPolicy

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
"""RFC 7523, section 2.2."""
ASSERTION_SECONDS = 60
RECEIPT_WAIT_SECONDS = 15
"""The provider promises a receipt within 10 seconds."""
MAX_POLL_SECONDS = 3

Wait = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Client:
    """Our side of the conversation; `wait` lets time pass between two attempts."""

    client_id: str
    redirect_uri: str
    signer: Signer
    prover: Prover
    provider: Provider
    http: httpx.AsyncClient
    clock: Clock
    wait: Wait = asyncio.sleep
    record_policy: LogPolicy = field(default_factory=LogPolicy.of_log)
    """Whose cosignatures a receipt must have besides the signature of the provider's record."""

    async def begin(
        self, browser: str, ui_locales: str, purpose: Purpose, goal: str
    ) -> tuple[PendingLogin, str]:
        """Push a request (RFC 9126); return what to remember, and where to send the browser.

        `goal` is the path of ours where the citizen goes on when they are back.
        """
        metadata = await self.provider.metadata()
        login = PendingLogin(
            state=new_secret(),
            browser=browser,
            issuer=metadata.issuer,
            nonce=new_secret(),
            code_verifier=new_secret(),
            began_at=self.clock(),
            purpose=purpose.id,
            claims=tuple(claim.name for claim in purpose.claims),
            goal=goal,
        )
        answer = await self._post(
            metadata.pushed_authorization_request_endpoint,
            authorization_parameters(login, purpose, self.client_id, self.redirect_uri, ui_locales),
        )
        request_uri = _text(_successful(answer, HTTPStatus.CREATED), "request_uri")
        query = urlencode({"client_id": self.client_id, "request_uri": request_uri})
        return login, f"{metadata.authorization_endpoint}?{query}"

    async def redeem(self, code: str, login: PendingLogin) -> Tokens:
        """Exchange the code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5)."""
        metadata = await self.provider.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": login.code_verifier,
        }
        document = _successful(await self._post(metadata.token_endpoint, form), HTTPStatus.OK)
        if _text(document, "token_type").lower() != "dpop":
            raise AnswerRefusedError("token response: tokens that are not bound to our key")
        return Tokens(
            access_token=_text(document, "access_token"),
            id_token=_text(document, "id_token"),
            receipt_uri=check_at_issuer(document.get("receipt_uri"), login.issuer),
        )

    async def userinfo(self, tokens: Tokens) -> dict[str, Any]:
        """Return what the userinfo endpoint says (OpenID Connect Core, section 5.3)."""
        metadata = await self.provider.metadata()
        answer = await self._get(metadata.userinfo_endpoint, tokens.access_token)
        return _successful(answer, HTTPStatus.OK)

    async def receipt(self, tokens: Tokens) -> str:
        """Return the text of our receipt; wait while its entry is being integrated."""
        until = self.clock() + RECEIPT_WAIT_SECONDS
        while True:
            answer = await self._get(tokens.receipt_uri, tokens.access_token)
            if answer.status != HTTPStatus.ACCEPTED:
                break
            if self.clock() >= until:
                raise ProviderError("the receipt did not come in time")
            await self.wait(_retry_after(answer))
        if answer.status != HTTPStatus.OK:
            raise ProviderError(f"the receipt's address answers with status {answer.status}")
        try:
            return answer.body.decode()
        except UnicodeDecodeError as error:
            raise AnswerRefusedError("the receipt is not UTF-8") from error

    async def reconcile(self, batch: Mapping[str, str]) -> dict[str, Any]:
        """Send what we hold of a period; without one, ask how far we have come."""
        metadata = await self.provider.metadata()
        answer = await self._post(metadata.reconciliation_endpoint, batch)
        return _successful(answer, HTTPStatus.OK)

    async def send(self, url: str, form: Mapping[str, str]) -> Answer:
        """Send a form to an address of the provider, with the proof that it is us."""
        return await self._post(check_at_issuer(url, self.provider.issuer), form)

    async def logout_url(self, id_token: str, back_to: str) -> str:
        """Return where to send a browser that signs out of the provider too.

        OpenID Connect RP-Initiated Logout 1.0, section 2.
        """
        metadata = await self.provider.metadata()
        query = urlencode(
            {
                "id_token_hint": id_token,
                "client_id": self.client_id,
                "post_logout_redirect_uri": back_to,
            }
        )
        return f"{metadata.end_session_endpoint}?{query}"

    async def _get(self, url: str, access_token: str) -> Answer:
        async def attempt(headers: dict[str, str]) -> Answer:
            return await get(self.http, url, headers=headers)

        return await self.prover.send("GET", url, attempt, access_token=access_token)

    async def _post(self, url: str, form: Mapping[str, str]) -> Answer:
        """Send a form; after 503 nothing was kept, so it is sent once more."""

        async def attempt(headers: dict[str, str]) -> Answer:
            return await post_form(self.http, url, {**form, **self._credentials()}, headers=headers)

        answer = await self.prover.send("POST", url, attempt)
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
            await self.wait(_retry_after(answer))
            answer = await self.prover.send("POST", url, attempt)
        return answer

    def _credentials(self) -> dict[str, str]:
        return {
            "client_id": self.client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": client_assertion(
                self.signer, self.client_id, self.provider.issuer, self.clock()
            ),
        }


def client_assertion(signer: Signer, client_id: str, issuer: str, now: int) -> str:
    """Return the proof that it is us (RFC 7523, section 3); the issuer alone is its audience."""
    return signer.sign(
        {
            "iss": client_id,
            "sub": client_id,
            "aud": issuer,
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
            "jti": new_secret(),
        }
    )


def authorization_parameters(
    login: PendingLogin, purpose: Purpose, client_id: str, redirect_uri: str, ui_locales: str
) -> dict[str, str]:
    """Return the parameters of a request (OpenID Connect Core, section 3.1.2.1)."""
    details = [{"type": "thiqa_purpose", "purpose": purpose.id}]
    claims = {
        claim.name: {"essential": True} if claim.essential else None for claim in purpose.claims
    }
    return {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid",
        "state": login.state,
        "nonce": login.nonce,
        "code_challenge": code_challenge(login.code_verifier),
        "code_challenge_method": "S256",
        "acr_values": REQUIRED_LEVEL,
        "max_age": str(MAX_AUTHENTICATION_AGE),
        "ui_locales": ui_locales,
        "authorization_details": json.dumps(details),
        "claims": json.dumps({"userinfo": claims}),
    }


def code_challenge(code_verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, section 4.2)."""
    return b64url_encode(hashlib.sha256(code_verifier.encode()).digest())


def _successful(answer: Answer, status: HTTPStatus) -> dict[str, Any]:
    if answer.status == status:
        return answer.json_object()
    if HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise RequestRefusedError(f"status {answer.status}: {answer.json_object().get('error')!r}")
    raise ProviderError(f"the provider answers with status {answer.status}")


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value:
        raise AnswerRefusedError(f"the provider's answer lacks {name}")
    return value


def _retry_after(answer: Answer) -> float:
    seconds = answer.headers.get("retry-after", "1")
    return min(int(seconds), MAX_POLL_SECONDS) if seconds.isdecimal() else 1
