"""Whom a service expects to come, kept so that what we keep does not say who that is."""

import hmac
from dataclasses import replace

from thiqa.base import b64url_encode
from thiqa.oidc.models import AuthorizationRequest
from thiqa.people import Person

SPECIMEN_PREFIX = "specimen:"
"""Of hints in a sandbox: nobody real, and the pages read them."""

_KEY_PURPOSE = b"thiqa login hints"


def veil_hint(request: AuthorizationRequest, secret: bytes) -> AuthorizationRequest:
    """Return a request that keeps a digest of its login_hint, which may be a national number."""
    hint = request.login_hint
    if hint is None or hint.startswith(SPECIMEN_PREFIX):
        return request
    return replace(request, login_hint=_veiled(secret, hint))


def is_expected(person: Person | None, veiled: str, secret: bytes) -> bool:
    """Tell whether a person is the one whom a veiled hint names."""
    return person is not None and _veiled(secret, person.national_number) == veiled


def _veiled(secret: bytes, hint: str) -> str:
    """Keyed: all national numbers are tried in seconds."""
    key = hmac.digest(secret, _KEY_PURPOSE, "sha256")
    return b64url_encode(hmac.digest(key, hint.encode(), "sha256"))
