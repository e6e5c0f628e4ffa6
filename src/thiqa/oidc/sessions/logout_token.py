"""Logout tokens (OpenID Connect Back-Channel Logout 1.0, section 2.4)."""

from thiqa.base import new_secret
from thiqa.crypto import Signer
from thiqa.oidc.models import Policy
from thiqa.oidc.sessions.logout_models import LogoutNotice

LOGOUT_TOKEN_TYPE = "logout+jwt"  # noqa: S105  # a media type
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TOKEN_SECONDS = 120
"""Section 2.4: at most two minutes, so that it cannot be kept for later."""


def make_logout_token(policy: Policy, signer: Signer, notice: LogoutNotice, now: int) -> str:
    """Return a fresh logout token; it has no nonce, so that it is never taken for an ID token.

    Without a sid it is about all sessions of the citizen at the service.
    """
    return signer.sign(
        {
            "iss": policy.issuer,
            "aud": notice.client_id,
            "iat": now,
            "exp": now + LOGOUT_TOKEN_SECONDS,
            "jti": new_secret(),
            "sub": notice.subject,
            **({"sid": notice.sid} if notice.sid else {}),
            "events": {LOGOUT_EVENT: {}},
        },
        typ=LOGOUT_TOKEN_TYPE,
    )
