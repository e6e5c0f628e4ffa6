"""JMRTD, the reader in Java, reads our card through the PC/SC stack and believes what it reads.

Needs what the other tests of the card in a reader need, Java and Maven.
"""

import hashlib
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from peers.maven import MAX_SECONDS, java_program
from peers.test_card_over_pcscd import reader_with, vpcd_port, wait_until
from specimen_cards import RamMemory
from specimen_documents import (
    CAN,
    DOCUMENT_NUMBER,
    describe,
    document_state,
    specimen_credentials,
)
from thiqa.card import SoftwareCard
from thiqa.card.channel.cv_certificates import CvSigningKey, Role, TrustState, trust_anchor
from thiqa.card.channel.specimen_terminals import AUTHORITY, TERMINAL, VERIFIER, Issuer, Validity
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.dg2 import read_dg2
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.images import ImageFormat
from thiqa.card.software.document.description import (
    ChipAuthenticationOffer,
    PaceOffer,
    Portrait,
)
from thiqa.card.software.faults import Fault
from thiqa.card.transport.vpcd import connect_vpcd, serve_card
from thiqa.crypto.curves import BRAINPOOL_P256

__all__ = ["vpcd_port"]

SOURCE = Path(__file__).parent / "jmrtd"
ZONE_ONLY = frozenset({DataGroup.DG1})
TODAY = date(2026, 11, 22)
ZONE = {"number": DOCUMENT_NUMBER, "birth": "900517", "expiry": "350101"}
"""What of the machine-readable zone opens the chip."""
pytestmark = pytest.mark.timeout(MAX_SECONDS)

Said = dict[str, str]
Read = Callable[..., Said]


class CardsInTurn:
    """A card in a reader that becomes another one without being taken out."""

    def __init__(self, card: SoftwareCard) -> None:
        self.card = card

    @property
    def answer_to_reset(self) -> bytes:
        return self.card.answer_to_reset

    def reset(self) -> bytes:
        return self.card.reset()

    def transmit(self, command: bytes) -> bytes:
        return self.card.transmit(command)


@pytest.fixture(scope="module")
def read(vpcd_port: int) -> Iterator[Read]:  # the fixture of that name
    """Lets JMRTD read a card as it is wished, and says what it said."""
    program = java_program(SOURCE, "ReadCard")
    cards = CardsInTurn(card_of())
    library = next(Path("/usr/lib").glob("*/libpcsclite.so.1"))
    command = program.command(f"-Dsun.security.smartcardio.library={library}")
    with connect_vpcd(port=vpcd_port) as wire:
        threading.Thread(target=serve_card, args=(cards, wire), daemon=True).start()
        wait_until(lambda: reader_with(cards.answer_to_reset) is not None, "the card")
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        ) as process:
            yield lambda card, **wish: _ask(process, cards, card, wish)
            assert process.stdin is not None
            process.stdin.close()


def _ask(
    process: "subprocess.Popen[str]", cards: CardsInTurn, card: SoftwareCard, wish: dict[str, str]
) -> Said:
    assert process.stdin is not None
    assert process.stdout is not None
    cards.card = card
    authority = specimen_credentials()["csca"].certificate.public_bytes(Encoding.DER)
    words = {"csca": authority.hex(), **wish}
    process.stdin.write(" ".join(f"{name}={value}" for name, value in words.items()) + "\n")
    process.stdin.flush()
    said: Said = {}
    for line in iter(process.stdout.readline, ".\n"):
        assert line, "the program ended"
        name, _, value = line.rstrip("\n").partition("=")
        said[name] = value
    return said


def card_of(*faults: Fault, trust: TrustState | None = None, **changes: object) -> SoftwareCard:
    return SoftwareCard(RamMemory(document_state(describe(*faults, **changes), trust)))


def test_the_whole_document_is_read_and_believed(read: Read) -> None:
    wanted = frozenset(DataGroup(number) for number in (1, 2, 5, 7, 11, 12, 13, 16))
    card = card_of(data_groups=wanted, active_authentication="ECDSA")
    said = read(card, can=CAN, active="yes")
    assert "failed" not in said, said["failed"]
    assert said["groups"] == "1,2,5,7,11,12,13,14,15,16"
    assert said["zone"].startswith(f"I<MAR{DOCUMENT_NUMBER}")
    assert "نموذج" in said["name"]
    assert "الرباط" in said["place_of_birth"]
    assert (said["chip"], said["active"]) == ("AES", "EC")


@pytest.mark.parametrize("image", [ImageFormat.JPEG, ImageFormat.JPEG_2000])
def test_the_portrait_is_taken_out_bit_by_bit(read: Read, image: ImageFormat) -> None:
    state = document_state(describe(portrait=Portrait(image, 96, 128)))
    assert state.chip is not None
    (face,) = read_dg2(state.chip.files["EF.DG2"])
    said = read(SoftwareCard(RamMemory(state)), can=CAN)
    kind = {ImageFormat.JPEG: "image/jpeg", ImageFormat.JPEG_2000: "image/jp2"}[image]
    assert said["face"] == f"{kind} 96x128 {hashlib.sha256(face.image).hexdigest()}"


@pytest.mark.parametrize("parameters", [12, 13, 15, 16])
@pytest.mark.parametrize("cipher", Suite)
def test_every_cipher_over_the_usual_curves(read: Read, cipher: Suite, parameters: int) -> None:
    card = card_of(
        pace=(PaceOffer("GM", cipher, parameters),),
        chip_authentication=ChipAuthenticationOffer(cipher, parameters),
        data_groups=ZONE_ONLY,
    )
    said = read(card, can=CAN)
    assert "failed" not in said, said["failed"]
    assert said["access"].startswith("GM ECDH")
    assert said["chip"] == ("DESede" if cipher is Suite.TDES else "AES")


@pytest.mark.parametrize(
    ("mapping", "parameters"),
    [
        ("GM", 0),
        ("GM", 2),
        ("GM", 8),
        ("GM", 10),
        ("GM", 14),
        ("GM", 17),
        ("GM", 18),
        ("IM", 2),
        ("IM", 12),
        ("IM", 13),
        ("CAM", 12),
        ("CAM", 13),
    ],
)
def test_every_mapping_and_more_groups(read: Read, mapping: str, parameters: int) -> None:
    card = card_of(
        pace=(PaceOffer(mapping, Suite.AES256, parameters),),
        chip_authentication=None,
        data_groups=ZONE_ONLY,
    )
    said = read(card, can=CAN)
    assert "failed" not in said, said["failed"]
    assert said["access"].startswith(mapping)


def test_the_zone_opens_the_chip_by_pace_and_by_basic_access(read: Read) -> None:
    card = card_of(basic_access=True, data_groups=ZONE_ONLY)
    said = read(card, **ZONE)
    assert "failed" not in said, said["failed"]
    assert said["access"].startswith("GM")
    said = read(card, bac="yes", **ZONE)
    assert "failed" not in said, said["failed"]
    assert said["access"] == "BAC"


def test_long_answers_are_taken_in_one_piece(read: Read) -> None:
    said = read(card_of(), can=CAN, block="32000")
    assert "failed" not in said, said["failed"]


@pytest.mark.parametrize("kind", ["RSA", "ECDSA"])
@pytest.mark.parametrize("signer", ["RSA-PSS", "ECDSA"])
def test_challenges_and_data_are_signed_with_either_kind_of_key(
    read: Read, kind: str, signer: str
) -> None:
    card = card_of(active_authentication=kind, signer=signer, data_groups=ZONE_ONLY)
    said = read(card, can=CAN, active="yes")
    assert "failed" not in said, said["failed"]
    assert said["active"] in {"RSA", "EC", "ECDSA"}


@pytest.mark.parametrize("access", ["PACE", "BAC"])
def test_a_terminal_with_certificates_reads_fingerprints(
    read: Read, tmp_path: Path, access: str
) -> None:
    validity = Validity(date(2026, 1, 1), date(2030, 1, 1))
    keys = [CvSigningKey.generate(BRAINPOOL_P256, os.urandom) for _ in range(3)]
    top = Issuer.self_signed(AUTHORITY, keys[0], validity, os.urandom)
    middle = top.issue(Role.DOMESTIC_VERIFIER, VERIFIER, keys[1], validity, os.urandom)
    own = middle.issue(Role.TERMINAL, TERMINAL, keys[2], validity, os.urandom)
    scalar = keys[2].private
    assert isinstance(scalar, int)
    private = ec.derive_private_key(scalar, ec.BrainpoolP256R1())
    files = [tmp_path / name for name in ("verifier.cvc", "terminal.cvc", "key.der")]
    files[0].write_bytes(middle.certificate.to_bytes())
    files[1].write_bytes(own.certificate.to_bytes())
    files[2].write_bytes(private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    described = describe(
        data_groups=frozenset({DataGroup.DG1, DataGroup.DG3}),
        terminal_authentication=True,
        basic_access=True,
    )
    trust = TrustState.personalised([trust_anchor(top.certificate)], TODAY)
    state = document_state(described, trust)
    assert state.chip is not None
    opens = {"can": CAN} if access == "PACE" else {"bac": "yes", **ZONE}
    said = read(SoftwareCard(RamMemory(state)), terminal=",".join(map(str, files)), **opens)
    assert "failed" not in said, said["failed"]
    assert said["fingers"] == hashlib.sha256(state.chip.files["EF.DG3"]).hexdigest()


@pytest.mark.parametrize(
    ("fault", "at"),
    [(Fault.ALTERED_DATA, "EF.DG1: "), (Fault.OWN_KEYS, "EF.DG14: ")],
)
def test_what_is_wrong_is_refused_there_too(read: Read, fault: Fault, at: str) -> None:
    said = read(card_of(fault), can=CAN)
    assert said["failed"].startswith(at)


def test_a_wrong_access_number_opens_nothing(read: Read) -> None:
    said = read(card_of(data_groups=ZONE_ONLY), can="999999")
    assert said["failed"].startswith("PACE: ")
