"""Two old test documents that others made: what is right is accepted, what is wrong is named.

Their files are not here, as nobody says under which licence: `bsi2008.zip` (German test passport,
Federal Office for Information Security) and `loes2006.zip` (Dutch specimen) are among the samples
of the JMRTD project. DOCUMENTS_OF_OTHERS names the folder with both archives. The authorities
above their signers were never published, so the tests pin the signers themselves.
"""

import os
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from thiqa.card.data_groups.files import EF_COM, EF_SOD, DataGroup, ElementaryFile
from thiqa.card.reading.models import Access, AccessProtocol, DocumentRead
from thiqa.card.verification.examination import Trust
from thiqa.card.verification.policy import BORDER, OLD_PASSPORTS, Policy
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Check, Outcome, Verdict
from thiqa.card.verification.verify import verify_document
from thiqa.pki.csca.certificate import ChipCertificate
from thiqa.pki.csca.deviation_list import Deviation
from thiqa.pki.csca.errors import RevocationUnknownError
from thiqa.pki.csca.trust import CscaPath, CscaTrust

TODAY = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp())
NOBODY = CscaTrust({}, TODAY)

BSI = ("bsi2008.zip", {"EF_COM.bin": EF_COM, "EF_SOD.bin": EF_SOD}, "Datagroup{0}.bin")
LOES = ("loes2006.zip", {"ef011E.bin": EF_COM, "ef011D.bin": EF_SOD}, "ef01{0:02X}.bin")


@dataclass(frozen=True)
class SignerItself:
    """Trust in whichever signer comes: for documents whose authority nobody has."""

    refreshed_at: int = TODAY

    def find_path(self, document_signer: ChipCertificate, at: int) -> CscaPath:
        return CscaPath(document_signer, document_signer, "pinned by a test")

    def require_not_revoked(
        self, document_signer: ChipCertificate, path: CscaPath, at: int
    ) -> None:
        raise RevocationUnknownError("no list")

    def deviations_of(self, document_signer: ChipCertificate) -> tuple[Deviation, ...]:
        return ()


def read(which: tuple[str, dict[str, ElementaryFile], str]) -> DocumentRead:
    folder = os.environ.get("DOCUMENTS_OF_OTHERS")
    if folder is None:
        pytest.skip("DOCUMENTS_OF_OTHERS names no folder: no document of others was verified")
    archive, names, pattern = which
    named = names | {pattern.format(int(group)): group.file for group in DataGroup}
    with zipfile.ZipFile(Path(folder, archive)) as opened:
        files = {named[each]: opened.read(each) for each in opened.namelist()}
    return DocumentRead(files=files, access=Access(AccessProtocol.NONE))


def judge(
    document: DocumentRead, policy: Policy = OLD_PASSPORTS, trust: Trust | None = None
) -> Verdict:
    return verify_document(document, trust or SignerItself(), policy, TODAY)


def wrong(verdict: Verdict) -> dict[Check, tuple[Reason | None, str]]:
    return {each.check: (each.reason, each.detail) for each in verdict.checks if each.reason}


def without(document: DocumentRead, *groups: DataGroup) -> DocumentRead:
    left_out = {group.file for group in groups}
    files = {file: content for file, content in document.files.items() if file not in left_out}
    return replace(document, files=files)


def test_what_is_right_of_the_german_passport_is_accepted() -> None:
    verdict = judge(read(BSI))
    assert verdict.result(Check.SIGNATURE).detail == "ECDSA SHA1, EC brainpoolP224r1"
    assert verdict.result(Check.HASHES).outcome is Outcome.HELD
    assert verdict.result(Check.HASHES).detail == "SHA1: DG1, DG2, DG3, DG14"
    held = {each.check for each in verdict.checks if each.outcome is Outcome.HELD}
    assert {Check.MRZ, Check.ISSUER, Check.DOCUMENT_TYPE, Check.PARAMETERS} < held


def test_what_is_wrong_with_the_german_passport_is_named() -> None:
    found = wrong(judge(read(BSI)))
    assert found[Check.COMPLETENESS] == (Reason.DATA_GROUP_NOT_SIGNED, "DG4, DG15")
    assert found[Check.ALGORITHMS] == (
        Reason.WEAK_ALGORITHM,
        "hashes of data groups, hash of the list, signature, certificate of the signer",
    )
    assert found[Check.SIGNER_TIME] == (Reason.SIGNER_EXPIRED, "")
    assert found[Check.DATES] == (Reason.DOCUMENT_EXPIRED, "2013-10-31")


def test_the_german_passport_is_refused_for_what_nobody_signed_and_accepted_without() -> None:
    document = read(BSI)
    assert [each.check for each in judge(document).refusals] == [Check.COMPLETENESS]
    assert judge(without(document, DataGroup.DG4, DataGroup.DG15)).require().country == "D"


def test_the_dutch_specimen_is_right_and_has_expired() -> None:
    verdict = judge(read(LOES))
    assert verdict.result(Check.SIGNATURE).detail == "RSASSA-PKCS1-v1_5 SHA256, RSA 2048"
    assert verdict.result(Check.HASHES).detail == "SHA256: DG1, DG2, DG15"
    assert verdict.result(Check.ALGORITHMS).outcome is Outcome.HELD
    found = wrong(verdict)
    assert found[Check.DATES] == (Reason.DOCUMENT_EXPIRED, "2011-10-01")
    assert found[Check.SIGNER_TIME] == (Reason.SIGNER_EXPIRED, "")
    assert found[Check.CHIP] == (Reason.CHIP_PROOF_MISSING, "")
    assert verdict.require().country == "NLD"


@pytest.mark.parametrize("which", [BSI, LOES], ids=lambda which: which[0])
def test_no_border_accepts_them_today(
    which: tuple[str, dict[str, ElementaryFile], str],
) -> None:
    reasons = {each.reason for each in judge(read(which), BORDER).refusals}
    assert {
        Reason.ACCESS_UNPROTECTED,
        Reason.SIGNER_EXPIRED,
        Reason.DOCUMENT_EXPIRED,
        Reason.REVOCATION_UNKNOWN,
        Reason.STATUS_NOT_ASKED,
    } <= reasons


@pytest.mark.parametrize("which", [BSI, LOES], ids=lambda which: which[0])
def test_without_an_authority_nothing_of_them_is_believed(
    which: tuple[str, dict[str, ElementaryFile], str],
) -> None:
    verdict = judge(read(which), trust=NOBODY)
    assert verdict.result(Check.SIGNER).reason is Reason.CSCA_UNKNOWN
    assert verdict.result(Check.HASHES).reason is Reason.SIGNER_NOT_TRUSTED
    assert not verdict.holds


@pytest.mark.parametrize("which", [BSI, LOES], ids=lambda which: which[0])
def test_one_bit_of_any_signed_file_is_missed(
    which: tuple[str, dict[str, ElementaryFile], str],
) -> None:
    document = read(which)
    for group in document.data_groups.keys() - {DataGroup.DG4, DataGroup.DG15}:
        content = bytearray(document.files[group.file])
        content[len(content) // 2] ^= 1
        altered = replace(document, files={**document.files, group.file: bytes(content)})
        assert judge(altered).result(Check.HASHES).detail == group.name
