"""What the service knows about the provider, a login on its way, and an identified citizen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.ledger.keys import VerifierKey


@dataclass(frozen=True, slots=True)
class Metadata:
    """What we use of the provider's metadata (RFC 8414)."""

    issuer: str
    authorization_endpoint: str
    pushed_authorization_request_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    end_session_endpoint: str
    jwks_uri: str
    reconciliation_endpoint: str
    record_key: VerifierKey


@dataclass(frozen=True, slots=True)
class PendingLogin:
    """A login that was sent to the provider; nobody else knows its verifier and its nonce."""

    state: str
    browser: str
    """The secret in the cookie of the browser that began it."""
    issuer: str
    nonce: str
    code_verifier: str
    began_at: int
    purpose: str
    """The id of the purpose that claims were asked for."""
    claims: tuple[str, ...]
    """The names of the claims that were asked for."""
    goal: str
    """The path of ours where the citizen goes on after the login."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A token response (RFC 6749, section 5.1), not verified."""

    access_token: str
    id_token: str
    receipt_uri: str


@dataclass(frozen=True, slots=True)
class VerifiedIdToken:
    """Who signed in, how surely and when; only `verify_id_token` makes one."""

    subject: str
    sid: str
    acr: str
    auth_time: int


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """A receipt that is about this very login; only `check_receipt` makes one."""

    text: str
    index: int
    log: str
    log_key: str
    """The public key that the log is checked with (C2SP signed-note, verifier key)."""
    log_size: int
    at: int


@dataclass(frozen=True, slots=True)
class Identity:
    """A citizen as the provider vouches for them, every check passed."""

    subject: str
    purpose: str
    """What the claims are for, and nothing else."""
    claims: Mapping[str, Any]
    acr: str
    auth_time: int
    id_token: str
    """Kept for the logout only (OpenID Connect RP-Initiated Logout 1.0, `id_token_hint`)."""
    sid: str
    """The provider's session, as the provider names it to us."""
    receipt: CheckedReceipt
