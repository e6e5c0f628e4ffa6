"""`thiqa pki`: what is imported is trusted for a reason, and what is old or odd is said."""

import json
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from chip_authorities import (
    NOW,
    YEAR,
    authority,
    list_signer,
    master_list,
    revocation_list,
)
from thiqa.base import system_clock
from thiqa.pki.csca import TrustStore
from thiqa.pki.csca.deviation_list import DEVIATION_LIST, write_deviation_list
from thiqa.pki.csca.extensions import DEVIATION_LIST_SIGNING, MASTER_LIST_SIGNING
from thiqa.pki.signed_object_making import make_signed_object
from unit.cli.conftest import Call

START = system_clock() - 100
ROOT = authority("CSCA", start=START - YEAR, end=START + YEAR)
SIGNER = list_signer(ROOT, MASTER_LIST_SIGNING, start=START - YEAR)
ABROAD = authority("CSCA DE", country="DE", start=START - YEAR, end=START + YEAR)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "root.cer").write_bytes(ROOT.der)
    (tmp_path / "abroad.cer").write_bytes(ABROAD.der)
    (tmp_path / "list.ml").write_bytes(master_list(SIGNER, [ROOT, ABROAD], at=START))
    (tmp_path / "revoked.crl").write_bytes(revocation_list(ROOT, at=START))
    return tmp_path


def test_a_list_is_imported_below_a_pinned_authority(call: Call, files: Path) -> None:
    pinned = call("pki", "import", "--pin", ROOT.read.fingerprint.upper(), files / "root.cer")
    assert "pinned" in pinned.output, pinned.output
    found = call("pki", "import", files / "list.ml", files / "revoked.crl")
    assert "master list of MA, 2 of 2 certificates usable" in found.output
    assert "list of 0 revoked certificates" in found.output
    listed = call("pki", "list").output.splitlines()
    assert [line.split("\t")[:2] for line in listed] == [["DE", "1"], ["MA", "1"]]
    rows = json.loads(call("pki", "list", "--json").output)
    assert [row["country"] for row in rows] == ["DE", "MA"]
    checked = call("pki", "check")
    assert checked.exit_code == 0, checked.output
    assert "no-revocation-list\tof DE" in checked.output


def test_files_may_be_named_in_any_order(call: Call, files: Path) -> None:
    named = [files / name for name in ("revoked.crl", "list.ml", "root.cer")]
    found = call("pki", "import", "--pin", ROOT.read.fingerprint, *named)
    assert found.exit_code == 0, found.output
    assert call("pki", "check").exit_code == 0


def test_a_certificate_is_not_trusted_for_being_imported(call: Call, files: Path) -> None:
    found = call("pki", "import", files / "root.cer")
    assert "not trusted" in found.output
    assert ROOT.read.fingerprint in found.output
    assert call("pki", "check").exit_code == 1
    refused = call("pki", "import", files / "list.ml")
    assert refused.exit_code == 1
    assert "nobody who is trusted" in refused.output


def test_pinning_takes_the_whole_fingerprint(call: Call, files: Path) -> None:
    found = call("pki", "import", "--pin", ROOT.read.fingerprint[:40], files / "root.cer")
    assert "not trusted" in found.output


def test_who_may_not_issue_cannot_be_pinned(call: Call, tmp_path: Path) -> None:
    made = authority("CSCA", is_authority=False)
    (tmp_path / "none.cer").write_bytes(made.der)
    found = call("pki", "import", "--pin", made.read.fingerprint, tmp_path / "none.cer")
    assert found.exit_code == 1
    assert "cannot be pinned" in found.output


def test_an_old_list_is_a_fault(call: Call, tmp_path: Path) -> None:
    _import(call, tmp_path, master_list(SIGNER, [ROOT], at=START - 100 * 86_400))
    checked = call("pki", "check")
    assert checked.exit_code == 1
    assert "FAULT\tmaster-list\tof MA" in checked.output
    assert call("pki", "check", "--max-age", "200").exit_code == 0


def test_what_is_unresolved_or_over_is_told(call: Call, tmp_path: Path) -> None:
    gone = authority("CSCA DE", country="DE")
    unresolved = authority("CSCA DE", country="DE", issuer=gone)
    old = authority("CSCA NL", country="NL", start=START - 2 * YEAR, end=START - YEAR)
    _import(call, tmp_path, master_list(SIGNER, [ROOT, unresolved, old], at=START))
    found = json.loads(call("pki", "check", "--json").output)
    kinds = {each["kind"]: each["text"] for each in found}
    assert unresolved.read.fingerprint[:16] in kinds["unresolved"]
    assert "authorities are not in their time" in kinds["over"]
    assert not any(each["fault"] for each in found)


def test_what_a_country_says_of_its_documents_is_told(call: Call, files: Path) -> None:
    by = list_signer(ROOT, DEVIATION_LIST_SIGNING, start=START - YEAR)
    der = make_signed_object(
        DEVIATION_LIST,
        write_deviation_list(f"{DEVIATION_LIST}.2.1", ["A1", "B2"], 11),
        certificate=by.der,
        private_key=by.key,
        signing_time=START,
    )
    (files / "list.dl").write_bytes(der)
    found = call(
        "pki", "import", "--pin", ROOT.read.fingerprint, files / "list.dl", files / "root.cer"
    )
    assert "deviation list of MA, 1 deviations" in found.output
    said = call("pki", "check").output
    assert "MA says of 2 documents: a data group is malformed (11)" in said


def test_an_authority_is_shown(call: Call, files: Path) -> None:
    _import(call, files, master_list(SIGNER, [ROOT, ABROAD], at=START))
    shown = call("pki", "show", "de").output
    assert "C=DE, O=Specimen, CN=CSCA DE" in shown
    assert "on the master list of MA" in shown
    found = json.loads(call("pki", "show", ROOT.read.fingerprint[:12], "--json").output)
    assert [each["trusted"] for each in found] == ["pinned"]
    assert call("pki", "show", "FR").exit_code == 1


def test_certificates_come_in_pem_too(call: Call, tmp_path: Path) -> None:
    pem = x509.load_der_x509_certificate(ROOT.der).public_bytes(Encoding.PEM)
    (tmp_path / "root.pem").write_bytes(pem)
    found = call("pki", "import", "--pin", ROOT.read.fingerprint, tmp_path / "root.pem")
    assert "pinned" in found.output


@pytest.mark.parametrize("content", [b"", b"hello", b"\x30\x00", b"-----BEGIN X-----\n?\n"])
def test_other_files_are_refused(call: Call, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    found = call("pki", "import", tmp_path / "other")
    assert found.exit_code == 1
    assert "other: " in found.output


def test_the_specimen_country_is_trusted_by_a_command(call: Call, tmp_path: Path) -> None:
    assert call("specimen", "make").exit_code == 0
    found = call("specimen", "trust")
    assert found.exit_code == 0, found.output
    assert call("specimen", "trust").exit_code == 0
    assert call("pki", "check").exit_code == 0


def _import(call: Call, folder: Path, listed: bytes) -> None:
    (folder / "root.cer").write_bytes(ROOT.der)
    (folder / "new.ml").write_bytes(listed)
    assert call("pki", "import", "--pin", ROOT.read.fingerprint, folder / "root.cer").exit_code == 0
    found = call("pki", "import", folder / "new.ml")
    assert found.exit_code == 0, found.output


def test_a_folder_elsewhere_is_named(call: Call, files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    call("pki", "import", "--trust", folder, "--pin", ROOT.read.fingerprint, files / "root.cer")
    assert list(TrustStore(folder).open(NOW).pinned) == [ROOT.read]
