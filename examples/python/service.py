"""A public service that asks Thiqa who a citizen is, with requests_oauth2client.

Open http://127.0.0.1:9000/ in a browser. Settings: ISSUER, CLIENT_ID, PORT, LOGIN_HINT.
"""

import json
import os
import secrets
import time
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests
from jwskate import Jwk
from requests_oauth2client import (
    AuthorizationRequest,
    AuthorizationResponse,
    BearerToken,
    IdToken,
    OAuth2Client,
    PrivateKeyJwt,
)
from requests_oauth2client.exceptions import AuthorizationResponseError, OAuth2Error

ISSUER = os.environ.get("ISSUER", "http://localhost:8400")
CLIENT_ID = os.environ.get("CLIENT_ID", "town-hall")
PORT = int(os.environ.get("PORT", "9000"))
LOGIN_HINT = os.environ.get("LOGIN_HINT")  # for automatic tests: specimen:adult
ORIGIN = f"http://127.0.0.1:{PORT}"

WAITING: dict[str, AuthorizationRequest] = {}  # by the cookie of the browser that began


# [discovery]
# Our key: the public half is at our jwks_uri. A real service keeps it; here each start rotates it.
KEY = Jwk.generate(alg="ES256").with_kid_thumbprint()

CLIENT = OAuth2Client.from_discovery_endpoint(
    issuer=ISSUER,
    # aud is the issuer; the library's default would be the token endpoint.
    auth=PrivateKeyJwt(CLIENT_ID, KEY, aud=ISSUER),
    redirect_uri=f"{ORIGIN}/callback",
    id_token_signed_response_alg="ES256",
    dpop_bound_access_tokens=True,
    testing=ISSUER.startswith("http://localhost"),  # http is for this machine alone
)
# [/discovery]


# [push]
def ask() -> tuple[str, AuthorizationRequest]:
    """Push a request; return where the browser goes, and what the answer is checked against."""
    request = CLIENT.authorization_request(  # with state, nonce, PKCE and a key for DPoP
        scope="openid",
        **({"login_hint": LOGIN_HINT} if LOGIN_HINT else {}),
    )
    return CLIENT.pushed_authorization_request(request).uri, request


# [/push]


# [callback]
def answered(request: AuthorizationRequest, url: str) -> dict[str, Any]:
    """Check the answer that the browser brought, and get what the citizen agreed to."""
    answer = request.validate_callback(url)  # state and iss, before anything else
    tokens = redeem(answer)
    subject = checked_id_token(tokens, answer).sub
    claims: dict[str, Any] = CLIENT.userinfo(tokens)
    if claims.pop("sub") != subject:
        raise ValueError("userinfo is about somebody else")
    return {"sub": subject, "claims": claims, "receipt": receipt(tokens)}


# [/callback]


# [token]
def redeem(answer: AuthorizationResponse) -> BearerToken:
    """Redeem the code, with PKCE and DPoP; after 503 nothing was kept: the code is still good."""
    for attempt in range(3):
        try:
            return CLIENT.authorization_code(answer, validate=False)
        except OAuth2Error as error:
            if error.response.status_code != requests.codes.unavailable or attempt == 2:
                raise
            time.sleep(int(error.response.headers.get("retry-after", "1")))
    raise AssertionError("the loop returns or raises")


# [/token]


# [id-token]
def checked_id_token(tokens: BearerToken, answer: AuthorizationResponse) -> IdToken:
    """Check signature, alg, iss, aud, nonce and exp; a key that we do not know is fetched, once."""
    if tokens.id_token.kid not in {key.get("kid") for key in CLIENT.authorization_server_jwks.jwks}:
        CLIENT.update_authorization_server_public_keys()
    # The library (1.8.0) checks the ID token of a bearer token only, so we show it one.
    bearer = BearerToken(tokens.access_token, id_token=tokens.id_token)
    return bearer.validate_id_token(CLIENT, answer).id_token


# [/id-token]


# [receipt]
def receipt(tokens: BearerToken) -> str:
    """Return the proof of what we were given; keep it with the file."""
    for _ in range(10):
        response = requests.get(tokens.receipt_uri, auth=tokens, timeout=10)
        response.raise_for_status()
        if response.status_code != requests.codes.accepted:
            return response.text
        time.sleep(int(response.headers.get("retry-after", "1")))
    raise TimeoutError("the receipt is not ready: ask again later")


# [/receipt]


class Handler(BaseHTTPRequestHandler):
    """`/` asks, `/callback` shows the answer, `/jwks.json` has our public key."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/jwks.json":
            self._reply({"keys": [KEY.public_jwk().to_dict()]})
        elif path == "/":
            self._begin()
        elif path == "/callback":
            self._finish()
        else:
            self._reply({"error": "no such page"}, 404)

    def _begin(self) -> None:
        location, request = ask()
        browser = secrets.token_urlsafe(16)
        WAITING[browser] = request
        self.send_response(303)
        self.send_header("location", location)
        self.send_header("set-cookie", f"login={browser}; HttpOnly; SameSite=Lax; Path=/")
        self.end_headers()

    def _finish(self) -> None:
        cookie = SimpleCookie(self.headers.get("cookie", "")).get("login")
        request = WAITING.pop(cookie.value, None) if cookie else None
        if request is None:
            self._reply({"error": "this login began in another browser, or is over"}, 400)
            return
        try:
            self._reply(answered(request, f"{ORIGIN}{self.path}"))
        except AuthorizationResponseError as error:  # the citizen said no, or there was a fault
            self._reply({"error": error.error, "description": error.description}, 403)
        except (OAuth2Error, requests.RequestException, ValueError) as error:
            self._reply({"error": f"{type(error).__name__}: {error}"}, 502)

    def _reply(self, document: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(document, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    print(f"{ORIGIN}/", flush=True)
    ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
