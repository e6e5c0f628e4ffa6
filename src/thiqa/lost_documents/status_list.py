"""A signed list of reported documents, held locally: it answers offline and shows no number.

One file: a signed head (JWS, one line), then the entries in order, 16 bytes of digest and one of
kind each.
"""

import asyncio
import hashlib
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from thiqa.base import EncodingError, b64url_decode, b64url_encode
from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.crypto import SignatureInvalidError, Signer, VerificationKey, verify_jws
from thiqa.lost_documents.errors import StatusListError
from thiqa.lost_documents.hidden_numbers import DIGEST_BYTES, Series
from thiqa.lost_documents.models import ReportKind, StatusQuery
from thiqa.lost_documents.reports import Reports

MEDIA_TYPE: Final = "lost-documents+jwt"
ENTRY_BYTES: Final = DIGEST_BYTES + 1
MAX_ENTRIES: Final = 20_000_000
MAX_HEAD_BYTES: Final = 8_192
CLOCK_SKEW_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Head:
    """What the signer says of a list."""

    issuer: str
    issued_at: int
    next_update: int
    countries: tuple[str, ...]
    """The issuing states whose documents the list knows about."""
    document_types: tuple[str, ...]
    """The first letters of the document codes that it knows about."""
    series: Series
    entries: int
    digest: bytes
    """SHA-256 of the entries."""


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list whose signature held; only `read` makes one."""

    head: Head
    _entries: bytes = field(repr=False)

    @classmethod
    def read(cls, raw: bytes, keys: Sequence[VerificationKey]) -> Self:
        """Read a list; raises StatusListError.

        1. The head is signed by a key that we know, and is a head of such a list.
        2. The entries are those that the head speaks of, in number and by their hash.
        3. They are in order, each once, so that a search finds what is there.
        """
        line, newline, entries = raw.partition(b"\n")
        if not newline or len(line) > MAX_HEAD_BYTES:
            raise StatusListError("the file has no head")
        head = _read_head(line, keys)  # 1
        if len(entries) != head.entries * ENTRY_BYTES:  # 2
            raise StatusListError("not as many entries as the head says")
        if hashlib.sha256(entries).digest() != head.digest:
            raise StatusListError("the entries are not those that were signed")
        _check_order(entries)  # 3
        return cls(head, entries)

    async def ask(self, query: StatusQuery, now: int) -> StatusAnswer:
        """Answer from the list.

        1. About documents that the list does not know about, it cannot say.
        2. What is reported stays reported, however old the list.
        3. An edition of the future or one that should have been replaced cannot say more.
        """
        head = self.head
        source = f"list of {head.issuer}"
        if query.country not in head.countries or query.document_type not in head.document_types:
            return query.answer(
                DocumentStatus.CANNOT_SAY, f"{source}: not about such documents"
            )  # 1
        kind = await asyncio.to_thread(self._find, query)
        if kind is not None:
            return query.answer(DocumentStatus.REPORTED, f"{source}: {kind.word}")  # 2
        if head.issued_at > now + CLOCK_SKEW_SECONDS:  # 3
            return query.answer(DocumentStatus.CANNOT_SAY, f"{source}: issued in the future")
        if now >= head.next_update:
            return query.answer(DocumentStatus.CANNOT_SAY, f"{source}: out of date")
        return query.answer(DocumentStatus.NOT_REPORTED, source)

    def _find(self, query: StatusQuery) -> ReportKind | None:
        digest, count = self.head.series.digest(query.spelling), self.head.entries
        at = bisect_left(range(count), digest, key=self._digest_at)
        if at == count or self._digest_at(at) != digest:
            return None
        return ReportKind(self._entries[(at + 1) * ENTRY_BYTES - 1])

    def _digest_at(self, at: int) -> bytes:
        return self._entries[at * ENTRY_BYTES :][:DIGEST_BYTES]


def write_list(
    reports: Reports,
    signer: Signer,
    *,
    issuer: str,
    series: Series,
    countries: Collection[str],
    document_types: Collection[str],
    now: int,
    next_update: int,
) -> bytes:
    """Write a signed edition of the reports."""
    if len(reports) > MAX_ENTRIES or next_update <= now:
        raise StatusListError("too many reports, or no time in which the list is good")
    _check_covered(reports, countries, document_types)
    entries = b"".join(
        sorted(series.digest(spelling) + bytes((kind,)) for spelling, kind in reports.items())
    )
    _check_order(entries)
    head = {
        "iss": issuer,
        "iat": now,
        "next_update": next_update,
        "countries": sorted(countries),
        "types": sorted(document_types),
        "salt": b64url_encode(series.salt),
        "memory": series.memory_kib,
        "passes": series.passes,
        "entries": len(reports),
        "sha256": b64url_encode(hashlib.sha256(entries).digest()),
    }
    return signer.sign(head, typ=MEDIA_TYPE).encode() + b"\n" + entries


def _read_head(line: bytes, keys: Sequence[VerificationKey]) -> Head:
    try:
        verified = verify_jws(line.decode("ascii"), keys)
        if verified.header.get("typ") != MEDIA_TYPE:
            raise StatusListError("what is signed is no list of documents")
        return _head(verified.claims)
    except (SignatureInvalidError, UnicodeDecodeError) as error:
        raise StatusListError("the head is not signed by a key that we know") from error
    except (EncodingError, KeyError, TypeError, ValueError) as error:
        raise StatusListError("the head is not one of a list") from error


def _head(claims: Any) -> Head:
    head = Head(
        issuer=claims["iss"],
        issued_at=claims["iat"],
        next_update=claims["next_update"],
        countries=tuple(claims["countries"]),
        document_types=tuple(claims["types"]),
        series=Series(b64url_decode(claims["salt"]), claims["memory"], claims["passes"]),
        entries=claims["entries"],
        digest=b64url_decode(claims["sha256"]),
    )
    numbers = (head.issued_at, head.next_update, head.entries)
    texts = (head.issuer, *head.countries, *head.document_types)
    if not all(type(number) is int for number in numbers) or not 0 <= head.entries <= MAX_ENTRIES:
        raise StatusListError("a number of the head is none")
    if not all(isinstance(text, str) for text in texts):
        raise StatusListError("a text of the head is none")
    return head


def _check_order(entries: bytes) -> None:
    known = {int(kind) for kind in ReportKind}
    before = b""
    for at in range(0, len(entries), ENTRY_BYTES):
        digest = entries[at : at + DIGEST_BYTES]
        if digest <= before or entries[at + DIGEST_BYTES] not in known:
            raise StatusListError("the entries are not in order, or of a kind that is unknown")
        before = digest


def _check_covered(
    reports: Reports, countries: Collection[str], document_types: Collection[str]
) -> None:
    for spelling in reports:
        country, document_type, _ = spelling.split("/", 2)
        if country not in countries or document_type not in document_types:
            raise StatusListError("a report is about a document that the list is not about")
