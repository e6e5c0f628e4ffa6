"""veraPDF finds every sheet compliant with PDF/A-3a and PDF/UA-1, sealed ones too."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from peers.maven import MAX_SECONDS, java_program
from sealed_documents import shared_office
from sheets import history_sheet, receipt_sheet
from sheets_of_bodies import ADDRESS, ROWS, certificate_of, four, row, sheet_of
from thiqa.documents.typesetting import PDF_STANDARDS
from thiqa.web import Language

SOURCE = Path(__file__).parent / "verapdf"
pytestmark = pytest.mark.timeout(MAX_SECONDS)
FLAVOURS = {"3a", "ua1"}

Failures = Mapping[str, list[str]]
Validate = Callable[[Mapping[str, bytes]], Failures]


@pytest.fixture(scope="module")
def validate(tmp_path_factory: pytest.TempPathFactory) -> Validate:
    program = java_program(SOURCE, "Validate")

    def run(documents: Mapping[str, bytes]) -> Failures:
        """Return what fails in each document, after both standards were checked."""
        folder = tmp_path_factory.mktemp("verapdf")
        for name, pdf in documents.items():
            (folder / name).write_bytes(pdf)
        failures: dict[str, list[str]] = {}
        checked: dict[str, set[str]] = {}
        name = ""
        for line in program.run([folder / each for each in documents]).splitlines():
            first, second, rest = line.split(" ", 2)
            if first == "FAILED":
                failures[name].append(f"{second} {rest}")
            else:
                name = Path(rest).name
                failures.setdefault(name, [])
                checked.setdefault(name, set()).add(first)
                assert int(second) > 500, line
        assert checked == dict.fromkeys(documents, FLAVOURS)
        return failures

    return run


def _hard_sheet() -> bytes:
    """Typeset what is hard: long words, no first name, partial dates, brackets, many pages."""
    label = ROWS[0]["label"]
    values: list[Any] = [
        {"latin": "W" * 120, "arabic": "سلمى" * 30},
        {"latin": "ABC) (سلمى 12"},
        {"arabic": "سلمى (12) [ABC"},
        {"date": "1952"},
        {"date": "1952-03"},
        {"amount": 1_234_567_890, "currency": "MAD"},
        {"text": "+212 6 12-34 (56) سُلَّمَى"},
    ]
    rows = [ROWS[0], *(row(f"r{at}", label, value) for at, value in enumerate(values))]
    rows += [row(f"s{at}", ADDRESS, {"text": "x"}) for at in range(30)]
    sentence = "\u2068سلمى (12\u2069, \u2068ABC)\u2069 : " + "x " * 300 + "x"
    sentences = four(sentence, sentence, sentence, sentence)
    return certificate_of(sheet_of(rows=rows, statements=[sentences] * 6))


def test_every_sheet_is_kept_and_read_aloud(validate: Validate) -> None:
    documents = {
        **{
            f"{'-'.join(languages)}.pdf": certificate_of(languages=languages)
            for languages in (["ar", "fr"], ["ar", "zgh"], ["ar", "en"], ["ar"], ["fr"], ["zgh"])
        },
        "hard.pdf": _hard_sheet(),
        **{f"receipt-{each}.pdf": receipt_sheet(language=each) for each in Language},
        **{f"history-{each}.pdf": history_sheet(each) for each in (Language.AR, Language.FR)},
    }
    assert validate(documents) == {name: [] for name in documents}


def test_a_seal_leaves_it_so(validate: Validate) -> None:
    office = shared_office()
    sealed = office.seal(certificate_of())
    documents = {"sealed.pdf": sealed, "renewed.pdf": office.renew(sealed)}
    assert validate(documents) == {name: [] for name in documents}


def test_the_validator_finds_what_is_wrong(validate: Validate) -> None:
    """Else it would be no proof that it finds nothing."""
    good = certificate_of()
    changes = {
        "untitled.pdf": (b"/DisplayDocTitle true", b"/DisplayDocTitle null"),
        "untagged.pdf": (b"/Marked true", b"/Marked null"),
        "unrelated.pdf": (b"/AFRelationship", b"/XXRelationship"),
    }
    documents = {name: good.replace(old, new) for name, (old, new) in changes.items()}
    assert all(documents[name] != good for name in changes)
    failures = validate(documents)
    assert all(failures.values()), failures
    assert PDF_STANDARDS == ("a-3a", "ua-1")
