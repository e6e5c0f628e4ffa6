"""Specimen documents as a terminal reads them, right ones and ones that are wrong in one way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from authorities import DAY, NOW
from security_objects import (
    Authority,
    Signing,
    hash_list,
    make_csca,
    make_signer,
    sign_object,
    sod_file,
)
from thiqa.card.data_groups.com import Contents, write_com
from thiqa.card.data_groups.dg1 import write_dg1
from thiqa.card.data_groups.dg14 import write_dg14
from thiqa.card.data_groups.dg15 import write_dg15
from thiqa.card.data_groups.files import (
    EF_CARD_ACCESS,
    EF_COM,
    EF_SOD,
    DataGroup,
    ElementaryFile,
)
from thiqa.card.data_groups.mrz import MachineReadableZone
from thiqa.card.data_groups.mrz_layout import TD1
from thiqa.card.data_groups.security_info import (
    ID_PK_ECDH,
    ActiveAuthenticationInfo,
    ChipAuthenticationInfo,
    ChipPublicKeyInfo,
    PaceInfo,
    SecurityInfo,
)
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.reading.models import (
    Access,
    AccessProtocol,
    ActiveAuthentication,
    ChipAuthentication,
    DocumentRead,
)
from thiqa.card.verification.examination import Trust
from thiqa.card.verification.policy import NATIONAL_CARD, Policy
from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.card.verification.verdict import Verdict
from thiqa.card.verification.verify import verify_document
from thiqa.pki.csca.certificate import read_chip_certificate
from thiqa.pki.csca.revocation import RevocationList
from thiqa.pki.csca.trust import CscaTrust

PACE_GM_AES128 = "0.4.0.127.0.7.2.2.4.2.2"
PACE_GM_3DES = "0.4.0.127.0.7.2.2.4.2.1"
CA_ECDH_AES128 = "0.4.0.127.0.7.2.2.3.2.2"
ECDSA_PLAIN_SHA256 = "0.4.0.127.0.7.1.1.4.1.3"
PACE = PaceInfo(PACE_GM_AES128, 2, 12)
CHALLENGE = bytes(range(8))

ZONE = MachineReadableZone(
    layout=TD1,
    document_code="I",
    issuer="MAR",
    document_number="SPECIMEN1",
    nationality="MAR",
    date_of_birth="900101",
    sex="F",
    date_of_expiry="330101",
    primary="SPECIMEN",
    secondary="FATIMA",
)


@cache
def country() -> Authority:
    """The one authority that these tests trust."""
    return make_csca()


@cache
def signer() -> Authority:
    return make_signer(country())


def trusting(
    *authorities: Authority,
    revoked: Mapping[int, int] | None = None,
    list_until: int | None = NOW + DAY,
    refreshed_at: int = NOW - DAY,
) -> CscaTrust:
    """Trust some authorities, with one list of the first one's revoked certificates."""
    read = [read_chip_certificate(each.der) for each in authorities]
    lists = [
        RevocationList(
            issuer=each.subject,
            issuer_text=each.subject_text,
            earlier_names=frozenset(),
            country=each.country,
            this_update=NOW - DAY,
            next_update=list_until,
            revoked=revoked or {},
            algorithm=each.algorithm,
        )
        for each in read
        if list_until is not None
    ]
    return CscaTrust(dict.fromkeys(read, "pinned"), refreshed_at, tuple(lists))


def trust() -> CscaTrust:
    return trusting(country())


def public_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@cache
def chip_key() -> ec.EllipticCurvePrivateKey:
    """The key for chip authentication of the right chip."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def active_key() -> ec.EllipticCurvePrivateKey:
    """The key for active authentication of the right chip."""
    return ec.generate_private_key(ec.SECP256R1())


def chip_infos(key: ec.EllipticCurvePrivateKey | None = None) -> tuple[SecurityInfo, ...]:
    return (
        PACE,
        ChipAuthenticationInfo(CA_ECDH_AES128, 1, 1),
        ChipPublicKeyInfo(ID_PK_ECDH, public_key(key or chip_key()), 1),
        ActiveAuthenticationInfo(ECDSA_PLAIN_SHA256),
    )


def signed_challenge(
    key: ec.EllipticCurvePrivateKey, challenge: bytes = CHALLENGE
) -> ActiveAuthentication:
    """Answer a challenge as a chip does: r and s side by side (9303-11, section 6.1)."""
    r, s = decode_dss_signature(key.sign(challenge, ec.ECDSA(hashes.SHA256())))
    return ActiveAuthentication(challenge, r.to_bytes(32) + s.to_bytes(32))


@dataclass(frozen=True)
class Specimen:
    """A document; `read` gives what a terminal gets, each field is one way to be wrong."""

    zone: MachineReadableZone = ZONE
    infos: tuple[SecurityInfo, ...] = field(default_factory=chip_infos)
    card_access: tuple[SecurityInfo, ...] | None = (PACE,)
    more_groups: Mapping[DataGroup, bytes] = field(default_factory=dict)
    without: frozenset[DataGroup] = frozenset()
    signed_by: Authority = field(default_factory=signer)
    signing: Signing = field(default_factory=Signing)
    hash_name: str = "sha256"
    lds: tuple[str, str] | None = None
    """The versions in the hash list, of version 1 then."""
    com: Contents | None = None
    """What the chip lists, if it is not what it has."""
    access: Access = field(
        default_factory=lambda: Access(AccessProtocol.PACE, "can", PACE_GM_AES128, 12)
    )

    @property
    def groups(self) -> dict[DataGroup, bytes]:
        """The data groups that are signed."""
        made = {
            DataGroup.DG1: write_dg1(self.zone),
            DataGroup.DG2: b"\x75\x08SPECIMEN",
            DataGroup.DG14: write_dg14(SecurityInfos.of(self.infos).to_bytes()),
            DataGroup.DG15: write_dg15(public_key(active_key())),
            **self.more_groups,
        }
        return {group: made[group] for group in sorted(made) if group not in self.without}

    def sod(self) -> bytes:
        listed = hash_list(
            self.groups, self.hash_name, version=int(self.lds is not None), versions=self.lds
        )
        return sod_file(sign_object(listed, self.signed_by, self.signing))

    def read(
        self,
        *,
        files: Mapping[ElementaryFile, bytes | None] | None = None,
        refused: Mapping[ElementaryFile, str] | None = None,
        chip: ec.EllipticCurvePrivateKey | None = None,
        active: ec.EllipticCurvePrivateKey | None = None,
    ) -> DocumentRead:
        """Read it; `files` are put in place of the signed ones, None takes one away.

        `chip` and `active` are the keys that the chip holds, if they are not the right ones.
        """
        contents = self.com or Contents(tuple(self.groups))
        held: dict[ElementaryFile, bytes | None] = {
            EF_COM: write_com(contents),
            EF_SOD: self.sod(),
            EF_CARD_ACCESS: None
            if self.card_access is None
            else SecurityInfos.of(self.card_access).to_bytes(),
            **{group.file: content for group, content in self.groups.items()},
            **(files or {}),
        }
        proof = ChipAuthentication(1, public_key(chip or chip_key()), CA_ECDH_AES128)
        return DocumentRead(
            files={file: content for file, content in held.items() if content is not None},
            access=self.access,
            refused=refused or {},
            chip_authentication=proof,
            active_authentication=signed_challenge(active or active_key()),
        )


NOT_REPORTED = StatusAnswer(
    "MAR", "SPECIMEN1", "I", DocumentStatus.NOT_REPORTED, "specimen list of today"
)


def judge(
    read: DocumentRead | None = None,
    *,
    by: Trust | None = None,
    policy: Policy = NATIONAL_CARD,
    now: int = NOW,
    status: StatusAnswer | None = NOT_REPORTED,
) -> Verdict:
    """Verify a specimen as a counter does."""
    return verify_document(read or Specimen().read(), by or trust(), policy, now, status)
