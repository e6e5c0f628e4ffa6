"""A provider for the counter's tests: strict with requests, and as wrong as a test wants it."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from serving import free_port, serving
from specimen_log import MemoryLog
from specimen_log import signer as note_signer
from thiqa.base import b64url_encode
from thiqa.counter.identity.client import ASSERTION_TYPE, code_challenge
from thiqa.crypto import Algorithm, Signer, generate_key, parse_jwks, verify_jws
from thiqa.ledger.entry import open_entry
from thiqa.ledger.events import Event, Release
from thiqa.ledger.keys import NoteSigner
from thiqa.oidc.errors import UseDpopNonceError
from thiqa.oidc.tokens.dpop import Call, VerifiedProof, verify_proof
from thiqa.oidc.tokens.dpop_nonce import DpopNonces
from thiqa.web import parse_form

NOW = 1_800_000_000
DAY = 86_400
ORIGIN = "provider.example/record"

CITIZEN: dict[str, Any] = {
    "family_name": "SPECIMEN-BENALI",
    "given_name": "Salma",
    "family_name#ar": "نموذج-بنعلي",
    "given_name#ar": "سلمى",
    "birthdate": "1990-05-17",
    "national_number": "SP100001",
    "place_of_birth": {"locality": "Rabat", "country": "MA"},
    "place_of_birth#ar": {"locality": "الرباط", "country": "MA"},
    "address": {"formatted": "12, rue du Spécimen, Agdal, Rabat"},
}


def unchanged(value: Any) -> Any:
    return value


@dataclass
class Clock:
    """A clock that a test moves."""

    now: int = NOW

    def __call__(self) -> int:
        return self.now

    async def wait(self, seconds: float) -> None:
        """Let the seconds pass at once."""
        self.now += max(1, int(seconds))


@dataclass
class FakeProvider:
    """The provider; each `spoil_*` changes what it would have said."""

    issuer: str
    clock: Clock
    registration: dict[str, Any] = field(default_factory=dict)
    subject: str = "pairwise-salma"
    sid: str = "session-at-the-provider"
    claims: dict[str, Any] = field(default_factory=lambda: dict(CITIZEN))
    signer: Signer = field(default_factory=lambda: Signer(generate_key(Algorithm.ES256)))
    record_signer: NoteSigner = field(default_factory=lambda: note_signer(7, ORIGIN))
    log: MemoryLog = field(default_factory=MemoryLog)
    spoil_metadata: Callable[[dict[str, Any]], dict[str, Any]] = unchanged
    spoil_answer: Callable[[dict[str, str]], dict[str, str]] = unchanged
    spoil_id_token: Callable[[dict[str, Any]], dict[str, Any] | str] = unchanged
    spoil_token_response: Callable[[dict[str, Any]], dict[str, Any]] = unchanged
    spoil_userinfo: Callable[[dict[str, Any]], dict[str, Any]] = unchanged
    spoil_receipt: Callable[[str], str] = unchanged
    spoil_release: Callable[[dict[str, Any]], dict[str, Any]] = unchanged
    failing: dict[str, int] = field(default_factory=dict)
    """Statuses to answer with, by path."""
    receipts_pending: int = 0
    seen: list[str] = field(default_factory=list)
    pushed: list[dict[str, str]] = field(default_factory=list)
    assertions: list[dict[str, Any]] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)
    nonces: DpopNonces = field(default_factory=lambda: DpopNonces(secrets.token_bytes(32)))
    proofs: list[VerifiedProof] = field(default_factory=list)
    nonces_asked_for: int = 0
    retired: list[dict[str, Any]] = field(default_factory=list)
    _requests: dict[str, dict[str, str]] = field(default_factory=dict)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _receipts: dict[str, int] = field(default_factory=dict)
    _asked: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def reset(self) -> None:
        """Forget what the test before did; the log goes on, as logs do."""
        fresh = FakeProvider(self.issuer, self.clock, self.registration)
        for each in fields(self):
            if each.name not in {"issuer", "clock", "registration", "record_signer", "log"}:
                setattr(self, each.name, getattr(fresh, each.name))
        self.clock.now += DAY

    def rotate(self, *, drop_old: bool = False) -> None:
        """Sign with a new key from now on."""
        if not drop_old:
            self.retired.append(self.signer.public_jwk)
        self.signer = Signer(generate_key(Algorithm.ES256))

    def count(self, path: str) -> int:
        """Tell how often a path was asked for."""
        return self.seen.count(path)

    def log_event(self) -> Event:
        """Return the newest event of the record."""
        entry = self.log.entries[-1]
        return open_entry(entry.leaf, entry.opening).event

    def app(self) -> Starlette:
        """Return the provider's endpoints."""
        endpoints = {
            "/.well-known/openid-configuration": self.metadata,
            "/jwks": self.jwks,
            "/par": self.push,
            "/authorize": self.authorize,
            "/token": self.token,
            "/userinfo": self.userinfo,
            "/receipt": self.receipt,
            "/end-session": self.end_session,
        }
        posts = {"/par", "/token"}
        return Starlette(
            routes=[
                Route(path, self._noted(answer), methods=["POST" if path in posts else "GET"])
                for path, answer in endpoints.items()
            ]
        )

    def _noted(self, answer: Callable[[Request, dict[str, str]], Response]) -> Any:
        async def endpoint(request: Request) -> Response:
            self.seen.append(request.url.path)
            if status := self.failing.get(request.url.path):
                return JSONResponse({"error": "invalid_request"}, status)
            form = parse_form(await request.body())
            if "dpop" in request.headers:
                refused = self._check_proof(request)
                if refused is not None:
                    return refused
            response = answer(request, form)
            if "dpop" in request.headers:
                response.headers["dpop-nonce"] = self.nonces.current(self.clock())
            return response

        return endpoint

    def metadata(self, request: Request, form: dict[str, str]) -> Response:
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "pushed_authorization_request_endpoint": f"{self.issuer}/par",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/end-session",
            "jwks_uri": f"{self.issuer}/jwks",
            "thiqa_reconciliation_endpoint": f"{self.issuer}/reconciliation",
            "authorization_response_iss_parameter_supported": True,
            "thiqa_record_key": self.record_signer.verifier_key.text,
        }
        return JSONResponse(self.spoil_metadata(document))

    def jwks(self, request: Request, form: dict[str, str]) -> Response:
        return JSONResponse({"keys": [*self.retired, self.signer.public_jwk]})

    def push(self, request: Request, form: dict[str, str]) -> Response:
        self._authenticate(form)
        self.pushed.append(form)
        assert form["code_challenge_method"] == "S256"
        assert form["redirect_uri"] in self.registration["redirect_uris"]
        request_uri = f"urn:ietf:params:oauth:request_uri:{secrets.token_urlsafe()}"
        self._requests[request_uri] = form
        return JSONResponse({"request_uri": request_uri, "expires_in": 90}, 201)

    def authorize(self, request: Request, form: dict[str, str]) -> Response:
        pushed = self._requests.pop(request.query_params["request_uri"])
        code = secrets.token_urlsafe()
        self._codes[code] = pushed
        answer = self.spoil_answer({"code": code, "state": pushed["state"], "iss": self.issuer})
        return RedirectResponse(f"{pushed['redirect_uri']}?{urlencode(answer)}", 303)

    def token(self, request: Request, form: dict[str, str]) -> Response:
        self._authenticate(form)
        pushed = self._codes.pop(form["code"], None)
        if pushed is None or code_challenge(form["code_verifier"]) != pushed["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access_token = secrets.token_urlsafe()
        self._record(access_token, pushed)
        return JSONResponse(
            self.spoil_token_response(
                {
                    "access_token": access_token,
                    "token_type": "DPoP",
                    "id_token": self._id_token(pushed),
                    "receipt_uri": f"{self.issuer}/receipt",
                }
            )
        )

    def userinfo(self, request: Request, form: dict[str, str]) -> Response:
        bearer = request.headers.get("authorization", "")
        self.bearers.append(bearer)
        asked = self._asked[bearer.removeprefix("DPoP ")]
        claims = {name: value for name, value in self.claims.items() if name in asked}
        return JSONResponse(self.spoil_userinfo({"sub": self.subject, **claims}))

    def receipt(self, request: Request, form: dict[str, str]) -> Response:
        if self.receipts_pending > 0:
            self.receipts_pending -= 1
            return PlainTextResponse("", 202, headers={"retry-after": "1"})
        token = request.headers["authorization"].removeprefix("DPoP ")
        text = self.log.receipt(self._receipts[token], self.record_signer)
        return PlainTextResponse(self.spoil_receipt(text))

    def end_session(self, request: Request, form: dict[str, str]) -> Response:
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 303)

    def _check_proof(self, request: Request) -> Response | None:
        """Verify a proof; answer when its nonce is not the one of now."""
        headers, url = request.headers, f"{self.issuer}{request.url.path}"
        token = headers.get("authorization", "").removeprefix("DPoP ") or None
        call = Call(request.method, (url,), token)
        try:
            proof = verify_proof(headers["dpop"], call, self.nonces, self.clock())
        except UseDpopNonceError:
            self.nonces_asked_for += 1
            told = {"dpop-nonce": self.nonces.current(self.clock())}
            if token is None:
                return JSONResponse({"error": "use_dpop_nonce"}, 400, headers=told)
            told["www-authenticate"] = 'DPoP error="use_dpop_nonce"'
            return JSONResponse({}, 401, headers=told)
        assert proof.use_digest not in {each.use_digest for each in self.proofs}
        assert {proof.jkt} == {proof.jkt, *(each.jkt for each in self.proofs)}
        self.proofs.append(proof)
        return None

    def _authenticate(self, form: dict[str, str]) -> None:
        assert form["client_assertion_type"] == ASSERTION_TYPE
        keys = parse_jwks(self.registration["jwks"])
        claims = dict(verify_jws(form["client_assertion"], keys).claims)
        assert claims["iss"] == claims["sub"] == form["client_id"]
        assert claims["aud"] == self.issuer
        assert self.clock() < claims["exp"] <= self.clock() + 60
        assert claims["jti"] not in {each["jti"] for each in self.assertions}
        self.assertions.append(claims)

    def _id_token(self, pushed: dict[str, str]) -> str:
        now = self.clock()
        claims = self.spoil_id_token(
            {
                "iss": self.issuer,
                "sub": self.subject,
                "aud": pushed["client_id"],
                "exp": now + 600,
                "iat": now,
                "auth_time": now - 5,
                "acr": "high",
                "sid": self.sid,
                "nonce": pushed["nonce"],
            }
        )
        return claims if isinstance(claims, str) else self.signer.sign(claims)

    def _record(self, access_token: str, pushed: dict[str, str]) -> None:
        (detail,) = json.loads(pushed["authorization_details"])
        self._asked[access_token] = tuple(json.loads(pushed["claims"])["userinfo"])
        members = {
            "at": self.clock(),
            "client_id": self.registration["client_id"],
            "sector": self.registration["sector"],
            "subject": self.subject,
            "purpose": detail["purpose"],
            "article": "Law 09-08, article 4",
            "claims": self._asked[access_token],
            "consent_text_hash": b64url_encode(bytes(32)),
            "acr": "high",
            "valid_for": 0,
        }
        self._receipts[access_token] = len(self.log.entries)
        self.log.add(Release(**self.spoil_release(members)))


@contextmanager
def fake_provider(clock: Clock) -> Iterator[FakeProvider]:
    """Serve a provider for as long as the block runs."""
    port = free_port()
    provider = FakeProvider(f"http://127.0.0.1:{port}", clock)
    with serving(provider.app(), port):
        yield provider


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Return a token without a signature."""
    parts = (b64url_encode(json.dumps(part).encode()) for part in (header, claims))
    return f"{'.'.join(parts)}."
