"""Readers of what is said about lost documents: lists, answers, questions, reports."""

import json
from collections.abc import Mapping
from typing import Final

from fuzz.outcome import Outcome, Target, require_same
from thiqa.card.verification.status import DocumentStatus
from thiqa.crypto import Algorithm, Signer, generate_key
from thiqa.lost_documents import (
    ReportKind,
    Series,
    StatusList,
    StatusQuery,
    read_reports,
    write_list,
)
from thiqa.lost_documents.messages import (
    read_answer,
    read_question,
    write_answer,
    write_question,
)

NOW: Final = 1_800_000_000
NONCE: Final = "A" * 43
QUERY: Final = StatusQuery("MAR", "I", "SP0000001")
REPORTS: Final = {QUERY.spelling: ReportKind.STOLEN, "MAR/I/SP0000002": ReportKind.LOST}
SERIES: Final = Series(bytes(16), memory_kib=8, passes=1)


def status_targets() -> Mapping[str, Target]:
    """Return the targets of this file."""
    signer = Signer(generate_key(Algorithm.ES256))
    keys = (signer.verification_key,)
    held = write_list(
        REPORTS,
        signer,
        issuer="Specimen",
        series=SERIES,
        countries=("MAR",),
        document_types=("I",),
        now=NOW,
        next_update=NOW + 1,
    )
    answer = write_answer(QUERY, NONCE, DocumentStatus.NOT_REPORTED, signer, NOW).encode()

    def examine_list(data: bytes, sample: bytes) -> Outcome:
        return require_same(StatusList.read(data, keys), StatusList.read(sample, keys))

    def examine_answer(data: bytes, sample: bytes) -> Outcome:
        found, expected = (
            read_answer(each.decode("latin-1"), QUERY, NONCE, keys, NOW) for each in (data, sample)
        )
        return require_same(found, expected)

    return {
        "status-list": Target((held,), examine_list),
        "status-answer": Target((answer,), examine_answer),
        "status-question": Target((_question(),), _examine_question),
        "reports": Target((_reports(),), _examine_reports),
    }


def _question() -> bytes:
    return json.dumps(write_question(QUERY, NONCE)).encode()


def _reports() -> bytes:
    report = {"country": "MAR", "type": "I", "number": "SP0000001", "kind": "stolen"}
    return json.dumps([report, {**report, "type": "P"}]).encode()


def _examine_question(data: bytes, sample: bytes) -> Outcome:
    read_question(data)
    return Outcome.TAKEN


def _examine_reports(data: bytes, sample: bytes) -> Outcome:
    read_reports(data)
    return Outcome.TAKEN
