"""Card logins for tests: a site with its records in memory, and cards that sign for it."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from authorities import DAY, NOW, Critical, certify
from thiqa.base import digest
from thiqa.login import Authentication, challenge
from thiqa.login.card import CardLogin
from thiqa.login.policy import OcspPolicy, WebEidPolicy
from thiqa.login.web_eid import WebEidValidator
from thiqa.people import Person
from thiqa.pki import OcspResponder, TrustAnchors, profiles, specimen
from thiqa.pki.specimen import Credential, SpecimenPki

ORIGIN = "https://id.example"
OCSP_URL = "http://ocsp.invalid/"
BROWSER = digest("the cookie of a browser")
OTHER_BROWSER = digest("the cookie of another browser")

SALMA = Person("person-1", "AB123456", {})


@dataclass
class MemoryStore:
    """Challenges and persons in dictionaries, with the promises of the real stores."""

    challenges: dict[tuple[bytes, bytes], int] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)

    async def put_challenge(self, digest: bytes, browser: bytes, expires_at: int) -> None:
        self.challenges[digest, browser] = expires_at

    async def take_challenge(self, digest: bytes, browser: bytes, now: int) -> bool:
        if self.challenges.get((digest, browser), now) <= now:
            return False
        del self.challenges[digest, browser]
        return True

    async def put(self, person: Person) -> None:
        self.persons[person.national_number] = person

    async def get(self, person_id: str) -> Person | None:
        return next((p for p in self.persons.values() if p.id == person_id), None)

    async def find_by_national_number(self, national_number: str) -> Person | None:
        return self.persons.get(national_number)


@dataclass
class MemoryRecords:
    login: MemoryStore
    people: MemoryStore


@dataclass
class MemoryDatabase:
    """Runs units of work at once, one after the other."""

    store: MemoryStore = field(default_factory=MemoryStore)

    async def run(self, unit: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
        return await unit(MemoryRecords(self.store, self.store))

    read = run


@cache
def specimen_pki() -> SpecimenPki:
    """Return the one specimen PKI of this test run."""
    return specimen.make(Path(mkdtemp()) / "pki", now=NOW, ocsp_url=OCSP_URL)


@dataclass(frozen=True)
class TestCard:
    """A card's certificate and key, without the card."""

    __test__ = False

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def token(
        self,
        nonce: str,
        *,
        origin: str = ORIGIN,
        algorithm: str | None = None,
        certificate: x509.Certificate | None = None,
        **members: Any,
    ) -> str:
        """Make the token that a card program would send for a site and a nonce."""
        algorithm = algorithm or {256: "ES256", 384: "ES384", 521: "ES512"}[self.key.key_size]
        shown = (certificate or self.certificate).public_bytes(Encoding.DER)
        token = {
            "unverifiedCertificate": base64.b64encode(shown).decode(),
            "algorithm": algorithm,
            "signature": base64.b64encode(self.sign(origin, nonce, algorithm)).decode(),
            "format": "web-eid:1.0",
            "appVersion": "https://web-eid.eu/web-eid-app/releases/2.5.0+0",
        }
        return json.dumps(token | members)

    def sign(self, origin: str, nonce: str, algorithm: str) -> bytes:
        """Sign H(origin)||H(nonce) and return r and s at full length."""
        bits = algorithm[-3:]
        signed = b"".join(
            hashlib.new(f"sha{bits}", text.encode()).digest() for text in (origin, nonce)
        )
        chosen = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[bits]
        r, s = decode_dss_signature(self.key.sign(signed, ec.ECDSA(chosen)))
        size = (self.key.key_size + 7) // 8
        return r.to_bytes(size) + s.to_bytes(size)


def issue_card(
    *,
    number: str = SALMA.national_number,
    curve: ec.EllipticCurve | None = None,
    not_before: int = NOW - DAY,
    not_after: int = NOW + DAY,
) -> TestCard:
    """Issue a card from the specimen PKI."""
    key = ec.generate_private_key(curve or ec.SECP384R1())
    certificate = specimen_pki().issue_card_certificate(
        key.public_key(),
        given_name="SALMA",
        family_name="BENALI",
        national_number=number,
        not_before=not_before,
        not_after=not_after,
    )
    return TestCard(certificate, key)


def card_of(issuer: Credential, extensions: list[Critical], **options: Any) -> TestCard:
    """Make a card whose certificate has exactly these extensions."""
    subject = profiles.card_holder("SALMA", "BENALI", SALMA.national_number)
    made = certify(subject, extensions, issuer=issuer, **options)
    if issuer is specimen_pki().card_ca:
        specimen_pki().register.add(made.certificate)
    return TestCard(made.certificate, made.private_key)


def trust_anchors() -> TrustAnchors:
    pki = specimen_pki()
    return TrustAnchors((pki.card_root.certificate,), (pki.card_ca.certificate,))


def responder() -> OcspResponder:
    pki = specimen_pki()
    signer = pki.ocsp_responder
    return OcspResponder(
        pki.card_ca.certificate, signer.certificate, signer.private_key, pki.status
    )


async def ask_responder(url: str, question: bytes) -> bytes:
    """Ask the specimen responder without a network."""
    return responder().answer(question, NOW)


def site(fetch: Any = ask_responder, **changes: Any) -> CardLogin:
    """Open a site where Salma is registered, under a policy with changes."""
    usual = WebEidPolicy(ORIGIN, trust_anchors(), OcspPolicy(responder_url=OCSP_URL))
    policy = replace(usual, **changes)
    database = MemoryDatabase()
    database.store.persons[SALMA.national_number] = SALMA
    return CardLogin(database, WebEidValidator(policy, fetch))


def issue_nonce(login: CardLogin, browser: bytes = BROWSER, now: int = NOW) -> str:
    """Give a browser a challenge of the site."""
    return asyncio.run(challenge.issue(login.database, browser, now)).nonce


def complete(
    login: CardLogin, token: str, nonce: str, *, browser: bytes = BROWSER, now: int = NOW
) -> Authentication:
    """Send a token to the site."""
    return asyncio.run(login.complete(token, nonce, browser, now))


def log_in(login: CardLogin, card: TestCard, **options: Any) -> Authentication:
    """Take a challenge, sign it with a card, send it back."""
    nonce = issue_nonce(login)
    return complete(login, card.token(nonce, **options), nonce)
