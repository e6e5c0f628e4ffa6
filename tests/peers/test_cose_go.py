"""go-cose and its CBOR, which nobody here wrote, read the codes on paper as we do."""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sheets import AT, code_on
from sheets_of_bodies import (
    BODY,
    SHEET_NUMBER,
    SoftwareSeal,
    body_seal,
    certificate_of,
    new_seal,
    sheet_of,
)
from thiqa.documents import code_in, sign_code

SOURCE = Path(__file__).parent / "cose_go"
BUILD_SECONDS = 240
pytestmark = pytest.mark.timeout(BUILD_SECONDS + 60)
SEAL = body_seal()

Read = Callable[[Sequence[tuple[bytes, x509.Certificate]]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    go = shutil.which("go")
    if go is None:
        pytest.skip("Go is not installed: our codes were not shown to go-cose")
    program = tmp_path_factory.mktemp("go") / "peer"
    subprocess.run([go, "build", "-o", program, "."], cwd=SOURCE, check=True, timeout=BUILD_SECONDS)

    def run(codes: Sequence[tuple[bytes, x509.Certificate]]) -> list[dict[str, Any]]:
        questions = [
            {
                "code": base64.b64encode(code).decode(),
                "certificate": base64.b64encode(seal.public_bytes(Encoding.DER)).decode(),
            }
            for code, seal in codes
        ]
        done = subprocess.run(
            [program], input=json.dumps(questions).encode(), capture_output=True, check=True
        )
        answers: list[dict[str, Any]] = json.loads(done.stdout)
        return answers

    return run


def test_it_reads_the_code_from_the_paper(read: Read) -> None:
    sheet = sheet_of()
    [said] = read([(code_in(code_on(certificate_of(sheet))), SEAL.certificate)])
    digest = base64.b64encode(sha256(sheet.to_json()).digest()).decode()
    assert said == {
        "issuer": BODY,
        "number": SHEET_NUMBER,
        "type": sheet.type,
        "issued": AT,
        "expires": sheet.valid_until,
        "digest": digest,
        "holder": [sheet.holder.latin, sheet.holder.arabic],
    }


def test_it_refuses_what_we_refuse(read: Read) -> None:
    code = sign_code(sheet_of(), SEAL)
    changed = bytearray(code)
    changed[code.index(BODY.encode())] ^= 1
    forged = sign_code(sheet_of(), SoftwareSeal(SEAL.certificate, new_seal(BODY).key))
    stranger = new_seal(BODY).certificate
    answers = read(
        [(bytes(changed), SEAL.certificate), (forged, SEAL.certificate), (code, stranger)]
    )
    assert [each["refused"] for each in answers] == [
        "verification error",
        "verification error",
        "x5t names another certificate",
    ]
