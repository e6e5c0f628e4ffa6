"""What can be made to happen, in plain words, and what a service sees of it."""

from collections.abc import Mapping
from typing import Final

from thiqa.sandbox.models import Described, Scenario
from thiqa.web.messages import message

SLOW_SECONDS: Final = 8
"""Longer than the time limit of most programs, shorter than that of most people."""
USUAL: Final = message("Everything goes as usual")

SCENARIOS: Final[Mapping[Scenario, Described]] = {
    Scenario.DECLINED: Described(
        message("The citizen says no"),
        message("The citizen signs in, reads what is asked, and refuses."),
        message("error=access_denied at your redirect URI."),
    ),
    Scenario.ESSENTIAL_ONLY: Described(
        message("The citizen leaves out what is optional"),
        message("Only the claims that your purpose marks as essential are let through."),
        message("The essential claims; the others are missing."),
    ),
    Scenario.SERVER_ERROR: Described(
        message("The provider has a fault"),
        message("After the login, the browser comes back with an error."),
        message("error=server_error at your redirect URI; a new request works."),
    ),
    Scenario.UNAVAILABLE: Described(
        message("The token endpoint is not available"),
        message("The first request for tokens is turned away, the next one is answered."),
        message("503 once, with Retry-After and temporarily_unavailable; the code stays good."),
    ),
    Scenario.SLOW: Described(
        message("Slow answers"),
        message("The token endpoint and userinfo answer after 8 seconds."),
        message(
            "The usual answers, but late. If you stop waiting, the code is used up all the same."
        ),
    ),
    Scenario.ROTATED_KEY: Described(
        message("A key that you have never seen"),
        message("The ID token is signed by a key that is made for this login."),
        message("A kid that your copy of the JWK Set lacks: fetch the set anew, once."),
    ),
    Scenario.LATE_RECEIPT: Described(
        message("A receipt that comes late"),
        message("When you first ask for the receipt, its proof is not ready yet."),
        message("202 once, with Retry-After and no body; then the receipt."),
    ),
}
