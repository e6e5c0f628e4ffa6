"""The reports of an authority, in the clear, as it alone holds them: a JSON file."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from thiqa.base import EncodingError, parse_json
from thiqa.lost_documents.errors import ReportError
from thiqa.lost_documents.models import ReportKind, StatusQuery

MEMBERS: Final = {"country", "type", "number", "kind"}
_KINDS: Final = {kind.word: kind for kind in ReportKind}

Reports = Mapping[str, ReportKind]
"""Why a document is reported, by the spelling of the question about it."""


def read_reports(text: bytes) -> Reports:
    """Read a list of reports; one that makes no sense, or a document twice, is refused."""
    try:
        records = parse_json(text)
    except EncodingError as error:
        raise ReportError(f"not JSON: {error}") from error
    if not isinstance(records, list):
        raise ReportError("not a list of reports")
    reports: dict[str, ReportKind] = {}
    for at, record in enumerate(records):
        spelling, kind = _read(record, at)
        if spelling in reports:
            raise ReportError(f"report {at}: the document is reported already")
        reports[spelling] = kind
    return MappingProxyType(reports)


def _read(record: Any, at: int) -> tuple[str, ReportKind]:
    if not isinstance(record, dict) or set(record) != MEMBERS:
        raise ReportError(f"report {at}: it needs exactly {', '.join(sorted(MEMBERS))}")
    if not all(isinstance(value, str) for value in record.values()):
        raise ReportError(f"report {at}: every member is a text")
    if record["kind"] not in _KINDS:
        raise ReportError(f"report {at}: kind is one of {', '.join(_KINDS)}")
    try:
        query = StatusQuery(record["country"], record["type"], record["number"])
    except ReportError as error:
        raise ReportError(f"report {at}: {error}") from None
    return query.spelling, _KINDS[record["kind"]]
