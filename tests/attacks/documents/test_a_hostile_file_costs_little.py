"""Files that were made to cost their checker memory or time, or to make it fail otherwise."""

import re
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from sealed_documents import NOW, plain_document, sealed_document, shared_office
from thiqa.documents.sealing import (
    DocumentMalformedError,
    DocumentRefusedError,
    NotSealedError,
    SealForgedError,
    check_seal,
)
from thiqa.documents.sealing.seal_bytes import MAX_ADDED_BYTES, MAX_DOCUMENT_BYTES, read_seal

MIB = 1024 * 1024
HEAD = b"%PDF-1.7\n"


def refuse(pdf: bytes) -> None:
    check_seal(pdf, shared_office().trust, NOW)


def updated(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """Add an update to a sealed document, well formed at first sight."""
    pdf = sealed_document()
    last = pdf[pdf.rindex(b"startxref") + 10 : pdf.rindex(b"%%EOF")].strip()
    root = pdf[pdf.rindex(b"/Root ") :].split(b"\n")[0]
    body, table = pdf, b"xref\n"
    for number, content in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    where = len(body)
    body += table + b"trailer\n<<\n/Size 100000\n" + root + b"\n/Prev " + last + b"\n"
    return body + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % where


def root_number() -> int:
    pdf = sealed_document()
    return int(pdf[pdf.rindex(b"/Root ") + 6 :].split()[0])


def catalog() -> bytes:
    """Return the catalog of the sealed document, with another store of evidence."""
    pdf = sealed_document()
    begin = pdf.rindex(b"\n%d 0 obj\n" % root_number())
    content = pdf[pdf.index(b"<<", begin) : pdf.index(b"\nendobj\n", begin)]
    changed = re.sub(rb"/DSS \d+ 0 R", b"/DSS 90000 0 R", content)
    assert changed != content
    return changed


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<<\n/Length %d" % len(data) + more + b"\n>>\nstream\n" + data + b"\nendstream"


@pytest.mark.parametrize("size", [MAX_DOCUMENT_BYTES + 1, 64 * MIB])
def test_a_file_that_is_too_large_is_not_read(size: int) -> None:
    with pytest.raises(DocumentMalformedError):
        refuse(HEAD + bytes(size - len(HEAD)))


def test_more_than_renewals_need_is_not_read() -> None:
    with pytest.raises(DocumentMalformedError):
        refuse(sealed_document() + bytes(MAX_ADDED_BYTES + 1))


@pytest.mark.parametrize(
    "pdf",
    [
        b"",
        HEAD,
        b"%PDF-2.0\n",
        HEAD + b"/ByteRange [0 10 20 30]" * 100_000,
        HEAD + b"[" * MIB,
        HEAD + b"<" * MIB,
        HEAD + b"/ByteRange [0 9 99 1]<" + b"A" * 80 + b">" + b" " * 80,
        HEAD + b"/ByteRange [0 " + b"9" * MIB,
    ],
    ids=len,
)
def test_what_nobody_sealed_is_refused_by_its_bytes_alone(pdf: bytes) -> None:
    with pytest.raises((NotSealedError, SealForgedError, DocumentMalformedError)):
        read_seal(pdf, shared_office().trust.seals)


BOMB = zlib.compress(bytes(200 * MIB), 9)
HOSTILE: dict[str, Callable[[], bytes]] = {
    "a bomb as evidence": lambda: updated(
        {
            root_number(): catalog(),
            90000: b"<<\n/OCSPs [90001 0 R]\n>>",
            90001: stream(BOMB, b"\n/Filter /FlateDecode"),
        }
    ),
    "a bomb in a bomb": lambda: updated(
        {
            root_number(): catalog(),
            90000: b"<<\n/CRLs [90001 0 R]\n>>",
            90001: stream(zlib.compress(BOMB), b"\n/Filter [/FlateDecode /FlateDecode]"),
        }
    ),
    "a catalog that is itself": lambda: updated({root_number(): b"%d 0 R" % root_number()}),
    "a form that is itself": lambda: updated(
        {root_number(): b"<<\n/AcroForm << /Fields [90000 0 R] >>\n>>", 90000: b"[90000 0 R]"}
    ),
    "fields below fields": lambda: updated(
        {
            root_number(): b"<<\n/AcroForm << /Fields [90000 0 R] >>\n>>",
            90000: b"<<\n/T (a)\n/Kids [90000 0 R]\n>>",
        }
    ),
    "many objects": lambda: updated({90000 + number: b"null" for number in range(15_000)}),
    "a deep array": lambda: updated({root_number(): b"[" * 100_000 + b"]" * 100_000}),
    "a deep dictionary": lambda: updated({root_number(): b"<</A" * 50_000 + b">>" * 50_000}),
    "a number without an end": lambda: updated({root_number(): b"9" * 500_000}),
    "a table that goes back to itself": lambda: updated(
        {90000: b"null"}, b"/Prev %d\n" % len(sealed_document())
    ),
    "an object of another's number": lambda: updated({1: b"null"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_follows_a_seal_is_refused_whatever_it_is(name: str) -> None:
    pdf = HOSTILE[name]()
    tracemalloc.start()
    try:
        with pytest.raises(DocumentRefusedError):
            refuse(pdf)
        assert tracemalloc.get_traced_memory()[1] < 128 * MIB
    finally:
        tracemalloc.stop()


def test_a_document_that_is_sealed_is_one_that_can_be_read() -> None:
    """What cannot be sealed as it should is not given out."""
    office = shared_office()
    for pdf in (HEAD, b"", plain_document()[:-100], plain_document() + b"more"):
        try:
            sealed = office.seal(pdf)
        except DocumentRefusedError:
            continue
        check_seal(sealed, office.trust, NOW)
