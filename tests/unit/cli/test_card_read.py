"""`thiqa card read`: a document on the command line."""

import json
from pathlib import Path
from typing import Any

import click.testing
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from specimen_documents import CAN, NOW, describe, document_state, specimen_credentials
from thiqa.card.channel.errors import PasswordFormError, WrongPasswordError
from thiqa.card.channel.passwords import CanPassword, MrzPassword, PinPassword
from thiqa.card.data_groups.images import ImageFormat, image_format
from thiqa.card.errors import TraceError
from thiqa.card.software.faults import Fault
from thiqa.card.software.memory import FileMemory
from thiqa.cli.card_password import PasswordKind, read_password
from thiqa.cli.main import thiqa
from thiqa.pki.csca.certificate import read_chip_certificate
from thiqa.pki.csca.store import TrustStore
from unit.cli.conftest import Call

LENIENT = ("--policy", "old-passports")


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    """A folder in which the specimen authority is pinned."""
    authority = specimen_credentials()["csca"].certificate.public_bytes(Encoding.DER)
    store = TrustStore(tmp_path / "trust")
    store.create()
    store.pin(read_chip_certificate(authority), NOW)
    return tmp_path / "trust"


@pytest.fixture
def access_number(tmp_path: Path) -> Path:
    """A file with the access number."""
    file = tmp_path / "can"
    file.write_text(f"{CAN}\n")
    return file


def put(path: Path, *faults: Fault, **changes: Any) -> Path:
    FileMemory(path).create(document_state(describe(*faults, **changes)))
    return path


@pytest.fixture
def read(call: Call, tmp_path: Path, trust: Path, access_number: Path) -> Call:
    """Reads a card that was put into `card.json`."""

    def read(*arguments: str | Path) -> click.testing.Result:
        card = tmp_path / "card.json"
        if not card.exists():
            put(card)
        source = () if {"--trace", "--card"} & set(arguments) else ("--card", card)
        return call(
            *("card", "read", *source, "--trust", trust, "--password-file", access_number),
            *arguments,
        )

    return read


def test_a_document_that_holds_is_a_table_and_exit_status_0(read: Call) -> None:
    done = read(*LENIENT)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("This document holds (policy old-passports).\n")
    assert "SPECIMEN BENALI, SALMA" in done.stdout
    assert "سلمى" in done.stdout
    assert "PACE-ECDH-GM-AES-128 with the CAN" in done.stdout


def test_the_password_is_asked_for_without_being_shown(tmp_path: Path, trust: Path) -> None:
    card = put(tmp_path / "card.json", number="SP2000020")
    arguments = ["card", "read", "--card", str(card), "--trust", str(trust), *LENIENT]
    done = click.testing.CliRunner().invoke(thiqa, arguments, input=f"{CAN}\n")
    assert done.exit_code == 0, done.output
    assert "The access number printed on the card: " in done.stderr
    assert CAN not in done.stderr


def test_a_document_that_does_not_hold_is_exit_status_3_and_says_why(read: Call) -> None:
    done = read()
    assert done.exit_code == 3
    assert done.stdout.startswith("This document is REFUSED (policy national-card).\n")
    assert "nobody has shown that it is true" in done.stdout
    assert "! not done  A fresh list does not revoke the signer.\n" in done.stdout
    assert "revocation-unknown: " in done.stdout


def test_programs_get_every_check_and_only_what_may_be_believed(read: Call) -> None:
    good, bad = json.loads(read("--json", *LENIENT).stdout), json.loads(read("--json").stdout)
    assert good["holds"] is True
    assert good["document"]["dg1"]["document_number"] == "SP1000010"
    assert good["document"]["dg1"]["layout"] == "TD1"
    assert good["document"]["dg11"]["name"]["secondary"] == "سلمى"
    assert good["claimed"] is None
    assert good["chip"]["access"]["protocol"] == "pace"
    assert good["chip"]["files"]["EF.DG1"] == 95
    assert (bad["holds"], bad["document"]) == (False, None)
    assert bad["claimed"] == good["document"]
    reasons = {each["check"]: each["reason"] for each in bad["checks"]}
    assert reasons["revocation"] == "revocation-unknown"
    assert all(each["clause"] for each in bad["checks"] if each["reason"])


def test_the_steps_are_told_on_standard_error(read: Call) -> None:
    done = read(*LENIENT)
    assert done.stderr.splitlines()[:3] == ["what it offers", "how much it takes", "PACE"]


def test_the_portrait_of_a_document_that_holds_is_written(read: Call, tmp_path: Path) -> None:
    done = read(*LENIENT, "--photo", tmp_path / "portrait")
    assert "wrote the portrait (jpeg2000)" in done.stderr
    assert image_format((tmp_path / "portrait").read_bytes()) is ImageFormat.JPEG_2000


def test_the_portrait_of_a_refused_document_is_not_written(read: Call, tmp_path: Path) -> None:
    done = read("--photo", tmp_path / "portrait")
    assert "no portrait was written: the document is refused" in done.stderr
    assert not (tmp_path / "portrait").exists()


def test_a_recorded_reading_is_held_again(read: Call, tmp_path: Path) -> None:
    first = read("--json", *LENIENT, "--record", tmp_path / "trace.json")
    again = read("--json", *LENIENT, "--trace", tmp_path / "trace.json")
    assert again.exit_code == 0, again.output
    assert json.loads(again.stdout)["document"] == json.loads(first.stdout)["document"]
    assert json.loads(again.stdout)["chip"]["apdus"] == json.loads(first.stdout)["chip"]["apdus"]


def test_a_recording_is_there_when_reading_failed(
    read: Call, tmp_path: Path, access_number: Path
) -> None:
    access_number.write_text("999999")
    done = read(*LENIENT, "--record", tmp_path / "trace.json")
    assert isinstance(done.exception, WrongPasswordError)
    assert json.loads((tmp_path / "trace.json").read_bytes())["exchanges"]


def test_a_trace_that_is_none_is_refused(read: Call, tmp_path: Path) -> None:
    (tmp_path / "trace.json").write_text("{}")
    assert isinstance(read("--trace", tmp_path / "trace.json").exception, TraceError)


def test_one_card_is_read(call: Call, tmp_path: Path, trust: Path, access_number: Path) -> None:
    card = put(tmp_path / "card.json")
    options = ("--trust", trust, "--password-file", access_number)
    done = call("card", "read", "--card", card, "--reader", "Nowhere", *options)
    assert done.exit_code == 2
    assert "one of --reader, --card and --trace" in done.stderr


def test_an_altered_document_is_refused_by_every_policy(read: Call, tmp_path: Path) -> None:
    altered = put(tmp_path / "altered.json", Fault.ALTERED_DATA)
    done = read("--card", altered, *LENIENT)
    assert done.exit_code == 3
    assert "data-group-altered" in done.stdout


def test_basic_access_is_used_where_a_policy_allows_it(
    read: Call, tmp_path: Path, access_number: Path
) -> None:
    old = put(tmp_path / "old.json", pace=(), basic_access=True, chip_authentication=None)
    access_number.write_text("SP1000010 900517 350101")
    done = read("--card", old, "--with", "mrz", *LENIENT)
    assert done.exit_code == 0, done.output
    assert "Opened by BAC with the MRZ" in done.stdout
    assert "BAC is not allowed" in str(read("--card", old, "--with", "mrz").exception)


ZONE = """I<MARSP10000105SP100001<<<<<<<
9005178F3501014MAR<<<<<<<<<<<9
SPECIMEN<BENALI<<SALMA<<<<<<<<"""


def test_passwords_are_read_as_people_write_them() -> None:
    assert read_password(PasswordKind.CAN, " 123456\n") == CanPassword("123456")
    assert read_password(PasswordKind.PIN, "12345") == PinPassword("12345")
    fields = MrzPassword("SP1000010", "900517", "350101")
    assert read_password(PasswordKind.MRZ, "sp1000010 900517 350101") == fields
    assert read_password(PasswordKind.MRZ, ZONE) == fields


@pytest.mark.parametrize("text", ["", "SP1000010", ZONE.replace("9005178", "9005177")])
def test_what_is_no_zone_is_not_sent_to_the_chip(text: str) -> None:
    with pytest.raises(PasswordFormError):
        read_password(PasswordKind.MRZ, text)
