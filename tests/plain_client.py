"""A client of plain OpenID Connect, which registers itself, as a developer's library does."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Self

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet

from services import REDIRECT_URI, http, without_none
from thiqa.base import b64url_encode
from thiqa.crypto import Algorithm, KeyDirectory, KeyRing, read_header
from thiqa.oidc.clients.registration_tokens import make_initial_access_token
from world import World


def initial_access_token(world: World, *, seconds: int = 3600, moved: int = 0) -> str:
    """Return what an operator gives to a developer."""
    now = world.clock() + moved
    signer = KeyRing(KeyDirectory(world.settings.keys), now).signer(Algorithm.ES256, now)
    return make_initial_access_token(world.issuer, signer, now, seconds)


@dataclass
class PlainClient:
    """A registered client, with what the provider gave it."""

    issuer: str
    given: dict[str, Any]
    verifier: str | None = None
    redirect_uri: str = REDIRECT_URI

    @classmethod
    def register(cls, world: World, *, token: str | None = None, **changes: Any) -> httpx.Response:
        """Send a registration."""
        document = {"redirect_uris": [REDIRECT_URI], "client_name": "Trial", **changes}
        headers = {"authorization": f"Bearer {token or initial_access_token(world)}"}
        return http().post(f"{world.issuer}/register", json=document, headers=headers)

    @classmethod
    def registered(cls, world: World, **changes: Any) -> Self:
        """Register, which must succeed."""
        response = cls.register(world, **changes)
        assert response.status_code == httpx.codes.CREATED, response.text
        return cls(world.issuer, response.json())

    @property
    def client_id(self) -> str:
        return str(self.given["client_id"])

    def challenge(self) -> dict[str, str]:
        """Return the parameters of PKCE, and remember the verifier."""
        self.verifier = secrets.token_urlsafe(32)
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return {"code_challenge": b64url_encode(digest), "code_challenge_method": "S256"}

    def authorize_url(self, **changes: str | None) -> str:
        """Return where the browser is sent."""
        fields = {
            "client_id": self.client_id,
            "response_type": "code",
            "scope": "openid",
            "redirect_uri": self.redirect_uri,
        }
        query = httpx.QueryParams(without_none({**fields, **changes}))
        return f"{self.issuer}/authorize?{query}"

    def redeem(self, code: str, **changes: str | None) -> httpx.Response:
        """Redeem a code with the secret, where it was registered to stand."""
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
            **changes,
        }
        secret = self.given["client_secret"]
        url = f"{self.issuer}/token"
        if self.given["token_endpoint_auth_method"] == "client_secret_post":
            fields |= {"client_id": self.client_id, "client_secret": secret}
            return http().post(url, data=without_none(fields))
        return http().post(url, data=without_none(fields), auth=(self.client_id, secret))

    def userinfo(self, access_token: str) -> dict[str, Any]:
        """Return the claims."""
        headers = {"authorization": f"Bearer {access_token}"}
        found: dict[str, Any] = http().get(f"{self.issuer}/userinfo", headers=headers).json()
        return found

    def manage(self, method: str, *, token: str | None = None) -> httpx.Response:
        """Use the address of the registration."""
        token = token or self.given["registration_access_token"]
        headers = {"authorization": f"Bearer {token}"}
        return http().request(method, self.given["registration_client_uri"], headers=headers)

    def id_token(self, token: str) -> dict[str, Any]:
        """Return the claims of an ID token, checked by a library that nobody here wrote."""
        keys = KeySet.import_key_set(http().get(f"{self.issuer}/jwks").json())
        return dict(jwt.decode(token, keys, algorithms=["RS256"]).claims)

    def header(self, token: str) -> dict[str, Any]:
        return read_header(token)
