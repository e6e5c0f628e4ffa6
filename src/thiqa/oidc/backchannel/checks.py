"""The authentication request (CIBA Core, section 7.1): every check that it must pass."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from thiqa.crypto import VerificationKey
from thiqa.oidc.backchannel.models import (
    DEFAULT_SECONDS,
    LONGEST_SECONDS,
    PING,
    SHORTEST_SECONDS,
)
from thiqa.oidc.errors import InvalidBindingMessageError, InvalidRequestError
from thiqa.oidc.models import AuthorizationRequest, Client, Policy, RequestedClaims
from thiqa.oidc.requests.login_wishes import check_acr, check_hints
from thiqa.oidc.requests.pushed_request import (
    check_claims,
    check_client_id,
    check_purpose,
    check_scope,
    refuse_request_uri,
)
from thiqa.oidc.requests.request_draft import Check, Draft, Parameters

HINTS = ("login_hint", "id_token_hint", "login_hint_token")
MAX_BINDING_MESSAGE = 64
MAX_NOTIFICATION_TOKEN = 1024
"""CIBA Core, section 7.1."""
_BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""RFC 6750, section 2.1: b64token."""
_SECONDS = re.compile(r"[0-9]{1,9}")
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that nobody sees."""
_SELECTORS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_HEAP = 3
"""So many marks on one letter write no language."""


@dataclass(frozen=True, slots=True)
class CheckedRequest:
    """A request that passed every check; the citizen is named by `request`, in the clear."""

    request: AuthorizationRequest
    life: int
    notification_token: str | None


def check_backchannel_request(
    policy: Policy,
    client: Client,
    parameters: Parameters,
    own_keys: Sequence[VerificationKey] = (),
) -> CheckedRequest:
    """Return the request if it passes every check of BACKCHANNEL_CHECKS, in their order."""
    empty = AuthorizationRequest(client.id, "", (), None, "", RequestedClaims(), ())
    draft = Draft(policy, client, parameters, own_keys, empty)
    for check in BACKCHANNEL_CHECKS:
        draft = check(draft)
    return CheckedRequest(
        request=replace(draft.request, prompt=("consent",)),
        life=read_expiry(parameters),
        notification_token=read_notification_token(client, parameters),
    )


def check_one_hint(draft: Draft) -> Draft:
    """CIBA Core, section 7.1: exactly one hint; a login_hint_token is for systems that issue it."""
    given = [name for name in HINTS if name in draft.parameters]
    if len(given) != 1 or given == ["login_hint_token"]:
        raise InvalidRequestError(
            "exactly one of login_hint and id_token_hint names the citizen",
            rule="CIBA Core, section 7.1",
            parameter=given[-1] if given else "login_hint",
            mend="Send login_hint with the national number, or id_token_hint, and no other hint.",
        )
    return draft


def refuse_subject_claim(draft: Draft) -> Draft:
    """OpenID Connect Core, section 5.5.1: whom the hint names is not named a second time."""
    if draft.claims.subject is not None:
        raise InvalidRequestError(
            "claims must not ask for a sub: the hint names the citizen",
            rule="CIBA Core, section 7.1",
            parameter="claims",
            mend="Leave sub out of the claims parameter.",
        )
    return draft


def check_binding_message(draft: Draft) -> Draft:
    """CIBA Core, section 7.1: short, and read on both devices as it was written."""
    given = draft.parameters.get("binding_message")
    if given is None:
        return draft
    message = unicodedata.normalize("NFC", given)
    if len(message) > MAX_BINDING_MESSAGE or not message.strip() or not _is_seen(message):
        raise InvalidBindingMessageError(
            f"binding_message is a line of at most {MAX_BINDING_MESSAGE} characters, all visible",
            rule="CIBA Core, section 13",
            parameter="binding_message",
            mend="Send a short plain text, such as the number of the file at the counter.",
        )
    return replace(draft, request=replace(draft.request, binding_message=message.strip()))


BACKCHANNEL_CHECKS: tuple[Check, ...] = (
    refuse_request_uri,
    check_client_id,
    check_one_hint,
    check_scope,
    check_claims,
    refuse_subject_claim,
    check_acr,
    check_hints,
    check_binding_message,
    check_purpose,
)


def read_expiry(parameters: Parameters) -> int:
    """Return for how long the citizen can answer (CIBA Core, section 7.1, requested_expiry)."""
    text = parameters.get("requested_expiry")
    if text is None:
        return DEFAULT_SECONDS
    if not _SECONDS.fullmatch(text) or not int(text):
        raise InvalidRequestError(
            "requested_expiry is a positive number of seconds",
            rule="CIBA Core, section 7.1",
            parameter="requested_expiry",
            mend=f"Send {SHORTEST_SECONDS} to {LONGEST_SECONDS}, or leave it out.",
        )
    return min(max(int(text), SHORTEST_SECONDS), LONGEST_SECONDS)


def read_notification_token(client: Client, parameters: Parameters) -> str | None:
    """Return what a ping will carry (CIBA Core, section 7.1); None where there is no ping."""
    if client.backchannel_token_delivery_mode != PING:
        return None
    token = parameters.get("client_notification_token", "")
    if len(token) > MAX_NOTIFICATION_TOKEN or not _BEARER.fullmatch(token):
        raise InvalidRequestError(
            "client_notification_token is missing, or is no bearer token",
            rule="CIBA Core, section 7.1",
            parameter="client_notification_token",
            mend="Send a fresh random text of A-Z a-z 0-9 - . _ ~ + / with each request.",
        )
    return token


def _is_seen(text: str) -> bool:
    """Tell whether each character is seen: no control, override, filler or heap of marks."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        if not character.isprintable() or character in _BLANKS or marks >= _HEAP:
            return False
    return not _SELECTORS.search(text)
