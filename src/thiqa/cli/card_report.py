"""What was read and what it is worth: a table for people, JSON for programs."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final

from thiqa.card.channel.pace.protocols import PROTOCOLS
from thiqa.card.data_groups.dg1 import read_dg1
from thiqa.card.data_groups.dg2 import read_dg2
from thiqa.card.data_groups.dg11 import read_dg11
from thiqa.card.data_groups.dg12 import read_dg12
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.mrz import MachineReadableZone
from thiqa.card.data_groups.mrz_layout import Layout
from thiqa.card.data_groups.read import read_data_group
from thiqa.card.data_groups.text_fields import FullName
from thiqa.card.errors import CardError
from thiqa.card.reading.models import Access, DocumentRead
from thiqa.card.verification.verdict import CheckResult, Outcome, Verdict
from thiqa.pki.csca.deviation_list import Description

LABEL: Final = 18


def to_json(read: DocumentRead, verdict: Verdict, *, recorded: bool) -> dict[str, Any]:
    """Say everything; `document` is null unless it may be believed, `claimed` may never be."""
    document = verdict.document if verdict.holds else None
    return {
        "holds": verdict.holds,
        "policy": verdict.policy,
        "at": _moment(verdict.at),
        "checks": [_check(each) for each in verdict.checks],
        "deviations": [_deviation(each) for each in verdict.deviations],
        "document": None if document is None else _contents(document.data_groups),
        "claimed": _contents(read.data_groups) if document is None else None,
        "chip": {
            "recorded": recorded,
            "access": _access(read.access),
            "files": {file.name: len(content) for file, content in read.files.items()},
            "refused": {file.name: why for file, why in read.refused.items()},
            "failures": dict(read.failures),
            "terminal_authenticated": read.terminal_authenticated,
            "apdus": read.apdus,
            "seconds": dict(read.seconds),
        },
    }


def to_table(read: DocumentRead, verdict: Verdict, *, recorded: bool) -> Iterator[str]:
    """Say what people want to know, line by line."""
    if recorded:
        yield "A RECORDING was read: nobody knows who has the card, and where it is."
    today = datetime.fromtimestamp(verdict.at, UTC).date()
    if verdict.holds:
        yield f"This document holds (policy {verdict.policy})."
        groups = verdict.require().data_groups
    else:
        yield f"This document is REFUSED (policy {verdict.policy})."
        yield "What follows is what the chip says; nobody has shown that it is true."
        groups = read.data_groups
    yield ""
    for label, text in _rows(groups, today):
        yield f"{label:<{LABEL}}{_printable(text)}"
    yield ""
    for each in verdict.checks:
        yield from _check_lines(each)
    for told in verdict.deviations:
        yield f"  note      The country says of documents like this one: {told.sentence}."
    yield ""
    yield _how(read)


def _rows(groups: Mapping[DataGroup, bytes], today: date) -> Iterator[tuple[str, str]]:
    """Say what the data groups say; one that cannot be read is named."""
    readers = {
        DataGroup.DG1: lambda file: _zone_rows(read_dg1(file), today),
        DataGroup.DG2: _portrait_rows,
        DataGroup.DG11: _holder_rows,
        DataGroup.DG12: _issuing_rows,
    }
    others = []
    for group, file in sorted(groups.items()):
        if group not in readers:
            others.append(group.name)
            continue
        try:
            yield from readers[group](file)
        except CardError as error:
            yield group.name, f"cannot be read: {error}"
    if others:
        yield "also on the chip", ", ".join(others)


def _zone_rows(zone: MachineReadableZone, today: date) -> Iterator[tuple[str, str]]:
    born = zone.birth(today)
    yield "document", f"{zone.document_code} {zone.issuer} {zone.document_number}"
    yield "name", f"{zone.primary}, {zone.secondary}".removesuffix(", ")
    yield "born", zone.date_of_birth if born is None else born.isoformat()
    yield "sex", zone.sex
    yield "nationality", zone.nationality
    yield "valid until", zone.expiry(today).isoformat()


def _portrait_rows(file: bytes) -> Iterator[tuple[str, str]]:
    for face in read_dg2(file):
        size = f"{face.width} × {face.height}"
        yield "portrait", f"{face.format}, {size}, {len(face.image)} bytes"


def _holder_rows(file: bytes) -> Iterator[tuple[str, str]]:
    details = read_dg11(file)
    names = (details.name, *details.other_names) if details.name else details.other_names
    for name in names:
        yield "full name", f"{name.primary}, {name.secondary}".removesuffix(", ")
    yield from (
        (label, text)
        for label, text in (
            ("personal number", details.personal_number),
            ("born at", ", ".join(details.place_of_birth)),
            ("address", ", ".join(details.address)),
        )
        if text
    )


def _issuing_rows(file: bytes) -> Iterator[tuple[str, str]]:
    details = read_dg12(file)
    yield from (
        (label, text)
        for label, text in (
            ("issued by", details.authority),
            ("issued on", _day(details.date_of_issue)),
        )
        if text
    )


def _day(digits: str | None) -> str | None:
    return digits and f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _check_lines(result: CheckResult) -> Iterator[str]:
    detail = f" ({_printable(result.detail)})" if result.detail else ""
    if result.outcome is Outcome.HELD or result.reason is None:
        yield f"  held      {result.check.sentence}{detail}"
        return
    outcome = "failed  " if result.outcome is Outcome.FAILED else "not done"
    mark = " " if result.tolerated else "!"
    yield f"{mark} {outcome}  {result.check.sentence}"
    tolerated = " The policy takes the document all the same." if result.tolerated else ""
    yield f"            {result.reason}: {result.reason.sentence}{detail}{tolerated}"
    yield f"            {result.clause}"


def _how(read: DocumentRead) -> str:
    access = read.access
    protocol = PROTOCOLS.get(access.pace_oid)
    way = protocol.name if protocol else access.protocol.upper()
    size = sum(len(content) for content in read.files.values())
    milliseconds = 1_000 * sum(read.seconds.values())
    return (
        f"Opened by {way} with the {access.password.upper()}; {size} bytes in {len(read.files)} "
        f"files, {read.apdus} commands, {milliseconds:.0f} ms."
    )


def _access(access: Access) -> dict[str, Any]:
    return {
        "protocol": access.protocol.value,
        "password": access.password,
        "pace_oid": access.pace_oid or None,
        "domain_parameters": access.domain_parameters,
    }


def _check(result: CheckResult) -> dict[str, Any]:
    reason = result.reason
    return {
        "check": result.check.value,
        "outcome": result.outcome.value,
        "reason": None if reason is None else reason.value,
        "sentence": result.check.sentence if reason is None else reason.sentence,
        "clause": result.clause,
        "detail": result.detail,
        "tolerated": result.tolerated,
    }


def _deviation(told: Description) -> dict[str, Any]:
    return {
        "kind": told.kind,
        "sentence": told.sentence,
        "text": told.text,
        "number": told.number,
    }


def _contents(groups: Mapping[DataGroup, bytes]) -> dict[str, Any]:
    return {group.name.lower(): _content(group, file) for group, file in sorted(groups.items())}


def _content(group: DataGroup, file: bytes) -> Any:
    try:
        return _plain(read_data_group(group, file))
    except CardError as error:
        return {"unreadable": str(error)}


def _plain(value: Any) -> Any:
    """Write a value of the data groups as JSON can."""
    if isinstance(value, FullName):
        return value._asdict()
    if isinstance(value, tuple | list | frozenset):
        return [_plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type | Layout):
        members = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: _plain(member) for name, member in members if member not in (None, ())}
    return _plain_leaf(value)


def _plain_leaf(value: Any) -> Any:
    """Write what has no parts; of bytes, how many and their hash."""
    if isinstance(value, bytes):
        return {"bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, Enum) and not isinstance(value.value, str | int):
        return value.name
    if isinstance(value, Layout):
        return value.name
    return value if isinstance(value, str | int | bool | None) else str(value)


def _printable(text: str) -> str:
    """Keep a chip from steering the terminal of whoever reads it."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
