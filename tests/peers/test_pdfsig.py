"""pdfsig, of the Debian package poppler-utils, finds whole documents valid and changed ones not."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sealed_documents import (
    BODY,
    NOW,
    plain_document,
    sealed_document,
    sealing_office,
    shared_office,
)
from thiqa.documents.sealing.seal_bytes import read_seal
from thiqa.pki.specimen_tree import YEAR

FLIPS = 12


@pytest.fixture(scope="module")
def pdfsig() -> str:
    program = shutil.which("pdfsig")
    if program is None:
        pytest.fail("install the Debian package poppler-utils for this test", pytrace=False)
    return program


def said(program: str, pdf: bytes, folder: Path) -> str:
    """Return what it says of the first signature of a document."""
    file = folder / "document.pdf"
    file.write_bytes(pdf)
    # Its own certificates are of no use here: which ones are trusted is `check_seal`'s to say.
    done = subprocess.run(
        [program, "-nocert", str(file)],
        env={**os.environ, "HOME": str(folder)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.stdout.decode(errors="replace").partition("Signature #2")[0]


def test_it_finds_a_seal_valid_and_names_the_body(pdfsig: str, tmp_path: Path) -> None:
    text = said(pdfsig, sealed_document(), tmp_path)
    assert "Signature is Valid" in text
    assert f"Signer Certificate Common Name: {BODY}" in text
    assert "Signature Type: ETSI.CAdES.detached" in text
    covered = read_seal(sealed_document(), shared_office().trust.seals).covered
    assert f"[0 - {covered.first}], [{covered.second} - {covered.end}]" in text


def test_it_finds_a_renewed_one_valid(pdfsig: str, tmp_path: Path) -> None:
    office = sealing_office()
    sealed = office.seal()
    office.now = NOW + YEAR
    assert "Signature is Valid" in said(pdfsig, office.renew(sealed), tmp_path)


def test_it_finds_changed_ones_invalid(pdfsig: str, tmp_path: Path) -> None:
    pdf = sealed_document()
    covered = read_seal(pdf, shared_office().trust.seals).covered
    valid = re.compile("Signature is Valid")
    for at in range(20, covered.first, covered.first // FLIPS):
        changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
        assert not valid.search(said(pdfsig, changed, tmp_path)), at


def test_it_finds_no_seal_where_there_is_none(pdfsig: str, tmp_path: Path) -> None:
    assert "Signature is Valid" not in said(pdfsig, plain_document(), tmp_path)
