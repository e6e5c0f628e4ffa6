"""What the provider knows: clients and purposes, requests on their way, sessions, grants."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum
from typing import Any

from thiqa.crypto import Algorithm
from thiqa.oidc.assurance import AssuranceProfile

CLIENT_ID = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}|https?://[!-~]{1,240}")
"""How a service may be named: by itself, or as an entity of a federation by its address."""

Localized = Mapping[str, str]
"""A text in each language, by language code."""


@dataclass(frozen=True, slots=True)
class PurposeClaim:
    """A claim that a purpose allows; without an essential one the service cannot be given."""

    name: str
    essential: bool


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a service may ask: its claims, the article of law, and how long it may keep them."""

    id: str
    name: Localized
    law: Localized
    retention_days: int
    claims: tuple[PurposeClaim, ...]

    def allows(self, claim: str) -> bool:
        """Tell whether the purpose covers a claim."""
        return any(each.name == claim for each in self.claims)


class Stage(StrEnum):
    """How far a service has come; only a service in production meets real citizens."""

    DRAFT = "draft"
    SANDBOX = "sandbox"
    PRODUCTION = "production"


class Profile(StrEnum):
    """Which rules a client's requests follow.

    `fapi2` is the FAPI 2.0 Security Profile. `openid` is plain OpenID Connect Core, for the
    sandbox alone: requests need not be pushed, PKCE may be missing, secrets are allowed.
    """

    FAPI2 = "fapi2"
    OPENID = "openid"


class AuthenticationMethod(StrEnum):
    """How a client proves who it is (OpenID Connect Core, section 9; RFC 8705, section 2)."""

    PRIVATE_KEY_JWT = "private_key_jwt"
    TLS_CLIENT_AUTH = "tls_client_auth"
    SELF_SIGNED_TLS_CLIENT_AUTH = "self_signed_tls_client_auth"
    CLIENT_SECRET_BASIC = "client_secret_basic"  # noqa: S105  # a method's name
    CLIENT_SECRET_POST = "client_secret_post"  # noqa: S105  # a method's name

    @property
    def is_secret(self) -> bool:
        """Whether client and provider share a secret."""
        return self in {self.CLIENT_SECRET_BASIC, self.CLIENT_SECRET_POST}


CODE_GRANT = "authorization_code"
REFRESH_GRANT = "refresh_token"
CLIENT_CREDENTIALS_GRANT = "client_credentials"
CIBA_GRANT = "urn:openid:params:grant-type:ciba"


@dataclass(frozen=True, slots=True)
class Client:
    """A registered service (relying party).

    The members after `retired_at` have the names and meanings of OpenID Connect Dynamic Client
    Registration 1.0, RFC 7591, RFC 8705, RFC 9101, RFC 9126, RFC 9449, RFC 9701, JARM, CIBA
    and Back-Channel Logout.
    """

    id: str
    name: Localized
    sector: str
    redirect_uris: tuple[str, ...]
    purposes: Mapping[str, Purpose]
    default_purpose: str
    jwks: Mapping[str, Any] | None = None
    jwks_uri: str | None = None
    post_logout_redirect_uris: tuple[str, ...] = ()
    id_token_algorithm: Algorithm = Algorithm.ES256
    retired_at: int | None = None
    stage: Stage = Stage.PRODUCTION
    profile: Profile = Profile.FAPI2
    grant_types: tuple[str, ...] = (CODE_GRANT, REFRESH_GRANT)
    token_endpoint_auth_method: AuthenticationMethod = AuthenticationMethod.PRIVATE_KEY_JWT
    client_secret_digest: str | None = None
    """The SHA-256 of a secret that we chose at random, in base64url."""
    tls_client_auth_subject_dn: str | None = None
    tls_client_auth_san_dns: str | None = None
    dpop_bound_access_tokens: bool = False
    tls_client_certificate_bound_access_tokens: bool = False
    require_signed_request_object: bool = False
    request_object_signing_alg: Algorithm | None = None
    authorization_signed_response_alg: Algorithm | None = None
    introspection_signed_response_alg: Algorithm | None = None
    userinfo_signed_response_alg: Algorithm | None = None
    backchannel_logout_uri: str | None = None
    backchannel_logout_session_required: bool = False
    backchannel_token_delivery_mode: str | None = None
    backchannel_client_notification_endpoint: str | None = None
    backchannel_authentication_request_signing_alg: Algorithm | None = None
    initiate_login_uri: str | None = None
    trusted_until: int | None = None
    """Of an entity of a federation: until when its trust anchor was found to vouch for it."""

    expires_at: int | None = None
    """Of a client that registered itself: until when it lives."""

    @property
    def is_sender_constrained(self) -> bool:
        """Whether each access token is bound to a key of the client's."""
        return self.dpop_bound_access_tokens or self.tls_client_certificate_bound_access_tokens

    @property
    def must_push(self) -> bool:
        """Whether authorization requests have to be pushed (RFC 9126, section 6)."""
        return self.profile is Profile.FAPI2

    def is_active(self, now: int) -> bool:
        """Tell whether the client is neither retired nor over, nor past the trust in it."""
        ends = [end for end in (self.trusted_until, self.expires_at) if end is not None]
        return self.retired_at is None and all(now < end for end in ends)

    def is_served(self, now: int, *, sandbox: bool) -> bool:
        """Tell whether the client may act: only one in production meets real citizens.

        `sandbox`: whether nobody here is real. A draft is served nowhere.
        """
        is_far_enough = self.stage is Stage.PRODUCTION or (sandbox and self.stage is Stage.SANDBOX)
        return is_far_enough and self.is_active(now)


@dataclass(frozen=True, slots=True)
class RequestedClaims:
    """The claims that a request asks for, by where they are wanted."""

    userinfo: tuple[str, ...] = ()
    id_token: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Return each claim once, in the order of asking."""
        return tuple(dict.fromkeys((*self.userinfo, *self.id_token)))


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A pushed request that passed every check."""

    client_id: str
    redirect_uri: str
    scope: tuple[str, ...]
    code_challenge: str | None
    purpose: str
    claims: RequestedClaims
    essential: tuple[str, ...]
    state: str | None = None
    nonce: str | None = None
    prompt: tuple[str, ...] = ()
    max_age: int | None = None
    acr_values: tuple[str, ...] = ()
    login_hint: str | None = None
    hinted_subject: str | None = None
    ui_locales: tuple[str, ...] = ()
    response_mode: str | None = None
    """None: the default of the code flow, `query`."""
    dpop_jkt: str | None = None
    """RFC 9449, section 10: the thumbprint of the key that the code is bound to."""
    verified_userinfo: str | None = None
    verified_id_token: str | None = None
    """OpenID Connect for Identity Assurance, section 5.3: as JSON, what `verified_claims` asks."""
    binding_message: str | None = None
    """CIBA Core, section 7.1: what the citizen reads on both devices."""

    @property
    def is_backchannel(self) -> bool:
        """Whether the citizen was asked away from the service, and no browser goes back to it."""
        return not self.redirect_uri

    @property
    def is_offline(self) -> bool:
        """Whether the service asks to come back without the citizen (offline_access)."""
        return "offline_access" in self.scope


class State(StrEnum):
    """Where an authorization is on its way; each arrow is one compare-and-swap.

    pushed → opened → granted → redeemed → revoked

    The end of its session, or of the consent behind it, revokes a granted one too.
    """

    PUSHED = "pushed"
    OPENED = "opened"
    GRANTED = "granted"
    REDEEMED = "redeemed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a citizen granted, and how they proved who they are."""

    person_id: str
    subject: str
    claims: tuple[str, ...]
    acr: str
    amr: tuple[str, ...]
    auth_time: int
    session_id: str
    entry_id: str


@dataclass(frozen=True, slots=True)
class Authorization:
    """One authorization, from the pushed request to its last token."""

    id: bytes
    state: State
    request: AuthorizationRequest
    expires_at: int
    browser: bytes | None = None
    code: bytes | None = None
    grant: Grant | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A citizen who is signed in at a browser.

    `id` is the digest of the cookie's secret; `authorization` the request that made the
    citizen sign in, so that prompt=login is met by this request's login and no other.
    `public_id` names it on forms, `device` is the family of browser and system, `began_at` the
    first of its logins, `used_at` when it was last used, within SESSION_USE_SECONDS.
    """

    id: bytes
    authorization: bytes | None
    public_id: str
    person_id: str
    acr: str
    amr: tuple[str, ...]
    auth_time: int
    expires_at: int
    began_at: int = 0
    used_at: int = 0
    device: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent that the citizen asked us to remember.

    `asked` is what the page showed, `claims` what the citizen let through of it, `basis` the
    fingerprint of who asked, why and under which article (see `basis_of`), and `text_hash`
    the hash of the text that was on the page.
    """

    id: str
    person_id: str
    client_id: str
    purpose: str
    asked: tuple[str, ...]
    claims: tuple[str, ...]
    basis: str
    text_hash: str
    granted_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class Freeze:
    """A service that gets nothing about a citizen while a dispute of the citizen's is open."""

    person_id: str
    client_id: str
    dispute: str
    frozen_at: int


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token of an authorization; using it twice revokes the whole family."""

    id: bytes
    authorization: bytes
    client_id: str
    expires_at: int
    used_at: int | None = None


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long things live, in seconds."""

    pushed_request: int = 90
    """RFC 9126 leaves it to us; FAPI 2.0 wants less than 600."""
    interaction: int = 900
    """The citizen reads, finds the card and types a PIN in this time."""
    code: int = 60
    """FAPI 2.0 Security Profile, section 5.3.2.1: at most 60."""
    backchannel_answer: int = 300
    """For how long a service may fetch what was granted in a decoupled login."""
    access_token: int = 600
    id_token: int = 600
    refresh_token: int = 30 * 86_400
    session: int = 1_800
    remembered_consent: int = 180 * 86_400


@dataclass(frozen=True, slots=True)
class Policy:
    """What the provider decides for itself."""

    issuer: str
    acr_supported: tuple[str, ...] = ("high",)
    lifetimes: Lifetimes = field(default_factory=Lifetimes)
    mutual_tls_origin: str | None = None
    """RFC 8705, section 5: where services show certificates; None: nowhere."""
    sandbox: bool = False
    """Whether services that are not in production are served, as nobody here is real."""
    federated: bool = False
    """Whether entities of a federation are clients without having registered."""

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin under which services reach our endpoints."""
        more = self.mutual_tls_origin
        return (self.issuer,) if more in {None, self.issuer} else (self.issuer, str(more))

    assurance: AssuranceProfile = field(default_factory=AssuranceProfile)
    timezone: tzinfo = UTC
    """Where birthdays come at midnight."""
