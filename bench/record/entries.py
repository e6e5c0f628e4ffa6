"""The entries that are measured: releases of claims of many citizens to many services."""

import hashlib
import random
from dataclasses import dataclass

from bench.errors import BenchError
from thiqa.base import b64url_encode
from thiqa.ledger.entry import (
    COMMITMENT_DOMAIN,
    SALT_BYTES,
    SECONDS_PER_HOUR,
    open_entry,
    seal_entry,
)
from thiqa.ledger.events import Release
from thiqa.ledger.models import EntryId

CITIZENS = 1_000_000
"""Many, and in no order: each entry meets another place of the index that a history needs."""
SERVICES = 300

_SPREAD = 0x9E3779B97F4A7C15
"""An odd number of 64 bits: multiplying by it makes consecutive numbers far apart."""


def citizen(number: int) -> str:
    """Return the identifier of the citizen whom the entry of this number concerns."""
    return f"{number % CITIZENS * _SPREAD % 2**64:032x}"


def service(number: int) -> str:
    """Return the service that the entry of this number concerns."""
    return f"service-{number % SERVICES}.example"


def release(number: int, at: int) -> Release:
    """Return the event of this number."""
    return _release(at, service(number), citizen(number))


def entry_id(number: int, at: int, salts: random.Random) -> EntryId:
    """Return an identifier as the recorder would give it."""
    return EntryId(at.to_bytes(5) + (number % 2**24).to_bytes(3) + salts.randbytes(10))


@dataclass(frozen=True, slots=True)
class Stencil:
    """Seals releases by filling in what differs: the same bytes as `seal_entry`, much sooner."""

    opening: str
    leaf: str

    @classmethod
    def cut(cls) -> "Stencil":
        """Make one from an entry that was sealed as every other is."""
        at, salt = 123_456_789, bytes(range(SALT_BYTES))
        sealed = seal_entry(_release(at, "<service>", "<citizen>"), lambda _: salt)
        commitment = b64url_encode(_commit(sealed.opening))
        opening = {f":{at},": ":{at},", b64url_encode(salt): "{salt}"}
        opening |= {"<service>": "{service}", "<citizen>": "{citizen}"}
        leaf = {f":{at // SECONDS_PER_HOUR},": ":{hour},", commitment: "{commitment}"}
        return cls(_cut(sealed.opening, opening), _cut(sealed.leaf, leaf))

    def seal(self, number: int, at: int, salt: bytes) -> tuple[bytes, bytes]:
        """Return the opening and the leaf of the release of this number."""
        opening = self.opening.format(
            at=at, salt=b64url_encode(salt), service=service(number), citizen=citizen(number)
        ).encode()
        commitment = b64url_encode(_commit(opening))
        return opening, self.leaf.format(
            hour=at // SECONDS_PER_HOUR, commitment=commitment
        ).encode()

    def check(self, number: int, at: int, salts: random.Random) -> None:
        """Check that what it seals opens to what it ought to say."""
        opening, leaf = self.seal(number, at, salts.randbytes(SALT_BYTES))
        if open_entry(leaf, opening).event != release(number, at):
            raise BenchError("the stencil does not seal what the record seals")


def _release(at: int, service: str, citizen: str) -> Release:
    return Release(
        at=at,
        client_id=service,
        sector="finance",
        subject=citizen,
        purpose="income-tax-declaration",
        article="Loi 47-06, article 82",
        claims=("family_name", "given_name", "birthdate", "national_number"),
        consent_text_hash=b64url_encode(bytes(32)),
        acr="high",
        valid_for=0,
    )


def _commit(opening: bytes) -> bytes:
    return hashlib.sha256(COMMITMENT_DOMAIN + opening).digest()


def _cut(sealed: bytes, holes: dict[str, str]) -> str:
    text = sealed.decode().replace("{", "{{").replace("}", "}}")
    for value, hole in holes.items():
        if text.count(value) != 1:
            raise BenchError("the stencil does not know where to write")
        text = text.replace(value, hole)
    return text
