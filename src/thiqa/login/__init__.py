"""How a person proves who they are."""

from thiqa.login.challenge import issue, take
from thiqa.login.errors import LoginError
from thiqa.login.models import Authentication, Challenge, Level
from thiqa.login.store import Records, Store

__all__ = [
    "Authentication",
    "Challenge",
    "Level",
    "LoginError",
    "Records",
    "Store",
    "issue",
    "take",
]
