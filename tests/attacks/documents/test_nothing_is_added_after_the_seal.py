"""A sealed document is updated: openly, or hidden from some readers."""

from collections.abc import Callable
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from sealed_documents import NOW, plain_document, sealed_document, shared_office
from thiqa.documents.sealing import (
    DocumentMalformedError,
    DocumentRefusedError,
    DocumentUpdatedError,
    FileSealKey,
    SeveralSealsError,
    check_seal,
)
from thiqa.documents.sealing.pdf_writing import _KeySigner, _Stamper

Change = Callable[[IncrementalPdfFileWriter], None]


def updated(change: Change, pdf: bytes | None = None) -> bytes:
    """Return a document with an incremental update, as any editor of PDF writes it."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf or sealed_document()))
    change(writer)
    output = BytesIO()
    writer._update_meta = lambda: None  # type: ignore[method-assign]
    writer.write(output)
    return output.getvalue()


def page_of(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    page = writer.root["/Pages"]
    while "/Kids" in page:
        page = page["/Kids"][0]
    writer.update_container(page)
    return page


def other_content(writer: IncrementalPdfFileWriter) -> None:
    stream = generic.StreamObject(stream_data=b"0 0 600 800 re f")
    page_of(writer)["/Contents"] = writer.add_object(stream)


def an_annotation(writer: IncrementalPdfFileWriter) -> None:
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 600, 800))),
            pdf_name("/Contents"): generic.pdf_string("Withdrawn"),
        }
    )
    page = page_of(writer)
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", ()), writer.add_object(note)])


def an_action(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("1")}
    )
    writer.update_root()


def another_attachment(writer: IncrementalPdfFileWriter) -> None:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    described = names[1].get_object()
    described["/EF"]["/F"].get_object()._data = b'{"number":"2"}'
    described["/EF"]["/F"].get_object()._encoded_data = None
    writer.mark_update(described["/EF"].raw_get("/F").reference)


def another_catalog(writer: IncrementalPdfFileWriter) -> None:
    pages = {
        pdf_name("/Type"): pdf_name("/Pages"),
        pdf_name("/Count"): generic.NumberObject(1),
        pdf_name("/Kids"): writer.root["/Pages"].raw_get("/Kids"),
    }
    writer.root["/Pages"] = writer.add_object(generic.DictionaryObject(pages))
    writer.update_root()


def a_shown_field(writer: IncrementalPdfFileWriter) -> None:
    fields.append_signature_field(writer, fields.SigFieldSpec("Shown", box=(0, 0, 600, 800)))


def an_object_for_nobody(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(generic.StreamObject(stream_data=b"0 0 600 800 re f"))


def the_same_again(writer: IncrementalPdfFileWriter) -> None:
    page_of(writer)


def another_description(writer: IncrementalPdfFileWriter) -> None:
    metadata = writer.root["/Metadata"]
    metadata._data = metadata.data.replace(b"Thiqa", b"Other")
    metadata._encoded_data = None
    writer.update_container(metadata)


CHANGES = (
    other_content,
    an_annotation,
    an_action,
    another_attachment,
    another_catalog,
    a_shown_field,
    an_object_for_nobody,
    the_same_again,
    another_description,
)


@pytest.mark.parametrize("change", CHANGES)
def test_an_update_that_is_not_evidence_is_refused(change: Change) -> None:
    with pytest.raises(DocumentUpdatedError):
        check_seal(updated(change), shared_office().trust, NOW)


@pytest.mark.parametrize("change", CHANGES)
def test_an_update_below_a_renewal_is_refused(change: Change) -> None:
    office = shared_office()
    stamper = signers.PdfTimeStamper(_Stamper(office.stamp), field_name="Renewal 1")
    writer = IncrementalPdfFileWriter(BytesIO(updated(change)))
    renewed = stamper.timestamp_pdf(writer, "sha256", bytes_reserved=16_384).getvalue()
    with pytest.raises(DocumentRefusedError):
        check_seal(renewed, office.trust, NOW)


class DisobedientSigner(signers.PdfSigner):
    """Signs where the first seal says that nothing may be changed."""

    def _enforce_certification_constraints(self, reader: object) -> None:
        pass


def test_a_second_seal_is_refused() -> None:
    office = shared_office()
    other = office.seals.issue_seal("other", "Another body", "NTRMA-OTHER", now=NOW)
    described = signers.PdfSignatureMetadata(
        field_name="Second",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        signer_key_usage=set(),
    )
    signer = DisobedientSigner(
        described, _KeySigner(FileSealKey(other.certificate, other.private_key))
    )
    writer = IncrementalPdfFileWriter(BytesIO(sealed_document()))
    writer._update_meta = lambda: None  # type: ignore[method-assign]
    twice = signer.sign_pdf(writer, bytes_reserved=16_384).getvalue()
    with pytest.raises(SeveralSealsError):
        check_seal(twice, office.trust, NOW)


def test_a_seal_upon_an_unsealed_update_is_not_taken_for_the_first() -> None:
    office = shared_office()
    prepared = updated(other_content, plain_document())
    assert check_seal(office.seal(prepared), office.trust, NOW).sealed_at == NOW
    with pytest.raises(DocumentUpdatedError):
        check_seal(updated(other_content, office.seal(prepared)), office.trust, NOW)


def _last_table(pdf: bytes) -> int:
    return int(pdf[pdf.rindex(b"startxref") + 10 : pdf.rindex(b"%%EOF")])


def _page_number(pdf: bytes) -> bytes:
    return pdf[pdf.index(b"%%EOF") :].split(b" 0 obj")[0].split()[-1]


def _with_an_update_that_nobody_is_led_to(pdf: bytes, body: bytes) -> bytes:
    """Add an update that is whole, but whose last line leads to the table before it."""
    number, where = int(body.split()[0]), len(pdf)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, where)
    trailer = pdf[pdf.rindex(b"trailer") : pdf.rindex(b"startxref")]
    return pdf + body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % _last_table(pdf)


HIDDEN = {
    "an update that nobody is led to": _with_an_update_that_nobody_is_led_to,
    "an object after the end": lambda pdf, body: pdf + body,
    "an object with the old table": lambda pdf, body: (
        pdf + body + b"startxref\n%d\n%%%%EOF\n" % _last_table(pdf)
    ),
    "an object before the table": lambda pdf, body: (
        pdf[: _last_table(pdf)]
        + body
        + pdf[_last_table(pdf) :].replace(
            b"startxref\n%d" % _last_table(pdf),
            b"startxref\n%d" % (_last_table(pdf) + len(body)),
        )
    ),
    "an object before the last line": lambda pdf, body: (
        pdf[: pdf.rindex(b"startxref")] + body + pdf[pdf.rindex(b"startxref") :]
    ),
    "an object behind the table": lambda pdf, body: (
        pdf[: pdf.rindex(b"trailer")] + body + pdf[pdf.rindex(b"trailer") :]
    ),
    "words": lambda pdf, _: pdf + b"words",
    "a comment": lambda pdf, _: pdf + b"%words\n",
    "a line": lambda pdf, _: pdf + b"\n",
    "a zero byte": lambda pdf, _: pdf + b"\0",
    "another file": lambda pdf, _: pdf + plain_document(),
    "itself": lambda pdf, _: pdf + pdf,
}


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_only_some_readers_find_is_refused(hidden: str) -> None:
    pdf = sealed_document()
    body = _page_number(pdf) + b" 0 obj\n<<\n/Type /Page\n>>\nendobj\n"
    with pytest.raises((DocumentUpdatedError, DocumentMalformedError)):
        check_seal(HIDDEN[hidden](pdf, body), shared_office().trust, NOW)


def test_something_before_the_first_byte_is_refused() -> None:
    for before in (b"\n", b"%PDF-1.7\n", plain_document()):
        with pytest.raises(DocumentRefusedError):
            check_seal(before + sealed_document(), shared_office().trust, NOW)
