"""`thiqa card read`: a document on the command line."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click.testing
import pytest

from specimen_documents import CAN, describe, login_state
from thiqa.base import system_clock
from thiqa.card.channel.errors import PasswordFormError, WrongPasswordError
from thiqa.card.channel.passwords import CanPassword, MrzPassword, PinPassword
from thiqa.card.data_groups.images import ImageFormat, image_format
from thiqa.card.errors import TraceError
from thiqa.card.reading.errors import AccessRefusedError
from thiqa.card.software.document.making import make_chip
from thiqa.card.software.document.signers import DocumentAuthority
from thiqa.card.software.faults import Fault
from thiqa.card.software.memory import FileMemory
from thiqa.cli.card_password import PasswordKind, read_password
from thiqa.cli.main import thiqa
from thiqa.crypto.key_file import ensure_signer
from thiqa.lost_documents import ReportKind, Series, StatusQuery, write_list
from thiqa.lost_documents.hidden_numbers import MIN_SALT_BYTES
from thiqa.pki import specimen, specimen_csca
from thiqa.pki.csca.store import TrustStore
from unit.cli.conftest import Call

STOLEN = "SP9999999"
LENIENT = ("--policy", "old-passports")

Put = Callable[..., Path]


class Country(NamedTuple):
    """A specimen country of today: who signs its documents, and whom that makes trusted."""

    made_at: int
    authority: DocumentAuthority
    trust: Path


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """The command knows no other time than today's, so the country is of today."""
    folder, now = tmp_path_factory.mktemp("country"), system_clock()
    pki = specimen.make(folder / "pki", now=now)
    store = TrustStore(folder / "trust")
    store.create()
    specimen_csca.make(pki, folder / "csca", now=now).fill(store, now)
    return Country(now, DocumentAuthority(pki.csca, pki.document_signer), store.folder)


@pytest.fixture
def lost(tmp_path: Path, country: Country) -> tuple[str | Path, ...]:
    """The options for a list on which one document is reported."""
    signer = ensure_signer(tmp_path / "lost.pem")
    raw = write_list(
        {StatusQuery("MAR", "I", STOLEN).spelling: ReportKind.STOLEN},
        signer,
        issuer="Specimen list",
        series=Series(bytes(MIN_SALT_BYTES), memory_kib=8, passes=1),
        countries=("MAR",),
        document_types=("I",),
        now=country.made_at,
        next_update=country.made_at + 86_400,
    )
    (tmp_path / "lost.list").write_bytes(raw)
    (tmp_path / "lost.jwk").write_text(json.dumps(signer.public_jwk))
    return ("--lost-list", tmp_path / "lost.list", "--lost-key", tmp_path / "lost.jwk")


@pytest.fixture
def put(tmp_path: Path, country: Country) -> Put:
    """Makes a card in a file, signed today."""

    def put(*faults: Fault, **changes: Any) -> Path:
        described = describe(*faults, **changes)
        chip = make_chip(
            described,
            country.authority.signer_for(described, country.made_at),
            signed_at=country.made_at,
            random_bytes=os.urandom,
        )
        FileMemory(tmp_path / "card.json").create(replace(login_state("adult"), chip=chip))
        return tmp_path / "card.json"

    return put


@pytest.fixture
def access_number(tmp_path: Path) -> Path:
    """A file with the access number."""
    file = tmp_path / "can"
    file.write_text(f"{CAN}\n")
    return file


@pytest.fixture
def read(call: Call, country: Country, access_number: Path) -> Call:
    """Reads a card with its access number."""

    def read(*arguments: str | Path) -> click.testing.Result:
        where = ("--trust", country.trust, "--password-file", access_number)
        return call("card", "read", *where, *arguments)

    return read


def test_a_document_that_holds_is_a_table_and_exit_status_0(
    read: Call, put: Put, lost: tuple[str | Path, ...]
) -> None:
    done = read("--card", put(), *lost)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("This document holds (policy national-card).\n")
    assert "name              SPECIMEN BENALI, SALMA\n" in done.stdout
    assert "سلمى" in done.stdout
    assert "  held      The document is not reported as lost, stolen or revoked." in done.stdout
    assert "Opened by PACE-ECDH-GM-AES-128 with the CAN" in done.stdout


def test_a_document_that_does_not_hold_is_exit_status_3_and_says_why(read: Call, put: Put) -> None:
    done = read("--card", put())
    assert done.exit_code == 3
    assert done.stdout.startswith("This document is REFUSED (policy national-card).\n")
    assert "nobody has shown that it is true" in done.stdout
    assert "! not done  The document is not reported as lost, stolen or revoked.\n" in done.stdout
    assert "status-not-asked: " in done.stdout


def test_a_stolen_document_is_named(read: Call, put: Put, lost: tuple[str | Path, ...]) -> None:
    done = read("--card", put(number=STOLEN), *lost)
    assert done.exit_code == 3
    assert "document-reported: " in done.stdout


def test_a_zone_that_cannot_be_read_is_a_verdict_too(
    read: Call, put: Put, lost: tuple[str | Path, ...]
) -> None:
    card = put()
    state = FileMemory(card).read()
    assert state.chip is not None
    files = {**state.chip.files, "EF.DG1": bytes.fromhex("61025F1F")}
    FileMemory(card).write(replace(state, chip=replace(state.chip, files=files)))
    done = read("--card", card, *lost)
    assert done.exit_code == 3, done.output
    assert "mrz-malformed: " in done.stdout


def test_an_altered_document_is_refused_by_every_policy(read: Call, put: Put) -> None:
    done = read("--card", put(Fault.ALTERED_DATA), *LENIENT)
    assert done.exit_code == 3
    assert "data-group-altered: " in done.stdout


def test_nobody_is_trusted_in_an_empty_folder(read: Call, put: Put, tmp_path: Path) -> None:
    TrustStore(tmp_path / "nobody").create()
    done = read("--card", put(), *LENIENT, "--trust", tmp_path / "nobody")
    assert done.exit_code == 3
    assert "csca-unknown: " in done.stdout


def test_the_password_is_asked_for_without_being_shown(put: Put, country: Country) -> None:
    number = "SP2000020"
    arguments = ["card", "read", "--card", str(put(number=number)), "--trust", str(country.trust)]
    done = click.testing.CliRunner().invoke(thiqa, [*arguments, *LENIENT], input=f"{CAN}\n")
    assert done.exit_code == 0, done.output
    assert "The access number printed on the card: " in done.stderr
    assert CAN not in done.stderr


def test_a_zone_is_asked_for_line_by_line(put: Put, country: Country) -> None:
    where = ["--card", str(put()), "--trust", str(country.trust), "--with", "mrz"]
    arguments = ["card", "read", *where, *LENIENT]
    done = click.testing.CliRunner().invoke(thiqa, arguments, input=f"{ZONE}\n")
    assert done.exit_code == 0, done.output
    assert done.stderr.count("Its next line: ") == 2
    assert "with the MRZ" in done.stdout


def test_programs_get_every_check_and_only_what_may_be_believed(read: Call, put: Put) -> None:
    card = put()
    good = json.loads(read("--card", card, "--json", *LENIENT).stdout)
    bad = json.loads(read("--card", card, "--json").stdout)
    assert (good["holds"], good["claimed"]) == (True, None)
    assert good["document"]["dg1"]["document_number"] == "SP1000010"
    assert good["document"]["dg1"]["layout"] == "TD1"
    assert good["document"]["dg11"]["name"]["secondary"] == "سلمى"
    assert good["chip"]["access"]["protocol"] == "pace"
    assert good["chip"]["files"]["EF.DG1"] == 95
    assert (bad["holds"], bad["document"]) == (False, None)
    assert bad["claimed"] == good["document"]
    reasons = {each["check"]: each["reason"] for each in bad["checks"]}
    assert reasons["status"] == "status-not-asked"
    assert all(each["clause"] for each in bad["checks"])


def test_the_steps_are_told_on_standard_error(read: Call, put: Put) -> None:
    done = read("--card", put())
    assert done.stderr.splitlines()[:3] == ["what it offers", "how much it takes", "PACE"]


def test_the_portrait_of_a_document_that_holds_is_written(
    read: Call, put: Put, tmp_path: Path
) -> None:
    done = read("--card", put(), *LENIENT, "--photo", tmp_path / "portrait")
    assert "wrote the portrait (jpeg2000)" in done.stderr
    assert image_format((tmp_path / "portrait").read_bytes()) is ImageFormat.JPEG_2000


def test_the_portrait_of_a_refused_document_is_not_written(
    read: Call, put: Put, tmp_path: Path
) -> None:
    done = read("--card", put(), "--photo", tmp_path / "portrait")
    assert "no portrait was written: the document is refused" in done.stderr
    assert not (tmp_path / "portrait").exists()


def test_a_recorded_reading_is_held_again(read: Call, put: Put, tmp_path: Path) -> None:
    trace = tmp_path / "trace.json"
    card = put(active_authentication="ECDSA")
    first = json.loads(read("--json", *LENIENT, "--card", card, "--record", trace).stdout)
    done = read("--json", *LENIENT, "--trace", trace)
    assert done.exit_code == 0, done.output
    again = json.loads(done.stdout)
    assert again["document"] == first["document"]
    assert again["chip"]["apdus"] == first["chip"]["apdus"]
    assert (first["chip"]["recorded"], again["chip"]["recorded"]) == (False, True)


def test_a_recording_is_not_taken_for_a_card(read: Call, put: Put, tmp_path: Path) -> None:
    trace = tmp_path / "trace.json"
    card = put()
    assert not read(*LENIENT, "--card", card, "--record", trace).stdout.startswith("A RECORDING")
    assert read(*LENIENT, "--trace", trace).stdout.startswith("A RECORDING was read")


def test_a_recording_is_there_when_reading_failed(
    read: Call, put: Put, tmp_path: Path, access_number: Path
) -> None:
    access_number.write_text("999999")
    done = read("--card", put(), "--record", tmp_path / "trace.json")
    assert isinstance(done.exception, WrongPasswordError)
    assert json.loads((tmp_path / "trace.json").read_bytes())["exchanges"]


def test_a_wrong_pin_leaves_tries_and_says_how_many(
    read: Call, put: Put, access_number: Path
) -> None:
    access_number.write_text("9999")
    done = read("--card", put(pin_opens=True), "--with", "pin")
    assert done.exit_code == 1
    assert "tries left: 2" in done.stderr


def test_a_trace_that_is_none_is_refused(read: Call, tmp_path: Path) -> None:
    (tmp_path / "trace.json").write_text("{}")
    assert isinstance(read("--trace", tmp_path / "trace.json").exception, TraceError)


def test_one_card_is_read(read: Call, put: Put) -> None:
    done = read("--card", put(), "--reader", "Nowhere")
    assert done.exit_code == 2
    assert "one of --reader, --card and --trace" in done.stderr


def test_basic_access_is_used_where_a_policy_allows_it(
    read: Call, put: Put, access_number: Path
) -> None:
    old = put(pace=(), basic_access=True, chip_authentication=None)
    access_number.write_text("SP1000010 900517 350101")
    done = read("--card", old, "--with", "mrz", *LENIENT)
    assert done.exit_code == 0, done.output
    assert "Opened by BAC with the MRZ" in done.stdout
    assert "900517" not in read("--card", old, "--with", "mrz", "--json", *LENIENT).stderr
    refused = read("--card", old, "--with", "mrz")
    assert isinstance(refused.exception, AccessRefusedError)


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


def test_programs_are_told_by_which_code_a_reading_stopped(read: Call, put: Put) -> None:
    done = read("--json", "--card", put(Fault.REFLECTED_KEY))
    assert done.exit_code == 1
    assert json.loads(done.stdout)["stopped"]["code"] == "key-reflected"
