"""A provider without HTTP and without a database, and what tests of its parts begin with."""

import ipaddress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from memory_store import MemoryDatabase, MemoryRecords
from services import PURPOSE, REDIRECT_URI, Service
from thiqa.base import digest
from thiqa.crypto import Algorithm, Signer, VerificationKey, generate_key, parse_jwk
from thiqa.ledger.recorder import Recorder
from thiqa.oidc.clients.directory import ClientDirectory
from thiqa.oidc.clients.registration import read_registration
from thiqa.oidc.http import ServiceRequest
from thiqa.oidc.models import (
    Authorization,
    AuthorizationRequest,
    Client,
    Consent,
    Grant,
    Policy,
    RequestedClaims,
    Session,
    State,
)
from thiqa.oidc.provider import Provider
from thiqa.oidc.requests.purposes import basis_of
from thiqa.oidc.tokens.dpop_nonce import DpopNonces
from thiqa.people import Person
from thiqa.pki.anchors import TrustAnchors
from thiqa.web.client_certificate import ClientCertificates
from thiqa.web.fetch import FetchError

NOW = 1_750_000_000
ISSUER = "https://id.example"
POLICY = Policy(ISSUER)
SERVICE = Service(ISSUER, clock=lambda: NOW)
CLIENT = read_registration(SERVICE.registration())
SECRET = b"secret of the sectors"
NONCES = DpopNonces(b"secret of the nonces")
PROXIES = (ipaddress.ip_network("192.0.2.0/28"),)
CITIZEN = Person("p-1", "AB123456", {"given_name": "Salma", "birthdate": "1990-05-17"})
BROWSER = digest("browser")
TEXT_HASH = "A" * 43


@cache
def own_signers() -> dict[Algorithm, Signer]:
    """Return the provider's signers, as far as tests use them: RSA keys take long to make."""
    return {each: Signer(generate_key(each)) for each in (Algorithm.ES256, Algorithm.EDDSA)}


def own_signer(algorithm: Algorithm = Algorithm.ES256) -> Signer:
    """Return the provider's signer of an algorithm."""
    return own_signers()[algorithm]


def own_keys() -> tuple[VerificationKey, ...]:
    """Return the provider's published keys."""
    return tuple(parse_jwk(each.public_jwk) for each in own_signers().values())


class OwnKeys:
    """Stands in for `thiqa.crypto.KeyRing`: keys that never change."""

    def signer(self, algorithm: Algorithm, now: int) -> Signer:
        return own_signer(algorithm)

    def verification_keys(self, now: int) -> tuple[VerificationKey, ...]:
        return own_keys()

    def jwks(self, now: int) -> bytes:
        return b'{"keys":[]}'


@dataclass
class Parts:
    """A provider, its records, and a citizen and a service that it knows."""

    records: MemoryRecords = field(default_factory=MemoryRecords)
    now: int = NOW
    policy: Policy = POLICY
    client_authorities: TrustAnchors | None = None

    def __post_init__(self) -> None:
        self.records.oidc.clients[CLIENT.id] = CLIENT
        self.records.people.persons[CITIZEN.id] = CITIZEN

    @property
    def database(self) -> MemoryDatabase:
        return MemoryDatabase(self.records)

    @property
    def provider(self) -> Provider:
        return Provider(
            policy=self.policy,
            database=self.database,
            keys=OwnKeys(),
            clients=ClientDirectory(self.database, lambda: self.now, fetch_nothing),
            pairwise_secret=SECRET,
            recorder=Recorder(),
            record_key="record+00000000+AAAA",
            clock=lambda: self.now,
            nonces=NONCES,
            certificates=ClientCertificates(proxies=PROXIES),
            client_authorities=self.client_authorities,
        )

    def keep(self, kept: Authorization) -> Authorization:
        """Store an authorization."""
        self.records.oidc.authorizations[kept.id] = kept
        return kept

    def keep_session(self, kept: Session) -> Session:
        """Store a session."""
        self.records.oidc.sessions[kept.id] = kept
        return kept

    def keep_consent(self, kept: Consent) -> Consent:
        """Store a remembered consent."""
        self.records.oidc.consents[kept.person_id, kept.client_id, kept.purpose] = kept
        return kept


def bearing(token: str, now: int = NOW) -> ServiceRequest:
    """Return a request to a protected resource."""
    headers = [(b"authorization", b"Bearer " + token.encode())]
    return ServiceRequest({"type": "http", "headers": headers}, {}, now)


async def fetch_nothing(url: str) -> dict[str, Any]:
    """Stand in for a service that answers nothing at its jwks_uri."""
    raise FetchError(url)


def request(**changes: Any) -> AuthorizationRequest:
    """Return a request that passed every check."""
    fields: dict[str, Any] = {
        "client_id": CLIENT.id,
        "redirect_uri": REDIRECT_URI,
        "scope": ("openid",),
        "code_challenge": "c" * 43,
        "purpose": PURPOSE,
        "claims": RequestedClaims(("given_name", "address"), ("birthdate",)),
        "essential": ("given_name", "birthdate"),
    }
    return AuthorizationRequest(**{**fields, **changes})


def authorization(
    state: State = State.OPENED, /, *, expires_at: int = NOW + 60, **changes: Any
) -> Authorization:
    """Return an authorization in a state, with what it has by then; `changes` are the request's."""
    has_browser, has_grant = state is not State.PUSHED, state not in {State.PUSHED, State.OPENED}
    return Authorization(
        id=digest("authorization"),
        state=state,
        request=request(**changes),
        expires_at=expires_at,
        browser=BROWSER if has_browser else None,
        code=digest("code") if has_grant else None,
        grant=grant() if has_grant else None,
    )


def grant(**changes: Any) -> Grant:
    """Return what the citizen granted."""
    fields: dict[str, Any] = {
        "person_id": CITIZEN.id,
        "subject": "pairwise",
        "claims": ("given_name", "birthdate"),
        "acr": "high",
        "amr": ("sc", "pin", "mfa"),
        "auth_time": NOW - 5,
        "session_id": "public",
        "entry_id": "00" * 18,
    }
    return Grant(**{**fields, **changes})


def session(**changes: Any) -> Session:
    """Return a session of the citizen."""
    fields: dict[str, Any] = {
        "id": digest("session"),
        "authorization": None,
        "public_id": "public",
        "person_id": CITIZEN.id,
        "acr": "high",
        "amr": ("sc", "pin", "mfa"),
        "auth_time": NOW - 100,
        "expires_at": NOW + 100,
        "began_at": NOW - 100,
        "used_at": NOW,
        "device": "firefox/linux",
    }
    return Session(**{**fields, **changes})


def consent(**changes: Any) -> Consent:
    """Return a remembered consent that covers `request()`, without the address."""
    fields: dict[str, Any] = {
        "id": "consent",
        "person_id": CITIZEN.id,
        "client_id": CLIENT.id,
        "purpose": PURPOSE,
        "asked": ("given_name", "address", "birthdate"),
        "claims": ("given_name", "birthdate"),
        "basis": basis_of(CLIENT, CLIENT.purposes[PURPOSE]),
        "text_hash": TEXT_HASH,
        "granted_at": NOW - 1000,
        "expires_at": NOW + 1000,
    }
    return Consent(**{**fields, **changes})


def client(**changes: Any) -> Client:
    """Return the service as it is registered with changes."""
    return read_registration(SERVICE.registration(**changes))
