"""The OpenID Provider: pushed requests, the authorize endpoint, tokens, claims, logout."""

from thiqa.oidc.authorization.answers import Answer
from thiqa.oidc.authorization.authorize import (
    STEPS,
    ConsentNeeded,
    LoginNeeded,
    Visit,
    authorize,
    resume,
)
from thiqa.oidc.clients.registration import read_registration, write_registration
from thiqa.oidc.errors import BrowserError, OidcError, ProtocolError, RegistrationError
from thiqa.oidc.models import Authorization, Client, Grant, Policy, Purpose, Session, State
from thiqa.oidc.provider import Provider
from thiqa.oidc.requests.pushed_request import CHECKS, check_pushed_request
from thiqa.oidc.store import Records, Store

__all__ = [
    "CHECKS",
    "STEPS",
    "Answer",
    "Authorization",
    "BrowserError",
    "Client",
    "ConsentNeeded",
    "Grant",
    "LoginNeeded",
    "OidcError",
    "Policy",
    "ProtocolError",
    "Provider",
    "Purpose",
    "Records",
    "RegistrationError",
    "Session",
    "State",
    "Store",
    "Visit",
    "authorize",
    "check_pushed_request",
    "read_registration",
    "resume",
    "write_registration",
]
