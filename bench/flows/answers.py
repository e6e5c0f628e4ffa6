"""What the answers of a provider must hold, so that no refusal is ever counted as speed."""

import json
from urllib.parse import parse_qs, urlsplit

from bench.client import CLAIMS
from bench.errors import BenchError
from bench.flows.provider import Tokens
from bench.http_client import Answer


def code_of(location: str, issuer: str) -> str:
    """Return the code in the way back to the client (RFC 9207: with `iss`)."""
    answer = parse_qs(urlsplit(location).query)
    if "code" not in answer or answer.get("iss") != [issuer]:
        raise BenchError(f"no code from the issuer in {location}")
    return answer["code"][0]


def tokens_of(answer: Answer, *, bound: bool) -> Tokens:
    """Return the tokens of a token response; `bound`: to the key of a proof."""
    members = _token_members(answer, {"access_token", "id_token"}, bound=bound)
    return Tokens(members["access_token"], members.get("refresh_token"))


def access_token_of(answer: Answer, *, bound: bool) -> str:
    """Return the access token of a client that asked for itself."""
    return _token_members(answer, {"access_token"}, bound=bound)["access_token"]


def check_active(answer: Answer) -> None:
    """Require the word that a token lives."""
    if json.loads(answer.body).get("active") is not True:
        raise BenchError(f"not active: {answer.body[:300]!r}")


def _token_members(answer: Answer, wanted: set[str], *, bound: bool) -> dict[str, str]:
    members: dict[str, str] = json.loads(answer.body)
    missing = wanted - members.keys()
    if missing:
        raise BenchError(f"a token response without {sorted(missing)}")
    if members.get("token_type") != ("DPoP" if bound else "Bearer"):
        raise BenchError(f"tokens of the type {members.get('token_type')}")
    return members


def check_claims(answer: Answer) -> None:
    """Require every claim that was asked for."""
    missing = {"sub", *CLAIMS} - json.loads(answer.body).keys()
    if missing:
        raise BenchError(f"userinfo lacks {sorted(missing)}")
