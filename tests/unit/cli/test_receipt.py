from pathlib import Path

import pytest

from specimen_log import NOON, ORIGIN, log_of, release, signer, witnessed_policy
from thiqa.cli.receipt import NO_WITNESS_ASKED, PolicyFileError
from thiqa.ledger.entry import seal_entry
from thiqa.ledger.errors import LedgerError, QuorumError
from thiqa.ledger.models import first_entry_id
from thiqa.ledger.promise import Promiser
from unit.cli.conftest import Call
from verify_site import verify_page

KEY = signer().verifier_key.text


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    """A receipt that two of three witnesses have seen."""
    file = tmp_path / "receipt.txt"
    file.write_text(log_of(5).receipt(3, witnesses=(0, 1)))
    return file


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A policy that asks for two of three witnesses."""
    file = tmp_path / "record.policy"
    file.write_text(witnessed_policy().text)
    return file


def test_a_receipt_that_holds_says_what_is_on_the_record(
    call: Call, receipt: Path, policy: Path
) -> None:
    answer = call("receipt", "verify", receipt, "--policy", policy)
    assert answer.exit_code == 0
    assert answer.stdout.startswith("This receipt holds")
    for fact in ("tax-office", "family_name", "Loi 47-06, article 1", ORIGIN, "w1.example"):
        assert fact in answer.stdout


def test_a_receipt_with_too_few_witnesses_does_not_hold(
    call: Call, receipt: Path, policy: Path
) -> None:
    policy.write_text(witnessed_policy(threshold=3).text)
    answer = call("receipt", "verify", receipt, "--policy", policy)
    assert answer.exit_code == 1
    assert isinstance(answer.exception, QuorumError)
    assert answer.stdout == ""


def test_a_key_completes_a_policy_that_names_no_log(
    call: Call, receipt: Path, policy: Path
) -> None:
    lines = witnessed_policy().text.splitlines(keepends=True)
    policy.write_text("".join(line for line in lines if not line.startswith("log ")))
    assert call("receipt", "verify", receipt, "--policy", policy).exit_code == 1
    assert call("receipt", "verify", receipt, "--policy", policy, "--key", KEY).exit_code == 0


def test_the_word_of_the_log_alone_is_called_so(call: Call, receipt: Path) -> None:
    answer = call("receipt", "verify", receipt, "--key", KEY)
    assert answer.exit_code == NO_WITNESS_ASKED
    assert "No witness was asked" in answer.stdout
    assert call("receipt", "verify", receipt, "--key", KEY, "--without-witnesses").exit_code == 0


def test_a_policy_that_asks_for_no_witness_is_called_so(
    call: Call, receipt: Path, policy: Path
) -> None:
    policy.write_text(f"log {KEY}\nquorum none\n")
    assert call("receipt", "verify", receipt, "--policy", policy).exit_code == NO_WITNESS_ASKED


def test_no_byte_of_a_receipt_can_change(call: Call, receipt: Path, policy: Path) -> None:
    content = receipt.read_bytes()
    for place in range(0, len(content), 7):
        changed = bytes([content[place] ^ 1])
        receipt.write_bytes(content[:place] + changed + content[place + 1 :])
        answer = call("receipt", "verify", receipt, "--policy", policy)
        assert answer.exit_code == 1, place
        assert isinstance(answer.exception, LedgerError)
        assert answer.stdout == ""


@pytest.mark.parametrize(
    "key", [signer(1).verifier_key.text, signer(0, "log.example/other").verifier_key.text, "no key"]
)
def test_another_key_does_not_do(call: Call, receipt: Path, key: str) -> None:
    answer = call("receipt", "verify", receipt, "--key", key, "--without-witnesses")
    assert answer.exit_code == 1
    assert isinstance(answer.exception, LedgerError)


def test_whom_one_trusts_must_be_said(call: Call, receipt: Path) -> None:
    answer = call("receipt", "verify", receipt)
    assert isinstance(answer.exception, PolicyFileError)
    assert "--policy" in str(answer.exception)


@pytest.mark.parametrize("content", [b"\xff", b"quorum everybody\n"])
def test_a_file_that_is_no_policy_is_refused(
    call: Call, receipt: Path, policy: Path, content: bytes
) -> None:
    policy.write_bytes(content)
    answer = call("receipt", "verify", receipt, "--policy", policy)
    assert answer.exit_code == 1
    assert answer.stdout == ""


def test_a_receipt_that_is_not_there_is_named(call: Call, tmp_path: Path) -> None:
    answer = call("receipt", "verify", tmp_path / "missing.txt", "--key", KEY)
    assert answer.exit_code == 2
    assert "missing.txt" in answer.stderr


def test_a_promise_says_by_when_the_receipt_is_there(call: Call, tmp_path: Path) -> None:
    sealed = seal_entry(release(), bytes)
    given = Promiser(signer(), lambda: NOON).promise(
        first_entry_id(NOON), sealed.leaf, sealed.opening
    )
    file = tmp_path / "promise.txt"
    file.write_text(given.text)
    answer = call("receipt", "promise", file, "--key", KEY)
    assert answer.exit_code == 0
    assert "tax-office" in answer.stdout
    assert "published by        2026-11-18 12:06:40 UTC" in answer.stdout
    assert call("receipt", "verify", file, "--key", KEY).exit_code == 1
    assert call("receipt", "promise", file, "--key", signer(5).verifier_key.text).exit_code == 1


def test_the_page_that_checks_is_written_for_who_hands_it_on(
    call: Call, policy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "verify.html"
    assert call("receipt", "page", file, "--policy", policy).exit_code == 0
    assert file.read_bytes() == verify_page(witnessed_policy()).html
