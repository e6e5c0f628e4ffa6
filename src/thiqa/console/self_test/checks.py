"""What is checked of a service, from what it did; each check says what was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thiqa.console.self_test.scenarios import Expected, Scenario
from thiqa.oidc.models import AuthorizationRequest, Client
from thiqa.web.messages import message

Check = Mapping[str, Any]
"""A check as it is kept: id, title (a message), passed, seen, rule, mend."""
MIN_CHARACTERS = 16
"""Of a value that nobody is to guess: FAPI asks for 128 bits, which are no fewer characters."""
MAX_SEEN = 300

BEGINS = message("It begins a login when it is asked to")
PUSHES = message("It pushes its request and proves who it is")
PKCE = message("It protects the code with PKCE (S256)")
STATE = message("state is fresh and cannot be guessed")
NONCE = message("nonce is fresh and cannot be guessed")
CONSTRAINT = message("It binds access tokens to its key or certificate")


@dataclass(frozen=True, slots=True)
class Login:
    """What was seen of one login: the request, the service's further acts, and the last status."""

    request: AuthorizationRequest | None = None
    events: tuple[Mapping[str, Any], ...] = ()
    status: int | None = None
    trouble: str = ""
    """Why the login could not go on, if it could not."""

    def did(self, event: str) -> bool:
        """Tell whether the service did something."""
        return any(each["event"] == event for each in self.events)


def made(identifier: str, title: str, *, passed: bool, seen: str, rule: str, mend: str) -> Check:
    """Return a check as it is kept."""
    return {
        "id": identifier,
        "title": title,
        "passed": passed,
        "seen": seen[:MAX_SEEN],
        "rule": rule,
        "mend": mend,
    }


def check_beginning(login: Login) -> list[Check]:
    """OpenID Connect Core, section 4: a login begins where the registration says."""
    refused = [each for each in login.events if each["event"] == "push refused"]
    lesson: Mapping[str, Any] = refused[-1] if refused else {}
    checks = [
        made(
            "begins",
            BEGINS,
            passed=login.request is not None or bool(refused),
            seen=login.trouble or "the browser was sent to the authorize address",
            rule="OpenID Connect Core, section 4",
            mend="Answer initiate_login_uri with a redirect to the authorize address of iss.",
        )
    ]
    if login.request is not None or refused:
        checks.append(
            made(
                "pushes",
                PUSHES,
                passed=login.request is not None,
                seen=lesson.get("description", "the pushed request was accepted"),
                rule=lesson.get("rule", "RFC 9126, section 2"),
                mend=lesson.get("mend", "Push each request, authenticated as registered."),
            )
        )
    return checks


def check_requests(client: Client, logins: Sequence[Login]) -> list[Check]:
    """What the requests of two logins must have."""
    requests = [each.request for each in logins if each.request is not None]
    states = [each.state for each in requests]
    nonces = [each.nonce for each in requests]
    token_calls = [each for login in logins for each in login.events if each["event"] == "token"]
    wanted = client.dpop_bound_access_tokens or client.tls_client_certificate_bound_access_tokens
    bound = bool(token_calls) and all(each["bound"] for each in token_calls)
    return [
        made(
            "pkce",
            PKCE,
            passed=all(each.code_challenge for each in requests),
            seen="each request has a code_challenge with S256",
            rule="RFC 7636, section 4.3",
            mend="Send code_challenge and code_challenge_method=S256 with each request.",
        ),
        made(
            "state",
            STATE,
            passed=_are_fresh(states),
            seen=_freshness(states),
            rule="RFC 9700, section 4.7",
            mend="Send a new random state of 128 bits with each request.",
        ),
        made(
            "nonce",
            NONCE,
            passed=_are_fresh(nonces),
            seen=_freshness(nonces),
            rule="OpenID Connect Core, section 3.1.2.1",
            mend="Send a new random nonce of 128 bits with each request.",
        ),
        made(
            "constraint",
            CONSTRAINT,
            passed=bound or not wanted,
            seen="access tokens are bound" if bound else "access tokens are not bound",
            rule="FAPI 2.0 Security Profile, section 5.3.2.1",
            mend="Send a DPoP proof, or use the certificate, as it is registered.",
        ),
    ]


def check_scenario(scenario: Scenario, login: Login) -> Check:
    """Compare what a service did in a scenario with what it must do."""
    return made(
        scenario.id,
        scenario.title,
        passed=not login.trouble and PASSES[scenario.expected](login),
        seen=login.trouble or _seen(login),
        rule=scenario.rule,
        mend=scenario.mend,
    )


def _accepted(login: Login) -> bool:
    return login.did("userinfo") and login.status in range(200, 400)


def _refused(login: Login) -> bool:
    return not login.did("userinfo") and login.status in range(400, 500)


def _refused_answer(login: Login) -> bool:
    return _refused(login) and not login.did("token") and not login.did("token refused")


def _explained(login: Login) -> bool:
    redeemed = login.did("token") or login.did("token refused")
    return login.status in range(200, 500) and not redeemed and not login.did("userinfo")


PASSES = {
    Expected.ACCEPT: _accepted,
    Expected.REFUSE: _refused,
    Expected.REFUSE_ANSWER: _refused_answer,
    Expected.EXPLAIN: _explained,
}


def _seen(login: Login) -> str:
    acts = [
        words
        for event, words in (
            ("token", "the code was redeemed"),
            ("token refused", "the code could not be redeemed"),
            ("userinfo", "userinfo was asked"),
            ("userinfo refused", "userinfo was asked in vain"),
        )
        if login.did(event)
    ]
    reasons = [each["description"] for each in login.events if "description" in each]
    return "; ".join([*(acts or ["nothing was redeemed"]), f"status {login.status}", *reasons])


def _are_fresh(values: Sequence[str | None]) -> bool:
    given = [each for each in values if each is not None]
    long = all(len(each) >= MIN_CHARACTERS for each in given)
    return len(given) == len(values) == len(set(given)) and long


def _freshness(values: Sequence[str | None]) -> str:
    if None in values:
        return "it is missing"
    if len(set(values)) != len(values):
        return "two logins have the same one"
    shortest = min((len(each) for each in values if each is not None), default=0)
    return f"{shortest} characters, another one in each login"
