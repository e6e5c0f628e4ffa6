"""A document is sealed as in production: the key never leaves its security module."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from card_logins import specimen_pki
from sealed_documents import NOW
from security_module import PIN, TOKEN, SecurityModule
from serving import free_port, serving
from sheets_of_bodies import BODY, SHEET_NUMBER, draft
from thiqa.documents import code_in, verify_code
from thiqa.documents.sealing import Level
from thiqa.issuing.craft import craft_document
from thiqa.issuing.papers import check_paper
from thiqa.issuing.tools import Tools, open_tools
from thiqa.pki.specimen_seals import SpecimenSeals
from thiqa.specimen.authorities_app import authorities_app
from thiqa.specimen.bodies import make_seals

LABEL = "flow"
FILE = """
[time_stamps]
url = "{url}tsa"

[[seal]]
id = "body"
name = {{ ar = "{name}", fr = "{name}", zgh = "{name}", en = "{name}" }}
certificate = "body.pem"
key = "pkcs11:token={token};object={label}?module-path={module}&pin-source={folder}/pin"
"""


@dataclass(frozen=True)
class Office:
    """A body whose key is in a token, and the authorities that it asks."""

    tools: Tools
    seals: SpecimenSeals


@pytest.fixture
def office(security_module: SecurityModule, tmp_path: Path) -> Iterator[Office]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    folders = [tmp_path / name for name in ("seal-authorities", "time-stamp-authorities")]
    seals = make_seals(
        tmp_path / "seals",
        seal_authorities=folders[0],
        time_stamp_authorities=folders[1],
        now=NOW,
        base_url=url,
    )
    key = security_module.make_key(LABEL)
    certificate = seals.certify_seal(key, BODY, "NTRMA-SPECIMEN-FLOW", now=NOW)
    (tmp_path / "body.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (tmp_path / "pin").write_text(f"{PIN}\n")
    file = tmp_path / "seals.toml"
    file.write_text(
        FILE.format(
            url=url,
            name=BODY,
            token=TOKEN,
            label=LABEL,
            module=security_module.library,
            folder=tmp_path,
        )
    )
    tools = Tools(file, *folders, "https://id.example", "Africa/Casablanca", specimen=False)
    with serving(authorities_app(specimen_pki(), seals, lambda: NOW), port):
        yield Office(tools, seals)
    security_module.remove_key(LABEL)


def test_document_and_code_are_sealed_by_the_token(office: Office) -> None:
    content = draft(valid_until=NOW + 86_400)
    made = craft_document(office.tools, "body", content, SHEET_NUMBER, NOW)
    trust = open_tools(office.tools)
    paper = check_paper(made.content, trust.seal_trust, NOW)
    assert (paper.issuer, paper.sheet.number, paper.level) == (BODY, SHEET_NUMBER, Level.LONG_TERM)
    code = verify_code(code_in(made.code), trust.code_trust, now=NOW).code
    assert (code.issuer, code.number) == (BODY, SHEET_NUMBER)
