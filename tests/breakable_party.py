"""A small service that passes the self-test, and that breaks exactly where a test wants it to."""

import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from services import NAMES, PURPOSE, purpose
from thiqa.base import b64url_decode, b64url_encode
from thiqa.crypto import (
    Algorithm,
    SignatureInvalidError,
    Signer,
    VerificationKey,
    generate_key,
    parse_jwks,
    verify_jws,
)
from thiqa.oidc.clients.client_authentication import ASSERTION_TYPE

CONSTANT = "the-same-value-each-time"


class RefusedError(Exception):
    """An answer that is not accepted."""


@dataclass
class Party:
    """The service; `broken` names the check that it does not do, or does wrongly."""

    url: str
    client_id: str
    issuer: str
    broken: str = ""
    signer: Signer = field(default_factory=lambda: Signer(generate_key(Algorithm.ES256)))
    logins: dict[str, dict[str, str]] = field(default_factory=dict)
    keys: tuple[VerificationKey, ...] = ()

    def registration(self, **changes: Any) -> dict[str, Any]:
        """Return the registration document."""
        return {
            "client_id": self.client_id,
            "name": NAMES,
            "jwks": {"keys": [self.signer.public_jwk]},
            "redirect_uris": [f"{self.url}/callback"],
            "initiate_login_uri": f"{self.url}/start",
            "sector": "interior",
            "default_purpose": PURPOSE,
            "purposes": [purpose(PURPOSE, {"given_name": True})],
            **changes,
        }

    def app(self) -> Starlette:
        """Return the service's pages."""
        return Starlette(routes=[Route("/start", self.start), Route("/callback", self.callback)])

    async def start(self, request: Request) -> Response:
        """Begin a login."""
        if self.broken == "begins":
            return PlainTextResponse("press here")
        login = {
            "state": CONSTANT if self.broken == "state" else secrets.token_urlsafe(),
            "nonce": CONSTANT if self.broken == "nonce" else secrets.token_urlsafe(),
            "verifier": secrets.token_urlsafe(32),
        }
        browser = secrets.token_urlsafe()
        self.logins[browser] = self.logins[f"state {login['state']}"] = login
        challenge = b64url_encode(hashlib.sha256(login["verifier"].encode()).digest())
        fields = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": f"{self.url}/callback",
            "scope": "profile" if self.broken == "pushes" else "openid",
            "state": login["state"],
            "nonce": login["nonce"],
        }
        if self.broken != "pkce":
            fields |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        pushed = await self._post("/par", fields)
        if not pushed.is_success:
            return PlainTextResponse("not pushed", 502)
        query = urlencode(
            {"client_id": self.client_id, "request_uri": pushed.json()["request_uri"]}
        )
        response = RedirectResponse(f"{self.issuer}/authorize?{query}", 303)
        response.set_cookie("browser", browser)
        return response

    async def callback(self, request: Request) -> Response:
        """End a login."""
        query = request.query_params
        try:
            login = self._login(request)
            self._check_issuer(query.get("iss"))
            if "error" in query:
                return PlainTextResponse("declined", 500 if self.broken == "declined" else 200)
            await self._finish(query["code"], login)
        except (RefusedError, SignatureInvalidError) as error:
            return PlainTextResponse(str(error), 400)
        return PlainTextResponse("welcome")

    def _login(self, request: Request) -> dict[str, str]:
        browser, state = request.cookies.get("browser", ""), request.query_params.get("state")
        if self.broken == "other-browser":
            browser = f"state {state}"
        login = self.logins.get(browser)
        if login is None or (login["state"] != state and self.broken != "wrong-state"):
            raise RefusedError("state")
        return login

    def _check_issuer(self, issuer: str | None) -> None:
        if issuer is None and self.broken != "no-issuer":
            raise RefusedError("no iss")
        if issuer not in (None, self.issuer) and self.broken != "wrong-issuer":
            raise RefusedError("iss")

    async def _finish(self, code: str, login: dict[str, str]) -> None:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{self.url}/callback",
        }
        if self.broken != "pkce":
            fields["code_verifier"] = login["verifier"]
        tokens = await self._post("/token", fields)
        if not tokens.is_success:
            raise RefusedError("token")
        claims = await self._claims(tokens.json()["id_token"])
        self._check(claims, login)
        headers = {"authorization": f"Bearer {tokens.json()['access_token']}"}
        async with httpx.AsyncClient() as http:
            await http.get(f"{self.issuer}/userinfo", headers=headers)

    async def _claims(self, token: str) -> dict[str, Any]:
        header, payload = (json.loads(b64url_decode(part)) for part in token.split(".")[:2])
        if header["alg"] == "none":
            if self.broken != "unsigned":
                raise RefusedError("alg")
            return dict(payload)
        if not self.keys or (
            self.broken != "rotated" and header["kid"] not in {key.kid for key in self.keys}
        ):
            async with httpx.AsyncClient() as http:
                self.keys = parse_jwks((await http.get(f"{self.issuer}/jwks")).json())
        if self.broken == "forged" and header["kid"] in {key.kid for key in self.keys}:
            return dict(payload)
        return dict(verify_jws(token, self.keys).claims)

    def _check(self, claims: dict[str, Any], login: dict[str, str]) -> None:
        now = time.time()
        checks = {
            "wrong-nonce": claims.get("nonce") == login["nonce"],
            "wrong-audience": claims["aud"] == self.client_id,
            "wrong-token-issuer": claims["iss"] == self.issuer,
            "expired": claims["exp"] > now - 30,
            "": claims["iat"] <= now + (0 if self.broken == "clock-ahead" else 30),
        }
        for name, holds in checks.items():
            if not holds and (name != self.broken or name == ""):
                raise RefusedError(name)

    async def _post(self, path: str, fields: dict[str, str]) -> httpx.Response:
        now = int(time.time())
        assertion = self.signer.sign(
            {
                "iss": self.client_id,
                "sub": self.client_id,
                "aud": self.issuer,
                "jti": secrets.token_urlsafe(),
                "iat": now,
                "exp": now + 60,
            }
        )
        proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
        async with httpx.AsyncClient() as http:
            return await http.post(f"{self.issuer}{path}", data={**fields, **proof})
