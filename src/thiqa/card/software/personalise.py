"""Personalisation: a new software card for a specimen citizen."""

import os
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from thiqa.card.dialect import MAX_CERTIFICATE_BYTES
from thiqa.card.errors import CardPresentError, PersonalisationError
from thiqa.card.pin_format import SecretName, pad
from thiqa.card.profile import THIQA_SPECIMEN, CardProfile
from thiqa.card.software.chip import Chip
from thiqa.card.software.memory import FileMemory
from thiqa.card.software.personas import CardCondition, Persona
from thiqa.card.software.reference_data import DEFAULT_COST, RandomBytes, new_secret_record
from thiqa.card.software.state import CardState

IssueCertificate = Callable[[ec.EllipticCurvePublicKey, Persona], bytes]
"""Issues the login certificate, DER, for the key of a persona's card."""


def personalise(
    path: Path,
    persona: Persona,
    issue_certificate: IssueCertificate,
    *,
    profile: CardProfile = THIQA_SPECIMEN,
    chip: Chip | None = None,
    cost: int = DEFAULT_COST,
    random_bytes: RandomBytes = os.urandom,
) -> bytes:
    """Make a card with a new key in a file that must not exist; return its certificate, DER."""
    if path.exists():
        raise CardPresentError(f"there is a card in {path} already")
    state = make_state(
        persona,
        issue_certificate,
        profile=profile,
        chip=chip,
        cost=cost,
        random_bytes=random_bytes,
    )
    FileMemory(path).create(state)
    return state.certificate


def make_state(
    persona: Persona,
    issue_certificate: IssueCertificate,
    *,
    profile: CardProfile = THIQA_SPECIMEN,
    chip: Chip | None = None,
    cost: int = DEFAULT_COST,
    random_bytes: RandomBytes = os.urandom,
) -> CardState:
    """Make what a new card remembers, with a new key.

    1. PIN and PUK are such as the profile can have: no certificate is issued in vain.
    2. The certificate is one, fits the file, and is for the key of this card.
    """
    pad(persona.pin, SecretName.PIN, profile)  # 1
    pad(persona.puk, SecretName.PUK, profile)
    key = ec.generate_private_key(profile.suite.curve)
    certificate = issue_certificate(key.public_key(), persona)
    _check_certificate(certificate, key.public_key())  # 2
    blocked = persona.condition is CardCondition.PIN_BLOCKED
    return CardState(
        profile=profile,
        persona=persona.key,
        certificate=certificate,
        private_key=key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        pin=new_secret_record(
            persona.pin,
            tries=0 if blocked else profile.pin_tries,
            cost=cost,
            random_bytes=random_bytes,
        ),
        puk=new_secret_record(
            persona.puk, tries=profile.puk_tries, cost=cost, random_bytes=random_bytes
        ),
        chip=chip,
    )


def _check_certificate(der: bytes, public_key: ec.EllipticCurvePublicKey) -> None:
    if len(der) > MAX_CERTIFICATE_BYTES:
        raise PersonalisationError("the certificate is too long for the card")
    try:
        certified = x509.load_der_x509_certificate(der).public_key()
    except (ValueError, TypeError) as error:
        raise PersonalisationError("the issuer did not give a certificate") from error
    if certified != public_key:
        raise PersonalisationError("the certificate is for another key than this card's")
