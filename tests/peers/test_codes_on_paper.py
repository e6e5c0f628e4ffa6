"""Codes on paper: drawn by Poppler as a scanner sees them, read by ZBar and by ZXing."""

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from sheets import AT
from sheets_of_bodies import ROWS, body_seal, certificate_of, row, sheet_of
from thiqa.documents import code_in, sign_code, trust_seals, verify_code

SCANNED = 150
"""Dots to the inch: what a fax or a hurried scanner gives."""
STAIN = 0.36
"""Of the side of the code."""


def scan(pdf: bytes, folder: Path) -> Path:
    """Draw the last page, which has the code, as grey dots."""
    tool = shutil.which("pdftoppm")
    if tool is None:
        pytest.skip("Poppler is missing: install poppler-utils")
    (folder / "sheet.pdf").write_bytes(pdf)
    last = str(len(pypdfium2.PdfDocument(pdf)))
    how = ["-r", str(SCANNED), "-f", last, "-gray", "-png", "-singlefile"]
    subprocess.run([tool, *how, "sheet.pdf", "sheet"], cwd=folder, check=True)
    return folder / "sheet.png"


@pytest.mark.parametrize("languages", [("ar", "fr"), ("ar", "zgh"), ("en",)])
def test_zbar_reads_the_code_of_a_scanned_sheet(languages: tuple[str, ...], tmp_path: Path) -> None:
    reader = shutil.which("zbarimg")
    if reader is None:
        pytest.skip("ZBar is missing: install zbar-tools")
    picture = scan(certificate_of(languages=languages), tmp_path)
    found = subprocess.run(
        [reader, "--quiet", "--raw", picture], capture_output=True, text=True, check=True
    )
    trust = trust_seals([body_seal().certificate])
    verified = verify_code(code_in(found.stdout.strip()), trust, now=AT)
    assert verified.code.holder == sheet_of().holder


def test_a_code_with_a_stain_on_it_is_read(tmp_path: Path) -> None:
    with Image.open(scan(certificate_of(), tmp_path)) as picture:
        [clean] = zxingcpp.read_barcodes(picture)
        corner, opposite = clean.position.top_left, clean.position.bottom_right
        x, y = (corner.x + opposite.x) / 2, (corner.y + opposite.y) / 2
        radius = STAIN / 2 * (opposite.x - corner.x)
        pen = ImageDraw.Draw(picture)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=90)
        [stained] = zxingcpp.read_barcodes(picture)
    assert stained.text == clean.text


def test_a_long_code_is_larger_and_is_read(tmp_path: Path) -> None:
    label = ROWS[0]["label"]
    rows = [row(f"r{at}", label, {"text": "ⵣ" * 90}, essential=True) for at in range(4)]
    name = {"latin": "W" * 200, "arabic": "س" * 200}
    sheet = sheet_of(holder=name, rows=rows)
    with Image.open(scan(certificate_of(sheet), tmp_path)) as picture:
        [found] = zxingcpp.read_barcodes(picture)
    data = code_in(found.text)
    assert data == sign_code(sheet, body_seal())
    assert len(data) > 2_000
