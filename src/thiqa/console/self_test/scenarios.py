"""What the self-test does to a service, and what the service must do then: one table.

Each scenario is a login from its beginning. What the test issuer gets wrong in it stands here
and nowhere else, so whatever a service accepts wrongly has a name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from thiqa.web.messages import message

Members = Mapping[str, Any]
Change = Callable[[Members], Members]

FOREIGN_ISSUER = "https://another-issuer.example"
FOREIGN_CLIENT = "another-service"
FOREIGN_VALUE = "this-value-belongs-to-somebody-else"
LONG_EXPIRED_SECONDS = 300
"""Beyond any clock skew that a service may allow."""
AHEAD_SECONDS = 10
"""FAPI 2.0 Security Profile, section 5.3.2.1: clocks differ by so much."""


class Expected(StrEnum):
    """What a service must do at the end of a scenario."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    """Refuse the tokens: with 4xx, and without asking userinfo."""
    REFUSE_ANSWER = "refuse-answer"
    """Refuse the answer itself: with 4xx, and without redeeming the code."""
    EXPLAIN = "explain"
    """Say what happened: without 5xx, and without redeeming anything."""


class Signature(StrEnum):
    """How the ID token of a scenario is signed."""

    GOOD = "good"
    FORGED = "forged"
    """Under the identifier of the published key, with another one."""
    NONE = "none"
    ROTATED = "rotated"
    """With a key that was not published a moment ago."""


def unchanged(members: Members) -> Members:
    """Return what a provider without mistakes says."""
    return members


def setting(**changes: Any) -> Change:
    """Return a change that sets members, or (None) takes them away."""

    def change(members: Members) -> Members:
        changed = {**members, **changes}
        return {name: value for name, value in changed.items() if value is not None}

    return change


def shifting(**seconds: int) -> Change:
    """Return a change that moves times."""

    def change(members: Members) -> Members:
        return {**members, **{name: members[name] + by for name, by in seconds.items()}}

    return change


@dataclass(frozen=True, slots=True)
class Scenario:
    """One login with at most one mistake; `title` is a message."""

    id: str
    title: str
    expected: Expected
    rule: str
    mend: str
    answer: Change = unchanged
    """What is done to the authorization response."""
    claims: Change = unchanged
    """What is done to the claims of the ID token."""
    signature: Signature = Signature.GOOD
    other_browser: bool = False
    """Whether the answer arrives in a browser that did not begin the login."""


CORE = "OpenID Connect Core, section 3.1.3.7"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "good",
        message("A login without mistakes is accepted"),
        Expected.ACCEPT,
        "OpenID Connect Core, section 3.1",
        "Redeem the code, check the ID token, ask userinfo, and answer with 2xx or 3xx.",
    ),
    Scenario(
        "wrong-state",
        message("A wrong state is refused"),
        Expected.REFUSE_ANSWER,
        "RFC 9700, section 4.7",
        "Compare state with what was kept for this browser before doing anything else.",
        answer=setting(state=FOREIGN_VALUE),
    ),
    Scenario(
        "other-browser",
        message("An answer in another browser is refused"),
        Expected.REFUSE_ANSWER,
        "RFC 9700, section 4.7",
        "Bind each login to the browser that began it, with a cookie.",
        other_browser=True,
    ),
    Scenario(
        "wrong-issuer",
        message("An answer of another issuer is refused (iss)"),
        Expected.REFUSE_ANSWER,
        "RFC 9207, section 2.4",
        "Compare iss of the answer with the issuer of the request before redeeming the code.",
        answer=setting(iss=FOREIGN_ISSUER),
    ),
    Scenario(
        "no-issuer",
        message("An answer without iss is refused"),
        Expected.REFUSE_ANSWER,
        "RFC 9207, section 2.4",
        "The metadata promises iss in every answer: refuse one that lacks it.",
        answer=setting(iss=None),
    ),
    Scenario(
        "wrong-nonce",
        message("An ID token with a wrong nonce is refused"),
        Expected.REFUSE,
        f"{CORE}, point 11",
        "Compare nonce with the one that this login sent.",
        claims=setting(nonce=FOREIGN_VALUE),
    ),
    Scenario(
        "wrong-audience",
        message("An ID token for another service is refused (aud)"),
        Expected.REFUSE,
        f"{CORE}, point 3",
        "Compare aud with your client_id.",
        claims=setting(aud=FOREIGN_CLIENT),
    ),
    Scenario(
        "wrong-token-issuer",
        message("An ID token of another issuer is refused (iss)"),
        Expected.REFUSE,
        f"{CORE}, point 2",
        "Compare iss with the issuer, character by character.",
        claims=setting(iss=FOREIGN_ISSUER),
    ),
    Scenario(
        "forged",
        message("A forged signature is refused"),
        Expected.REFUSE,
        f"{CORE}, point 6",
        "Verify the signature with the key of jwks_uri that kid names.",
        signature=Signature.FORGED,
    ),
    Scenario(
        "unsigned",
        message("An ID token without a signature is refused (alg none)"),
        Expected.REFUSE,
        f"{CORE}, points 7 and 8",
        "Accept the one algorithm that is registered, and never the header's choice.",
        signature=Signature.NONE,
    ),
    Scenario(
        "expired",
        message("An ID token that has expired is refused"),
        Expected.REFUSE,
        f"{CORE}, point 9",
        "Refuse when exp lies more than a small clock skew in the past.",
        claims=lambda members: {
            **members,
            "iat": members["iat"] - LONG_EXPIRED_SECONDS - 60,
            "exp": members["iat"] - LONG_EXPIRED_SECONDS,
        },
    ),
    Scenario(
        "clock-ahead",
        message("A provider whose clock is a little ahead is accepted"),
        Expected.ACCEPT,
        "FAPI 2.0 Security Profile, section 5.3.2.1",
        "Allow iat to lie ten seconds in the future.",
        claims=shifting(iat=AHEAD_SECONDS),
    ),
    Scenario(
        "rotated",
        message("A new signing key is accepted at once"),
        Expected.ACCEPT,
        "OpenID Connect Core, section 10.1.1",
        "When kid is unknown, fetch jwks_uri again and look once more.",
        signature=Signature.ROTATED,
    ),
    Scenario(
        "declined",
        message("A citizen who declines is told so"),
        Expected.EXPLAIN,
        "RFC 6749, section 4.1.2.1",
        "Show a page of your own when the answer is error=access_denied.",
        answer=setting(code=None, error="access_denied", error_description="the citizen declined"),
    ),
)


def scenario_named(identifier: str) -> Scenario:
    """Return a scenario by its identifier."""
    return next(each for each in SCENARIOS if each.id == identifier)
