"""Documents sealed for tests, by specimen authorities that answer without a network."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from sheets import receipt_sheet
from thiqa.documents import Attachment
from thiqa.documents.sealing import (
    FileSealKey,
    Question,
    SealServices,
    SealTrust,
    renew,
    seal,
)
from thiqa.pki import TrustAnchors, specimen_seals
from thiqa.pki.specimen_seals import SpecimenSeals
from thiqa.pki.specimen_tree import Credential, write_credential

NOW = 1_800_000_000
BODY = "Direction générale (démonstration)"
SHEET = Attachment("sheet.json", "application/json", "Lisible par machine", '{"number":"1"}')


@dataclass
class SealingOffice:
    """A body with a seal, the authorities behind it, and a clock that is set by hand."""

    seals: SpecimenSeals
    own: Credential
    now: int = NOW
    asked: list[Question] = field(default_factory=list)

    @property
    def trust(self) -> SealTrust:
        """The authorities that are trusted."""
        return SealTrust(
            TrustAnchors((self.seals.seal_ca.certificate,)),
            TrustAnchors((self.seals.stamp_ca.certificate,)),
        )

    @property
    def key(self) -> FileSealKey:
        """The key of the body's seal."""
        return FileSealKey(self.own.certificate, self.own.private_key)

    @property
    def services(self) -> SealServices:
        """The authorities, as who seals meets them."""
        return SealServices(self.trust, self.stamp, self.answer, lambda: self.now)

    def stamp(self, question: bytes) -> bytes:
        """Stamp a time, as the authority does."""
        return self.seals.time_stamp_authority().answer(question, self.now)

    def answer(self, question: Question) -> bytes:
        """Answer about a certificate, as the authorities do."""
        self.asked.append(question)
        if question.body is None:
            return self.seals.revocation_list(self.now)
        return self.seals.responder().answer(question.body, self.now)

    def replace_unit(self) -> None:
        """Let the authority stamp with a new unit from now on."""
        for suffix in ("key", "pem"):
            (self.seals.directory / f"stamp.{suffix}").unlink()
        unit = specimen_seals.issue_unit(self.seals, now=self.now)
        write_credential(self.seals.directory, "stamp", unit)

    def seal(self, pdf: bytes | None = None) -> bytes:
        """Seal a document now."""
        return seal(pdf or plain_document(), self.key, self.services)

    def renew(self, pdf: bytes) -> bytes:
        """Renew a document's seal now."""
        return renew(pdf, self.services)


def sealing_office(now: int = NOW) -> SealingOffice:
    """Make authorities and a body of their own."""
    folder = Path(mkdtemp()) / "seals"
    seals = specimen_seals.make(folder, now=now, base_url="http://127.0.0.1:8403/")
    own = seals.issue_seal("body", BODY, "NTRMA-SPECIMEN-BODY", now=now)
    return SealingOffice(seals, own, now)


@cache
def shared_office() -> SealingOffice:
    """Return an office that the tests share: leave its clock and its registers alone."""
    return sealing_office()


@cache
def plain_document(attachments: Sequence[Attachment] = (SHEET,)) -> bytes:
    """Typeset a document to seal."""
    return receipt_sheet(attachments=attachments)


@cache
def sealed_document() -> bytes:
    """Return a document that the shared office has sealed."""
    return shared_office().seal()
