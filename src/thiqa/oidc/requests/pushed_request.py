"""The pushed authorization request (RFC 9126): every check that a request must pass."""

import re
from collections.abc import Sequence
from dataclasses import replace

from thiqa.crypto import VerificationKey
from thiqa.oidc.authorization.answers import RESPONSE_MODES
from thiqa.oidc.errors import (
    InvalidRequestError,
    InvalidScopeError,
    UnsupportedResponseTypeError,
)
from thiqa.oidc.models import AuthorizationRequest, Client, Policy, Profile, RequestedClaims
from thiqa.oidc.requests.claims import SCOPE_CLAIMS, parse_claims_parameter
from thiqa.oidc.requests.login_wishes import check_acr, check_hints, check_max_age, check_prompt
from thiqa.oidc.requests.purposes import (
    choose_purpose,
    claims_of_request,
    essential_claims,
    refuse_claims_beyond_purpose,
)
from thiqa.oidc.requests.request_draft import Check, Draft, Parameters, short_parameter

REQUEST_URI_PREFIX = "urn:ietf:params:oauth:request_uri:"
"""RFC 9126, section 2.2."""
MAX_STATE = 1024
MAX_NONCE = 512
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
"""RFC 7636, section 4.2, and RFC 7638, section 3: the base64url of a SHA-256."""


def check_pushed_request(
    policy: Policy,
    client: Client,
    parameters: Parameters,
    own_keys: Sequence[VerificationKey] = (),
) -> AuthorizationRequest:
    """Return the request if it passes every check of CHECKS, in their order.

    `own_keys` are the provider's: an id_token_hint must be signed by one of them.
    """
    empty = AuthorizationRequest(client.id, "", (), None, "", RequestedClaims(), ())
    draft = Draft(policy, client, parameters, own_keys, empty)
    for check in CHECKS:
        draft = check(draft)
    return draft.request


def refuse_request_uri(draft: Draft) -> Draft:
    """RFC 9126, section 2.1: a pushed request does not point to another one."""
    if "request_uri" in draft.parameters:
        raise InvalidRequestError(
            "request_uri must not be part of a pushed request",
            rule="RFC 9126, section 2.1",
            parameter="request_uri",
            mend="Push the parameters themselves; the answer brings a request_uri.",
        )
    return draft


def check_client_id(draft: Draft) -> Draft:
    """RFC 9126, section 2.1: client_id is part of the request, and the caller's own."""
    if draft.parameters.get("client_id", draft.client.id) != draft.client.id:
        raise InvalidRequestError(
            "client_id is not the client that authenticated",
            rule="RFC 9126, section 2.1",
            parameter="client_id",
            mend="Send the client_id that the client authenticates as.",
        )
    return draft


def check_response_type(draft: Draft) -> Draft:
    """OAuth 2.1: the code flow is the only one."""
    response_type = draft.parameters.get("response_type")
    if response_type is None:
        raise InvalidRequestError(
            "response_type is missing",
            rule="OpenID Connect Core, section 3.1.2.1",
            parameter="response_type",
            mend="Send response_type=code.",
        )
    if response_type != "code":
        raise UnsupportedResponseTypeError(
            "response_type must be code",
            rule="FAPI 2.0 Security Profile, section 5.3.2.2",
            parameter="response_type",
            mend="Send response_type=code.",
        )
    return draft


def check_response_mode(draft: Draft) -> Draft:
    """JARM, section 2.3; Form Post Response Mode, section 2: one of ours, or none."""
    mode = draft.parameters.get("response_mode")
    if mode is not None and mode not in RESPONSE_MODES:
        raise InvalidRequestError(
            f"response_mode is one of {', '.join(RESPONSE_MODES)}",
            rule="OAuth 2.0 Multiple Response Type Encoding Practices, section 2.1",
            parameter="response_mode",
            mend="Leave response_mode out, or choose one of response_modes_supported.",
        )
    return replace(draft, request=replace(draft.request, response_mode=mode))


def check_redirect_uri(draft: Draft) -> Draft:
    """RFC 9700, section 4.1.3: equal to a registered one, character by character."""
    redirect_uri = draft.parameters.get("redirect_uri")
    if redirect_uri not in draft.client.redirect_uris:
        raise InvalidRequestError(
            "redirect_uri is not one that the client has registered",
            rule="RFC 9700, section 2.1",
            parameter="redirect_uri",
            mend="Send a registered address character by character, or register this one.",
        )
    return replace(draft, request=replace(draft.request, redirect_uri=redirect_uri))


def check_scope(draft: Draft) -> Draft:
    """OpenID Connect Core, section 3.1.2.1: openid is there; unknown scopes are ignored."""
    asked = draft.parameters.get("scope", "").split(" ")
    if "openid" not in asked:
        raise InvalidScopeError(
            "scope must contain openid",
            rule="OpenID Connect Core, section 3.1.2.1",
            parameter="scope",
            mend="Send scope=openid, with others if they are needed.",
        )
    scope = tuple(name for name in dict.fromkeys(asked) if name in SCOPE_CLAIMS)
    return replace(draft, request=replace(draft.request, scope=scope))


def check_pkce(draft: Draft) -> Draft:
    """RFC 7636, section 4.3: a challenge, and S256 only; learners may come without."""
    pkce = {"code_challenge", "code_challenge_method"} & draft.parameters.keys()
    if draft.client.profile is Profile.OPENID and not pkce:
        return draft
    if draft.parameters.get("code_challenge_method") != "S256":
        raise InvalidRequestError(
            "code_challenge_method must be S256",
            rule="RFC 7636, section 4.3",
            parameter="code_challenge_method",
            mend="Send code_challenge_method=S256 with each request.",
        )
    challenge = draft.parameters.get("code_challenge", "")
    if not _CHALLENGE.fullmatch(challenge):
        raise InvalidRequestError(
            "code_challenge must be the base64url of a SHA-256",
            rule="RFC 7636, section 4.2",
            parameter="code_challenge",
            mend="Send the base64url, without padding, of the SHA-256 of the code_verifier.",
        )
    return replace(draft, request=replace(draft.request, code_challenge=challenge))


def check_dpop_jkt(draft: Draft) -> Draft:
    """RFC 9449, section 10: the code will be bound to the key of this thumbprint."""
    thumbprint = draft.parameters.get("dpop_jkt")
    if thumbprint is not None and not _CHALLENGE.fullmatch(thumbprint):
        raise InvalidRequestError(
            "dpop_jkt must be the base64url of a SHA-256",
            rule="RFC 9449, section 10",
            parameter="dpop_jkt",
            mend="Send the JWK thumbprint of the DPoP key (RFC 7638), or leave dpop_jkt out.",
        )
    return replace(draft, request=replace(draft.request, dpop_jkt=thumbprint))


def check_state_and_nonce(draft: Draft) -> Draft:
    """RFC 6749, section 4.1.1, and OpenID Connect Core, section 3.1.2.1: carried unchanged."""
    state = short_parameter(draft.parameters, "state", MAX_STATE)
    nonce = short_parameter(draft.parameters, "nonce", MAX_NONCE)
    return replace(draft, request=replace(draft.request, state=state, nonce=nonce))


def check_claims(draft: Draft) -> Draft:
    """OpenID Connect Core, section 5.5: the claims parameter, read strictly."""
    return replace(draft, claims=parse_claims_parameter(draft.parameters.get("claims")))


def check_purpose(draft: Draft) -> Draft:
    """One purpose per request, and no claim beyond it."""
    purpose = choose_purpose(draft.client, draft.parameters.get("authorization_details"))
    refuse_claims_beyond_purpose(purpose, draft.claims.requested)
    whole = draft.client.profile is Profile.FAPI2
    claims = claims_of_request(purpose, draft.request.scope, draft.claims.requested, whole=whole)
    request = replace(
        draft.request,
        purpose=purpose.id,
        claims=claims,
        essential=essential_claims(purpose, claims),
        verified_userinfo=draft.claims.verified_userinfo,
        verified_id_token=draft.claims.verified_id_token,
    )
    return replace(draft, request=request)


CHECKS: tuple[Check, ...] = (
    refuse_request_uri,
    check_client_id,
    check_response_type,
    check_response_mode,
    check_redirect_uri,
    check_scope,
    check_pkce,
    check_dpop_jkt,
    check_state_and_nonce,
    check_prompt,
    check_max_age,
    check_claims,
    check_acr,
    check_hints,
    check_purpose,
)
