"""The validator of the European Commission (DSS) judges sealed documents as we do.

It runs offline, with its own policy, and trusts the authorities of the specimen.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from peers.maven import MAX_SECONDS, java_program
from sealed_documents import (
    NOW,
    SealingOffice,
    plain_document,
    sealed_document,
    sealing_office,
    shared_office,
)
from sheets_of_bodies import certificate_of
from thiqa.documents.sealing import DocumentRefusedError, check_seal
from thiqa.documents.sealing.pdf_writing import write_evidence, write_seal
from thiqa.documents.sealing.seal_bytes import read_seal
from thiqa.pki import ask, verify_chain
from thiqa.pki.evidence import Evidence
from thiqa.pki.specimen_seals import UNIT_LIFETIME_SECONDS
from thiqa.pki.specimen_tree import YEAR

SOURCE = Path(__file__).parent / "dss"
pytestmark = pytest.mark.timeout(MAX_SECONDS)
PASSED = "TOTAL_PASSED"
LT, LTA = "PAdES-BASELINE-LT", "PAdES-BASELINE-LTA"
FLIPS = 12


class Verdict(NamedTuple):
    """What DSS says in its simple report."""

    indication: str
    reason: str
    format: str
    sealed_at: int


class Case(NamedTuple):
    """A document, by whom it was made, and when it is looked at."""

    pdf: bytes
    office: SealingOffice
    at: int = NOW + 60


Judged = Mapping[str, tuple[Case, Verdict]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Every case of this module with its verdict, from one run of the program."""
    program, folder = java_program(SOURCE, "Validate"), tmp_path_factory.mktemp("dss")
    cases = {**sealed(), **revocations(), **renewals(), **strangers(), **changes()}
    trusted: dict[bytes, Path] = {}
    lines = []
    for number, case in enumerate(cases.values()):
        for authority in (case.office.seals.seal_ca, case.office.seals.stamp_ca):
            der = authority.certificate.public_bytes(Encoding.DER)
            path = trusted.setdefault(der, folder / f"{len(trusted)}.der")
            path.write_bytes(der)
        file = folder / f"{number}.pdf"
        file.write_bytes(case.pdf)
        lines.append(f"{case.at} {file}\n")
    said = program.run(list(trusted.values()), text="".join(lines)).splitlines()
    verdicts = [_verdict(line) for line in said]
    return {
        name: (case, verdict) for (name, case), verdict in zip(cases.items(), verdicts, strict=True)
    }


def _verdict(line: str) -> Verdict:
    if line == "NONE" or line.startswith("FAILED"):
        return Verdict("NONE", line, "-", 0)
    indication, reason, form, at = line.split(" ")
    return Verdict(indication, reason, form, int(at) if at != "-" else 0)


def ours(case: Case) -> bool:
    """Tell whether we accept a document."""
    try:
        check_seal(case.pdf, case.office.trust, case.at)
    except DocumentRefusedError:
        return False
    return True


def revoked(*, before: bool) -> Case:
    """Seal with a seal that had been revoked before, or is a minute later."""
    office = sealing_office()
    bare = write_seal(plain_document(), office.key, office.stamp, NOW)
    at = NOW - 60 if before else NOW + 60
    office.seals.register.revoke(office.own.certificate.serial_number, at)
    trusted = verify_chain(office.own.certificate, office.trust.seals, NOW)
    office.now = NOW + 120
    answer = office.seals.responder().answer(ask(trusted, bytes(32)).der, office.now)
    evidence = Evidence((answer,), (office.seals.revocation_list(NOW),))
    certificates = [
        office.seals.seal_ca.certificate,
        office.seals.credentials["seal-ocsp"].certificate,
        office.seals.stamp_ca.certificate,
    ]
    return Case(write_evidence(bare, certificates, evidence), office, NOW + 180)


def sealed() -> dict[str, Case]:
    office = shared_office()
    return {
        "a receipt": Case(sealed_document(), office),
        "a certificate": Case(office.seal(certificate_of()), office),
    }


def revocations() -> dict[str, Case]:
    return {"revoked before": revoked(before=True), "revoked later": revoked(before=False)}


def renewals() -> dict[str, Case]:
    office = sealing_office()
    sealed = office.seal()
    office.now = NOW + 5 * YEAR
    office.replace_unit()
    renewed = office.renew(sealed)
    office.now = NOW + 10 * YEAR
    office.replace_unit()
    again = office.renew(renewed)
    return {
        "renewed": Case(renewed, office, NOW + 6 * YEAR),
        "renewed, ten years later": Case(renewed, office, NOW + 10 * YEAR),
        "renewed twice": Case(again, office, NOW + 14 * YEAR),
        "never renewed": Case(sealed, office, NOW + UNIT_LIFETIME_SECONDS + YEAR),
        "renewed once only": Case(renewed, office, NOW + 5 * YEAR + UNIT_LIFETIME_SECONDS + YEAR),
    }


def strangers() -> dict[str, Case]:
    return {"a stranger": Case(sealing_office().seal(), shared_office())}


def changes() -> dict[str, Case]:
    """Flip a bit here and there: first in what is sealed, then in what follows it."""
    office, pdf = shared_office(), sealed_document()
    end = read_seal(pdf, office.trust.seals).covered.end
    places = {
        "sealed": range(30, end, end // FLIPS),
        "added": range(end, len(pdf), (len(pdf) - end) // FLIPS),
    }
    return {
        f"{part}, changed at {at}": Case(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :], office)
        for part, chosen in places.items()
        for at in chosen
    }


@pytest.mark.parametrize("name", ["a receipt", "a certificate"])
def test_it_finds_them_valid_with_long_term_data(judged: Judged, name: str) -> None:
    case, verdict = judged[name]
    assert verdict == Verdict(PASSED, "-", LT, NOW)
    assert ours(case)


@pytest.mark.parametrize("name", ["renewed", "renewed, ten years later", "renewed twice"])
def test_it_finds_them_valid_ten_years_later_if_renewed(judged: Judged, name: str) -> None:
    case, verdict = judged[name]
    assert verdict == Verdict(PASSED, "-", LTA, NOW)
    assert ours(case)


@pytest.mark.parametrize("name", ["never renewed", "renewed once only"])
def test_it_finds_no_proof_when_nobody_renewed_them(judged: Judged, name: str) -> None:
    case, verdict = judged[name]
    assert verdict.indication != PASSED
    assert not ours(case)


@pytest.mark.parametrize(("name", "good"), [("revoked before", False), ("revoked later", True)])
def test_it_knows_what_a_revocation_means(judged: Judged, name: str, good: bool) -> None:
    case, verdict = judged[name]
    assert (verdict.indication == PASSED) == good, verdict
    assert ours(case) == good


def test_it_trusts_nobody_else(judged: Judged) -> None:
    case, verdict = judged["a stranger"]
    assert (verdict.indication, verdict.reason) == ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND")
    assert not ours(case)


def test_what_it_refuses_we_refuse(judged: Judged) -> None:
    changed = {name: each for name, each in judged.items() if ", changed" in name}
    assert len(changed) >= 2 * FLIPS
    for name, (case, verdict) in changed.items():
        if name.startswith("sealed") or verdict.indication != PASSED:
            assert not ours(case), (name, verdict)
