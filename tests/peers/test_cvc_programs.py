"""cvc-print and cvc-create, of the Debian package openpace, and our certificates for terminals.

What they verify, we make; what they make, we verify. They check signatures, not who may issue what.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from terminals import BINDING, CheckingCard, trusting
from thiqa.card.channel.cv_certificates import (
    READ_FINGERPRINTS,
    CvCertificate,
    CvSigningKey,
    KeyReference,
    Role,
    trust_anchor,
)
from thiqa.card.channel.specimen_terminals import Issuer, Validity
from thiqa.card.channel.terminal_authentication import authenticate_terminal
from thiqa.crypto.curves import BRAINPOOL_P256, BRAINPOOL_P512, P_256, P_384, Curve
from thiqa.crypto.signature_algorithms import Mechanism, SignatureAlgorithm

TODAY = date(2026, 6, 1)
YEAR = Validity(date(2026, 1, 1), date(2027, 1, 1))
NAMES = ("MACVCA00001", "MADV00001", "MAIS00001")
CURVES = [
    (P_256, "sha256"),
    (BRAINPOOL_P256, "sha256"),
    (P_384, "sha384"),
    (BRAINPOOL_P512, "sha512"),
]
RSA = [
    SignatureAlgorithm(Mechanism.RSA_PKCS1, "sha256"),
    SignatureAlgorithm(Mechanism.RSA_PKCS1, "sha512"),
    SignatureAlgorithm(Mechanism.RSA_PSS, "sha256", "sha256", 32),
]


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail("install the Debian package openpace for this test", pytrace=False)
    return found


def run(arguments: Sequence[str | Path], folder: Path) -> str:
    """Run a program in a folder; return what it printed."""
    done = subprocess.run(
        [program(str(arguments[0])), *map(str, arguments[1:])],
        cwd=folder,
        env={**os.environ, "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def chain_of(keys: Sequence[CvSigningKey]) -> list[Issuer]:
    """Issue to three keys: authority, document verifier, terminal."""
    names = [KeyReference.from_text(name) for name in NAMES]
    top = Issuer.self_signed(names[0], keys[0], YEAR, os.urandom)
    middle = top.issue(Role.DOMESTIC_VERIFIER, names[1], keys[1], YEAR, os.urandom)
    return [top, middle, middle.issue(Role.TERMINAL, names[2], keys[2], YEAR, os.urandom)]


def verified_by_print(chain: Sequence[Issuer], folder: Path) -> list[bool]:
    """Ask cvc-print about a verifier and a terminal, with the keys above them in a folder."""
    for issuer in chain:
        (folder / str(issuer.reference)).write_bytes(issuer.certificate.to_bytes())
    return [
        "certificate verified" in run(["cvc-print", "--cvc", name, "--cvc-dir", folder], folder)
        for name in NAMES[1:]
    ]


@pytest.mark.parametrize(
    ("curve", "hash_name"), CURVES, ids=[f"{curve.name} {name}" for curve, name in CURVES]
)
def test_it_verifies_our_certificates_on_curves(
    tmp_path: Path, curve: Curve, hash_name: str
) -> None:
    algorithm = SignatureAlgorithm(Mechanism.ECDSA_PLAIN, hash_name)
    keys = [CvSigningKey.generate(curve, os.urandom, algorithm) for _ in range(3)]
    assert verified_by_print(chain_of(keys), tmp_path) == [True, True]


@pytest.mark.parametrize("algorithm", RSA, ids=str)
def test_it_verifies_our_certificates_with_rsa(
    tmp_path: Path, algorithm: SignatureAlgorithm
) -> None:
    private = rsa.generate_private_key(65537, 2048)
    keys = [CvSigningKey.of_rsa(private, algorithm)] * 3
    assert verified_by_print(chain_of(keys), tmp_path) == [True, True]


def test_it_finds_a_signature_of_somebody_else(tmp_path: Path) -> None:
    """So that its yes is worth something."""
    right, wrong = (
        chain_of([CvSigningKey.generate(P_256, os.urandom) for _ in range(3)]) for _ in range(2)
    )
    mixed = [right[0], wrong[1], right[2]]
    assert verified_by_print(mixed, tmp_path) == [False, False]


def test_it_shows_what_our_certificates_say(tmp_path: Path) -> None:
    keys = [CvSigningKey.generate(P_256, os.urandom) for _ in range(3)]
    (tmp_path / "it").write_bytes(chain_of(keys)[2].certificate.to_bytes())
    shown = run(["cvc-print", "--cvc", "it"], tmp_path)
    for line in (
        "CAR: MADV00001",
        "CHR: MAIS00001",
        "Read fingerprint",
        "Read iris",
        "Terminal certificate",
        "Effective Date: 2026-01-01",
        "Expiration Date: 2027-01-01",
    ):
        assert line in shown


@pytest.mark.parametrize("curve", [P_256, BRAINPOOL_P256], ids=lambda curve: curve.name)
def test_our_card_takes_a_chain_that_it_made(tmp_path: Path, curve: Curve) -> None:
    keys = {name: CvSigningKey.generate(curve, os.urandom) for name in NAMES}
    for name, key in keys.items():
        (tmp_path / f"{name}.pkcs8").write_bytes(key.to_pkcs8())
    create(tmp_path, NAMES[0], NAMES[0], "cvca", "--read-finger", "--read-iris")
    create(tmp_path, NAMES[1], NAMES[0], "dv_domestic", "--read-finger", "--read-iris")
    create(tmp_path, NAMES[2], NAMES[1], "terminal", "--read-finger")
    made = [CvCertificate.from_bytes((tmp_path / f"{name}.cvcert").read_bytes()) for name in NAMES]
    card = CheckingCard(trusting(trust_anchor(made[0]), today=TODAY))
    authenticate_terminal(card, made[1:], keys[NAMES[2]], BINDING, os.urandom)
    assert card.opened is not None
    assert card.opened.rights == READ_FINGERPRINTS


def create(folder: Path, holder: str, authority: str, role: str, *rights: str) -> None:
    """Have cvc-create issue a certificate."""
    above = [] if holder == authority else [f"--sign-as={authority}.cvcert"]
    run(
        [
            "cvc-create",
            f"--role={role}",
            "--type=is",
            f"--chr={holder}",
            f"--key={holder}.pkcs8",
            f"--sign-with={authority}.pkcs8",
            *above,
            "--issued=260101",
            "--expires=270101",
            "--scheme=ECDSA_SHA_256",
            *rights,
        ],
        folder,
    )
