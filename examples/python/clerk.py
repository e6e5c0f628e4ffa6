"""A clerk at a counter asks who a citizen is; the citizen confirms on their own phone (CIBA).

`python clerk.py NATIONAL_NUMBER "Window 3"`. Settings: ISSUER, CLIENT_ID, KEY_FILE (a private JWK).
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from jwskate import Jwk
from requests_oauth2client import (
    BackChannelAuthenticationPollingJob,
    BearerToken,
    OAuth2Client,
    PrivateKeyJwt,
)
from requests_oauth2client.exceptions import OAuth2Error

ISSUER = os.environ.get("ISSUER", "http://localhost:8400")
CLIENT_ID = os.environ.get("CLIENT_ID", "town-hall-counter")
KEY_FILE = Path(os.environ.get("KEY_FILE", "clerk-key.json"))


def client() -> OAuth2Client:
    """Return our client; the public half of the key is registered."""
    key = Jwk.from_json(KEY_FILE.read_text()).with_kid_thumbprint()
    return OAuth2Client.from_discovery_endpoint(
        issuer=ISSUER,
        auth=PrivateKeyJwt(CLIENT_ID, key, alg="ES256", aud=ISSUER),
        # The library (1.8.0) does not read this member of the metadata.
        backchannel_authentication_endpoint=f"{ISSUER}/bc-authorize",
        dpop_bound_access_tokens=True,
        testing=ISSUER.startswith("http://localhost"),  # http is for this machine alone
    )


# [ask]
def ask(thiqa: OAuth2Client, national_number: str, place: str) -> dict[str, Any]:
    """Ask, tell the citizen the number to pick, and wait until they have answered."""
    asked = thiqa.backchannel_authentication_request(
        scope="openid",
        login_hint=national_number,
        binding_message=place,  # the citizen reads it beside our name
    )
    print(f"Please pick {asked.number_to_match} at {ISSUER}/requests", flush=True)
    job = BackChannelAuthenticationPollingJob(thiqa, asked)  # waits as long as we are told to
    tokens: BearerToken | None = None
    while tokens is None:
        tokens = job()
    claims: dict[str, Any] = thiqa.userinfo(tokens)
    return claims


# [/ask]


def main() -> None:
    """Print what the citizen agreed to, or why there is nothing."""
    national_number, place = sys.argv[1:]
    try:
        claims = ask(client(), national_number, place)
    except OAuth2Error as error:  # access_denied: the citizen said no; expired_token: nobody came
        sys.exit(f"nothing was given: {error}")
    print(json.dumps(claims, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
