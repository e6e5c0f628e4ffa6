"""The signatures of our documents, checked by OpenSSL: ECDSA and RSASSA-PSS, with each hash."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from authorities import NOW
from specimen_documents import describe, document_authority
from thiqa.card.data_groups.files import EF_SOD, DataGroup
from thiqa.card.software.document.holder import write_holder
from thiqa.card.software.document.security_object import list_hashes, write_sod
from thiqa.card.software.faults import Fault
from thiqa.card.transport.tlv import parse_one

GROUPS = frozenset({DataGroup.DG1, DataGroup.DG12})


def check(folder: Path, *faults: Fault, signer: str, hash_name: str) -> bytes | None:
    """Return what OpenSSL says was signed, or None if it refuses."""
    described = describe(*faults, data_groups=GROUPS, signer=signer)
    authority = document_authority()
    sod = write_sod(
        write_holder(described),
        signer=authority.signer_for(described, NOW),
        data_hash="sha256",
        signer_hash=hash_name,
        signed_at=NOW,
        faults=described.faults,
    )
    (folder / "sod").write_bytes(parse_one(sod, EF_SOD.tag or 0).value)
    (folder / "csca.pem").write_bytes(authority.csca.certificate.public_bytes(Encoding.PEM))
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", str(folder / "sod")]
    command += ["-CAfile", str(folder / "csca.pem"), "-purpose", "any", "-binary"]
    command += ["-attime", str(NOW), "-out", str(folder / "content")]
    done = subprocess.run(command, capture_output=True, check=False)
    return (folder / "content").read_bytes() if done.returncode == 0 else None


@pytest.mark.parametrize("signer", ["ECDSA", "RSA-PSS"])
@pytest.mark.parametrize("hash_name", ["sha256", "sha384", "sha512"])
def test_openssl_accepts_what_we_sign(tmp_path: Path, signer: str, hash_name: str) -> None:
    signed = check(tmp_path, signer=signer, hash_name=hash_name)
    assert signed == list_hashes(write_holder(describe(data_groups=GROUPS)), "sha256")


@pytest.mark.parametrize(
    "fault", [Fault.FORGED_SIGNATURE, Fault.SIGNER_ALGORITHM, Fault.CONFUSED_HASHES]
)
def test_openssl_refuses_what_is_wrong_on_purpose(tmp_path: Path, fault: Fault) -> None:
    assert check(tmp_path, fault, signer="ECDSA", hash_name="sha384") is None
