"""The benchmark of the chip: a document is read, verified, counted and shown."""

from functools import partial
from pathlib import Path

import pytest

from bench.card.documents import SPECIMEN, Document, make_document
from bench.card.measuring import VERIFICATION, WHOLE, measure, spread
from bench.card.report import comparison, table
from bench.errors import BenchError
from thiqa.card import open_card
from thiqa.card.transport.connection import InProcessConnection
from thiqa.card.verification.policy import OLD_PASSPORTS
from thiqa.pki.specimen import make

NOW = 1_795_000_000


@pytest.fixture
def document(tmp_path: Path) -> Document:
    pki = make(tmp_path / "pki", now=NOW)
    return make_document(tmp_path / "card.json", SPECIMEN, pki, NOW)


def test_each_step_is_timed_and_its_commands_counted(document: Document) -> None:
    figures = measure(document, partial(InProcessConnection, open_card(document.path)), 2)
    assert list(figures.latency)[-2:] == [VERIFICATION, WHOLE]
    assert figures.apdus[WHOLE] == sum(n for step, n in figures.apdus.items() if step != WHOLE)
    assert figures.apdus["PACE"] >= 5
    assert 0 < figures.of_the_card["PACE"] < figures.processor["PACE"]
    shown = table("a document", figures)
    assert "a document (2 readings)" in shown
    assert "chip authentication" in shown
    assert "BAC" not in shown
    assert "1.00" in comparison({"in one process": figures})


def test_a_document_that_is_refused_is_no_figure(document: Document, tmp_path: Path) -> None:
    stranger = make(tmp_path / "another", now=NOW)
    other = make_document(tmp_path / "other.json", SPECIMEN, stranger, NOW)
    swapped = Document(
        document.path,
        document.access,
        document.rules,
        other.trust,
        OLD_PASSPORTS,
        NOW,
        document.status,
    )
    with pytest.raises(BenchError, match="refused"):
        measure(swapped, partial(InProcessConnection, open_card(document.path)), 1)


def test_a_spread_is_in_milliseconds() -> None:
    found = spread([0.001 * each for each in range(1, 102)])
    assert (found.p50, found.p95) == (pytest.approx(51), pytest.approx(96))
