from pathlib import Path

import pytest

from specimen_log import ORIGIN, log_of, signer
from thiqa.ledger.errors import LedgerError
from unit.cli.conftest import Call

KEY = signer().verifier_key.text


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    """A receipt that holds."""
    file = tmp_path / "receipt.txt"
    file.write_text(log_of(5).receipt(3))
    return file


def test_a_receipt_that_holds_says_what_is_on_the_record(call: Call, receipt: Path) -> None:
    answer = call("ledger", "verify", receipt, "--key", KEY)
    assert answer.exit_code == 0
    assert answer.stdout.startswith("This receipt holds")
    for fact in ("tax-office", "family_name", "Loi 47-06, article 1", ORIGIN):
        assert fact in answer.stdout


def test_no_byte_of_a_receipt_can_change(call: Call, receipt: Path) -> None:
    content = receipt.read_bytes()
    for place in range(0, len(content), 7):
        changed = bytes([content[place] ^ 1])
        receipt.write_bytes(content[:place] + changed + content[place + 1 :])
        answer = call("ledger", "verify", receipt, "--key", KEY)
        assert answer.exit_code == 1, place
        assert isinstance(answer.exception, LedgerError)
        assert answer.stdout == ""


@pytest.mark.parametrize(
    "key", [signer(1).verifier_key.text, signer(0, "log.example/other").verifier_key.text, "no key"]
)
def test_another_key_does_not_do(call: Call, receipt: Path, key: str) -> None:
    answer = call("ledger", "verify", receipt, "--key", key)
    assert answer.exit_code == 1
    assert isinstance(answer.exception, LedgerError)


def test_a_receipt_that_is_not_there_is_named(call: Call, tmp_path: Path) -> None:
    answer = call("ledger", "verify", tmp_path / "missing.txt", "--key", KEY)
    assert answer.exit_code == 2
    assert "missing.txt" in answer.stderr
