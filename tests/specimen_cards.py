"""Software cards for tests, with throw-away certificates and hashes that cost little."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from thiqa.card import (
    THIQA_SPECIMEN,
    Card,
    CardProfile,
    Persona,
    SoftwareCard,
    load_personas,
    open_card,
    personalise,
)
from thiqa.card.software.state import CardState

TEST_COST = 8
"""The least that scrypt can do: tests are about the counters, not about the hash."""

PIN, PUK = "1234", "12345678"


def issue_throwaway(public_key: ec.EllipticCurvePublicKey, persona: Persona) -> bytes:
    """Issue a certificate that some key, forgotten at once, has signed."""
    names = [
        x509.NameAttribute(NameOID.SURNAME, persona.certificate.family_name),
        x509.NameAttribute(NameOID.SERIAL_NUMBER, f"PNOMA-{persona.national_number}"),
    ]
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name(names))
        .issuer_name(x509.Name(names))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(ec.generate_private_key(ec.SECP384R1()), hashes.SHA384())
        .public_bytes(Encoding.DER)
    )


def make_card(
    path: Path, *, persona: str = "adult", profile: CardProfile = THIQA_SPECIMEN
) -> SoftwareCard:
    """Personalise a card into a file and open it."""
    personalise(path, load_personas()[persona], issue_throwaway, profile=profile, cost=TEST_COST)
    return open_card(path)


class RamMemory:
    """A card's state without a file, for tests that need many fresh cards."""

    def __init__(self, state: CardState) -> None:
        self._state = state

    def read(self) -> CardState:
        return self._state

    def write(self, state: CardState) -> None:
        self._state = state

    def exclusive(self) -> AbstractContextManager[None]:
        return nullcontext()


def ask(card: Card, command: str, data: bytes = b"") -> tuple[bytes, int]:
    """Send hexadecimal digits and data; return the answer's data and its status word."""
    answer = card.transmit(bytes.fromhex(command) + data)
    return answer[:-2], int.from_bytes(answer[-2:])


def status(card: Card, command: str, data: bytes = b"") -> int:
    """Send a command and return the status word alone."""
    return ask(card, command, data)[1]


SELECT = "00A4040C0F F0 5448495141 2D 53504543494D454E"
VERIFY = "0020008108 31323334FFFFFFFF"
VERIFY_WRONG = "0020008108 39393939FFFFFFFF"
SET_KEY = "002241B606 800154 840101"
TAKE_HASH = "002A90A032 9030" + "5A" * 48
SIGN = "002A9E9A00"
"""What a terminal sends to a card of our own profile."""
