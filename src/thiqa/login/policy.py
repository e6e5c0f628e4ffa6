"""What a deployment demands of a card login."""

import re
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Final

from thiqa.login.models import Level
from thiqa.login.signature import WEB_EID_ALGORITHMS
from thiqa.pki import OcspRules, TrustAnchors

OCSP_TIMEOUT_SECONDS: Final = 5.0
MAX_CACHE_SECONDS: Final = 60

ESTONIAN_MOBILE_ID_POLICIES: Final = frozenset(
    f"1.3.6.1.4.1.10015.1.3{version}" for version in ("", ".1", ".2", ".3")
)
"""No card, though issued by a card authority: refused by the Web eID libraries, so by us."""

_HOST: Final = (
    r"(?=.{1,253}(?::|$))[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
)
_PORT: Final = r"(?::[1-9][0-9]{0,4})?"
HTTPS_ORIGIN: Final = re.compile(rf"https://{_HOST}{_PORT}")
LOOPBACK_ORIGIN: Final = re.compile(rf"http://(?:localhost|127\.0\.0\.1|\[::1\]){_PORT}")
"""Without TLS only on the machine itself (W3C Secure Contexts, section 3.1)."""


@dataclass(frozen=True, slots=True)
class OcspPolicy:
    """Revocation is asked of the authority at each login."""

    rules: OcspRules = field(default_factory=OcspRules)
    """How fresh an answer must be."""
    timeout_seconds: float = OCSP_TIMEOUT_SECONDS
    """After how long without an answer the login fails."""
    responder_url: str | None = None
    """Where to ask; None asks where the certificate says."""
    cache_seconds: int = 0
    """How long one good answer serves further logins with the same card: up to so much later
    is a revoked card refused. 0 asks each time."""

    def __post_init__(self) -> None:
        """Refuse what would switch the check off by the back door."""
        if self.timeout_seconds <= 0:
            raise ValueError("the time for an OCSP answer must be greater than zero")
        if not 0 <= self.cache_seconds <= MAX_CACHE_SECONDS:
            raise ValueError(f"an OCSP answer serves for {MAX_CACHE_SECONDS} seconds at most")


@dataclass(frozen=True, slots=True)
class RevocationUnchecked:
    """Revocation is not asked at all: for published test vectors whose authority is gone."""

    reason: str
    """Why that is acceptable here."""


@dataclass(frozen=True, slots=True)
class WebEidPolicy:
    """Which tokens are accepted."""

    origin: str
    """The site that a card must have signed for, as the browser spells it, no slash at the end."""
    anchors: TrustAnchors
    """The authorities whose cards are accepted."""
    revocation: OcspPolicy | RevocationUnchecked = field(default_factory=OcspPolicy)
    """How it is found out whether a card has been revoked."""
    disallowed_policies: Set[str] = ESTONIAN_MOBILE_ID_POLICIES
    """Certificate policies, dotted, that make a certificate unacceptable."""
    algorithms: Set[str] = WEB_EID_ALGORITHMS
    """Names of signature algorithms that may be used; each still needs its own kind of key."""
    level: Level = Level.HIGH
    """What a card of these authorities proves."""

    def __post_init__(self) -> None:
        """Refuse an origin that no browser would send, and algorithms that nobody knows."""
        require_origin(self.origin)
        if not self.algorithms or not self.algorithms <= WEB_EID_ALGORITHMS:
            raise ValueError("no algorithms, or others than those of Web eID")


def require_origin(text: str) -> None:
    """Refuse what is not an origin as `location.origin` spells it (HTML, section 7.1.1)."""
    default_port = ":443" if text.startswith("https:") else ":80"
    if text.endswith(default_port) or not (
        HTTPS_ORIGIN.fullmatch(text) or LOOPBACK_ORIGIN.fullmatch(text)
    ):
        raise ValueError("the origin must be https://host[:port] as a browser spells it")
