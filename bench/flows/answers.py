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


def tokens_of(answer: Answer) -> Tokens:
    """Return the tokens of a token response."""
    members = json.loads(answer.body)
    missing = {"access_token", "id_token"} - members.keys()
    if missing:
        raise BenchError(f"a token response without {sorted(missing)}")
    return Tokens(members["access_token"], members.get("refresh_token"))


def check_claims(answer: Answer) -> None:
    """Require every claim that was asked for."""
    missing = {"sub", *CLAIMS} - json.loads(answer.body).keys()
    if missing:
        raise BenchError(f"userinfo lacks {sorted(missing)}")
