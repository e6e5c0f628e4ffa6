"""Chains with every algorithm, on every curve, and over links that change both."""

import hashlib
import os
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from terminals import BINDING, CheckingCard, trusting
from thiqa.card.channel.cv_certificates import (
    CvSigningKey,
    KeyReference,
    Role,
    TrustedKey,
    trust_anchor,
)
from thiqa.card.channel.cv_certificates.errors import CvCertificateError
from thiqa.card.channel.cv_certificates.public_key import ALGORITHMS
from thiqa.card.channel.specimen_terminals import Issuer, Validity
from thiqa.card.channel.terminal_authentication import authenticate_terminal
from thiqa.crypto.curves import BRAINPOOL_P320, BRAINPOOL_P384, CURVES, P_256, Curve
from thiqa.crypto.signature_algorithms import Mechanism, SignatureAlgorithm

TODAY = date(2026, 6, 1)
YEAR = Validity(date(2026, 1, 1), date(2027, 1, 1))
RSA = [each for each in ALGORITHMS.values() if each.mechanism is not Mechanism.ECDSA_PLAIN]
ECDSA = [each for each in ALGORITHMS.values() if each.mechanism is Mechanism.ECDSA_PLAIN]
NAMES = [KeyReference.from_text(name) for name in ("MACVCA00001", "MADV00001", "MAIS00001")]


def chain_of(keys: list[CvSigningKey]) -> list[Issuer]:
    top = Issuer.self_signed(NAMES[0], keys[0], YEAR, os.urandom)
    middle = top.issue(Role.DOMESTIC_VERIFIER, NAMES[1], keys[1], YEAR, os.urandom)
    return [top, middle, middle.issue(Role.TERMINAL, NAMES[2], keys[2], YEAR, os.urandom)]


def opens(chain: list[Issuer], *links: Issuer) -> bool:
    """Show a card, which trusts the first, the links and those below."""
    card = CheckingCard(trusting(trust_anchor((links or chain)[0].certificate), today=TODAY))
    shown = [each.certificate for each in (*links[1:], *chain[1:])]
    authenticate_terminal(card, shown, chain[2].key, BINDING, os.urandom)
    return card.opened is not None


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_every_curve(curve: Curve) -> None:
    keys = [CvSigningKey.generate(curve, os.urandom) for _ in range(3)]
    assert opens(chain_of(keys))


@pytest.mark.parametrize("algorithm", ECDSA, ids=str)
def test_every_hash_on_a_curve(algorithm: SignatureAlgorithm) -> None:
    keys = [CvSigningKey.generate(P_256, os.urandom, algorithm) for _ in range(3)]
    assert opens(chain_of(keys))


@pytest.mark.parametrize("algorithm", RSA, ids=str)
def test_every_form_of_rsa(algorithm: SignatureAlgorithm) -> None:
    key = CvSigningKey.of_rsa(rsa.generate_private_key(65537, 2048), algorithm)
    assert opens(chain_of([key, key, key]))


def test_a_link_may_bring_another_algorithm_and_another_curve() -> None:
    sha384 = SignatureAlgorithm(Mechanism.ECDSA_PLAIN, "sha384")
    old = Issuer.self_signed(
        KeyReference.from_text("MACVCA00000"),
        CvSigningKey.generate(P_256, os.urandom),
        YEAR,
        os.urandom,
    )
    chain = chain_of([CvSigningKey.generate(BRAINPOOL_P384, os.urandom, sha384) for _ in range(3)])
    link = old.issue(Role.AUTHORITY, NAMES[0], chain[0].key, YEAR, os.urandom)
    assert opens(chain, old, link)


@pytest.mark.parametrize("curve", [P_256, BRAINPOOL_P320], ids=lambda curve: curve.name)
def test_a_trusted_key_is_remembered_with_its_curve(curve: Curve) -> None:
    key = CvSigningKey.generate(curve, os.urandom)
    anchor = trust_anchor(Issuer.self_signed(NAMES[0], key, YEAR, os.urandom).certificate)
    assert TrustedKey.from_memory(anchor.to_bytes()) == anchor


def test_a_key_is_kept_where_the_library_knows_its_curve() -> None:
    key = CvSigningKey.generate(P_256, os.urandom)
    again = CvSigningKey.from_pkcs8(key.to_pkcs8(), key.public.algorithm)
    assert again.public == key.public
    with pytest.raises(CvCertificateError):
        CvSigningKey.generate(BRAINPOOL_P320, os.urandom).to_pkcs8()
    with pytest.raises(CvCertificateError):
        CvSigningKey.from_pkcs8(b"\x30\x00", key.public.algorithm)


def test_a_plain_signature_has_both_halves_in_full() -> None:
    key = CvSigningKey.generate(P_256, os.urandom)
    for number in range(40):
        message = hashlib.sha256(bytes((number,))).digest()
        signature = key.sign(message, os.urandom)
        assert len(signature) == 64
        key.public.verify(signature, message)
