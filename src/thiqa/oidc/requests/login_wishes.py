"""How the citizen is to sign in, and who is expected: the wishes of a request."""

import re
from dataclasses import replace

from thiqa.crypto import SignatureInvalidError
from thiqa.oidc.errors import InvalidRequestError, UnmetAuthenticationRequirementsError
from thiqa.oidc.requests.request_draft import Draft, short_parameter
from thiqa.oidc.tokens.tokens import subject_of_id_token

PROMPTS = frozenset({"none", "login", "consent", "select_account"})
"""OpenID Connect Core, section 3.1.2.1."""
MAX_HINT = 256
MAX_AGE = 10 * 365 * 86_400
MAX_LIST = 10
_LOCALE = re.compile(r"[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*")


def check_prompt(draft: Draft) -> Draft:
    """OpenID Connect Core, section 3.1.2.1: known values, and none stands alone."""
    prompt = tuple(dict.fromkeys(draft.parameters.get("prompt", "").split()))
    if not set(prompt) <= PROMPTS:
        raise InvalidRequestError(
            "prompt has an unknown value",
            rule="OpenID Connect Core, section 3.1.2.1",
            parameter="prompt",
            mend="Send none, login, consent or select_account, or leave it out.",
        )
    if "none" in prompt and len(prompt) > 1:
        raise InvalidRequestError(
            "prompt=none cannot be combined with another value",
            rule="OpenID Connect Core, section 3.1.2.1",
            parameter="prompt",
            mend="Send none alone.",
        )
    return replace(draft, request=replace(draft.request, prompt=prompt))


def check_max_age(draft: Draft) -> Draft:
    """OpenID Connect Core, section 3.1.2.1: seconds since the citizen signed in."""
    text = draft.parameters.get("max_age")
    if text is None:
        return draft
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > MAX_AGE:
        raise InvalidRequestError(
            "max_age is not a number of seconds",
            rule="OpenID Connect Core, section 3.1.2.1",
            parameter="max_age",
            mend="Send a whole number of seconds.",
        )
    return replace(draft, request=replace(draft.request, max_age=int(text)))


def check_acr(draft: Draft) -> Draft:
    """Levels in acr_values are wishes; an essential acr that we lack is an error."""
    wished = tuple(draft.parameters.get("acr_values", "").split())[:MAX_LIST]
    required = draft.claims.acr_values if draft.claims.acr_essential else ()
    if required and not set(required) & set(draft.policy.acr_supported):
        raise UnmetAuthenticationRequirementsError(
            "no such level of assurance is offered",
            rule="OpenID Connect Unmet Authentication Requirements, section 2",
            parameter="claims",
            mend="Ask for a level of acr_values_supported in the metadata.",
        )
    acr_values = tuple(dict.fromkeys((*required, *draft.claims.acr_values, *wished)))
    return replace(draft, request=replace(draft.request, acr_values=acr_values))


def check_hints(draft: Draft) -> Draft:
    """login_hint and ui_locales help the citizen; the wrong ones do no harm."""
    hint = short_parameter(draft.parameters, "login_hint", MAX_HINT)
    locales = draft.parameters.get("ui_locales", "").split()[:MAX_LIST]
    return replace(
        draft,
        request=replace(
            draft.request,
            login_hint=hint,
            hinted_subject=_hinted_subject(draft),
            ui_locales=tuple(each for each in locales if _LOCALE.fullmatch(each)),
        ),
    )


def _hinted_subject(draft: Draft) -> str | None:
    token, wanted = draft.parameters.get("id_token_hint"), draft.claims.subject
    if token is None:
        return wanted
    try:
        hinted = subject_of_id_token(token, draft.policy, draft.client, draft.own_keys)
    except SignatureInvalidError as error:
        raise InvalidRequestError(
            "id_token_hint is not an ID token of ours",
            rule="OpenID Connect Core, section 3.1.2.1",
            parameter="id_token_hint",
            mend="Send an ID token that we gave this client, or leave it out.",
        ) from error
    if wanted not in (None, hinted):
        raise InvalidRequestError(
            "id_token_hint and claims ask for two different citizens",
            rule="OpenID Connect Core, section 3.1.2.2",
            parameter="id_token_hint",
            mend="Send one of the two.",
        )
    return hinted
