"""Services (relying parties) of the tests, which can misbehave on demand."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import httpx

from citizens import Citizen
from proofs import ProofKey
from thiqa.base import Clock, b64url_encode, system_clock
from thiqa.crypto import Algorithm, Signer, generate_key
from thiqa.ledger.events import Event
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt
from thiqa.oidc.clients.client_authentication import ASSERTION_TYPE

REDIRECT_URI = "http://127.0.0.1:9/callback"
LOGGED_OUT_URI = "http://127.0.0.1:9/goodbye"
PURPOSE = "criminal-record"
AGE_PURPOSE = "age"
NAMES = {
    "ar": "خدمة تجريبية",
    "fr": "Service d'essai",
    "zgh": "ⵜⴰⵏⴰⴼⵓⵜ ⵏ ⵓⵔⴰⵎ",
    "en": "Trial service",
}
CLAIMS = {
    "given_name": True,
    "family_name": True,
    "given_name#ar": True,
    "family_name#ar": True,
    "birthdate": True,
    "address": False,
}
"""What the purpose allows, and whether it is essential."""

Fields = Mapping[str, str | None]
"""Fields of a form; None removes one that would be there otherwise."""


@cache
def http() -> httpx.Client:
    """Return the one HTTP client of all services: a new one for each request costs 20 ms."""
    return httpx.Client(timeout=30, limits=httpx.Limits(max_connections=None))


def purpose(identifier: str, claims: Mapping[str, bool], *, days: int = 30) -> dict[str, Any]:
    """Return the document of a purpose."""
    return {
        "id": identifier,
        "name": NAMES,
        "law": {"reference": NAMES},
        "retention_days": days,
        "claims": [{"name": name, "essential": essential} for name, essential in claims.items()],
    }


@dataclass
class Service:
    """A service with its key, and the verifier of its latest request."""

    issuer: str
    client_id: str = "trial"
    sector: str = "interior"
    algorithm: Algorithm = Algorithm.ES256
    redirect_uri: str = REDIRECT_URI
    address: str | None = None
    """Where its requests go, when that is not the issuer: another process of the provider."""
    clock: Clock = system_clock
    key: Signer | None = None
    verifier: str = ""
    proof_key: ProofKey | None = None
    """The key that its tokens are bound to (DPoP); None: they are anybody's who has them."""
    client: httpx.Client | None = None
    """What it sends with, if it shows a certificate."""
    by_certificate: bool = False
    """Whether the certificate, and no assertion, proves who it is."""
    signer: Signer = field(init=False)

    def __post_init__(self) -> None:
        self.signer = self.key or Signer(generate_key(self.algorithm))

    def at(self, address: str) -> "Service":
        """Return this service as it talks to another process of the provider."""
        return replace(self, address=address, key=self.signer)

    def registration(self, **changes: Any) -> dict[str, Any]:
        """Return the registration document."""
        document = {
            "client_id": self.client_id,
            "name": NAMES,
            "jwks": {"keys": [self.signer.public_jwk]},
            "redirect_uris": [self.redirect_uri],
            "post_logout_redirect_uris": [LOGGED_OUT_URI],
            "sector": self.sector,
            "dpop_bound_access_tokens": True if self.proof_key else None,
            "id_token_signed_response_alg": self.algorithm.value,
            "default_purpose": PURPOSE,
            "purposes": [
                purpose(PURPOSE, CLAIMS),
                purpose(AGE_PURPOSE, {"age_over_18": True}, days=0),
            ],
            **changes,
        }
        return {name: value for name, value in document.items() if value is not None}

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return the claims of a client assertion; None removes one."""
        now = self.clock()
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.issuer,
            "jti": secrets.token_urlsafe(16),
            "iat": now,
            "exp": now + 60,
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def assertion(self, **changes: Any) -> str:
        """Return a client assertion; `changes` replace its claims."""
        return self.signer.sign(self.claims(**changes))

    def credentials(self, assertion: str | None = None) -> dict[str, str]:
        """Return the form fields that authenticate the client."""
        if self.by_certificate:
            return {"client_id": self.client_id}
        return {
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.assertion(),
        }

    def request(self, **changes: str | None) -> dict[str, str]:
        """Return the fields of a request to push, with a verifier of its own."""
        self.verifier = secrets.token_urlsafe(32)
        fields = {
            "client_id": self.client_id,
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": secrets.token_urlsafe(8),
            "nonce": secrets.token_urlsafe(8),
            "code_challenge": b64url_encode(hashlib.sha256(self.verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        return without_none({**fields, **changes})

    def request_object(self, *, typ: str = "oauth-authz-req+jwt", **changes: Any) -> str:
        """Return a signed request (RFC 9101); `changes` replace its claims, None removes one."""
        now = self.clock()
        claims = {
            **self.request(),
            "iss": self.client_id,
            "aud": self.issuer,
            "nbf": now,
            "exp": now + 300,
            **changes,
        }
        given = {name: value for name, value in claims.items() if value is not None}
        return self.signer.sign(given, typ=typ)

    def push_object(self, request_object: str, **changes: str | None) -> httpx.Response:
        """Push a request as a signed object, and nothing beside it."""
        return self.post("/par", {**self.credentials(), "request": request_object, **changes})

    def post(self, path: str, fields: Fields, **how: Any) -> httpx.Response:
        """Send a form to an endpoint of the provider."""
        return self.send("POST", path, data=without_none(fields), **how)

    def send(
        self, method: str, path: str, *, access_token: str | None = None, **how: Any
    ) -> httpx.Response:
        """Send a request, with a proof if tokens are bound, and again when its nonce was old."""
        response = self._send_once(method, path, access_token, how)
        if self.proof_key is not None and (nonce := response.headers.get("dpop-nonce")):
            is_old, self.proof_key.nonce = nonce != self.proof_key.nonce, nonce
            if is_old and not response.is_success:
                return self._send_once(method, path, access_token, how)
        return response

    def _send_once(
        self, method: str, path: str, access_token: str | None, how: Mapping[str, Any]
    ) -> httpx.Response:
        headers: dict[str, str] = dict(how.get("headers", {}))
        if access_token is not None:
            scheme = "Bearer" if self.proof_key is None else "DPoP"
            headers["authorization"] = f"{scheme} {access_token}"
        if self.proof_key is not None:
            proof = self.proof_key.proof(method, f"{self.issuer}{path}", access_token=access_token)
            headers["dpop"] = proof
        return (self.client or http()).request(
            method, f"{self.address or self.issuer}{path}", **{**how, "headers": headers}
        )

    def push(self, **changes: str | None) -> httpx.Response:
        """Push an authorization request."""
        return self.post("/par", {**self.credentials(), **self.request(), **changes})

    def pushed(self, **changes: str | None) -> str:
        """Push a request that must be accepted; return where the browser is sent."""
        response = self.push(**changes)
        assert response.status_code == 201, response.text
        return self.authorize_url(response.json()["request_uri"])

    def authorize_url(self, request_uri: str) -> str:
        """Return the address that a browser is sent to."""
        query = httpx.QueryParams({"client_id": self.client_id, "request_uri": request_uri})
        return f"{self.issuer}/authorize?{query}"

    def redeem(self, code: str, **changes: str | None) -> httpx.Response:
        """Redeem a code."""
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
        }
        return self.post("/token", {**fields, **self.credentials(), **changes})

    def refresh(self, refresh_token: str, **changes: str | None) -> httpx.Response:
        """Redeem a refresh token."""
        fields = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self.post("/token", {**fields, **self.credentials(), **changes})

    def get(self, path: str, access_token: str) -> httpx.Response:
        """Ask an endpoint with an access token."""
        return self.send("GET", path, access_token=access_token)

    def userinfo(self, access_token: str) -> httpx.Response:
        """Ask for the claims."""
        return self.get("/userinfo", access_token)

    def identify(
        self, citizen: Citizen, *, leave_out: Iterable[str] = (), **changes: str | None
    ) -> dict[str, Any]:
        """Ask who a citizen is, the whole way; return the token response."""
        answer = citizen.walk(self.pushed(**changes), leave_out=leave_out)
        response = self.redeem(answer["code"])
        assert response.status_code == httpx.codes.OK, response.text
        tokens: dict[str, Any] = response.json()
        return tokens

    def receipt(self, access_token: str, path: str = "/receipt") -> httpx.Response:
        """Ask for the receipt of the record, until its proof is ready."""
        while (response := self.get(path, access_token)).status_code == httpx.codes.ACCEPTED:
            pass
        return response

    def recorded(self, access_token: str, path: str = "/receipt") -> Event:
        """Return what the record holds, from the receipt and the published key alone."""
        metadata = http().get(f"{self.issuer}/.well-known/openid-configuration").json()
        key = VerifierKey.parse(metadata["thiqa_record_key"])
        return verify_receipt(
            self.receipt(access_token, path).text, LogPolicy.of_log(key)
        ).entry.event


def without_none(fields: Fields) -> dict[str, str]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


DESCRIPTION = re.compile(r"[\x20-\x21\x23-\x5B\x5D-\x7E]+")
"""RFC 6749, section 5.2: the characters of an error_description."""


def refusal(response: httpx.Response) -> tuple[int, str]:
    """Return status and code of an error response, which must have the form of RFC 6749."""
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    assert set(body) == {"error", "error_description"}, body
    assert DESCRIPTION.fullmatch(body["error_description"]), body
    return response.status_code, body["error"]


def token_refusal(response: httpx.Response) -> tuple[int, str | None]:
    """Return status and code of a refused access token, which stand in a header (RFC 6750)."""
    assert response.headers["cache-control"] == "no-store"
    challenges = response.headers.get_list("www-authenticate")
    form = r'(Bearer|DPoP) realm="thiqa"(, algs="[A-Za-z0-9 ]+")?(.*)'
    found = [re.fullmatch(form, each) for each in challenges]
    assert all(found), challenges
    assert {each[1] for each in found if each} == {"Bearer", "DPoP"}
    assert [bool(each[2]) for each in found if each] == [
        each[1] == "DPoP" for each in found if each
    ]
    first, second = (each[3] for each in found if each)
    assert second == ""
    error = re.fullmatch(r', error="([a-z_]+)", error_description="([^"\\]+)"', first)
    assert error or not first, challenges
    return response.status_code, error[1] if error else None
