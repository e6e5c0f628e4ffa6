"""The structure of a sealed PDF, read with pyHanko: here, and in `pdf_writing`.

What is read here was made by a holder of a trusted seal, as `seal_bytes` has checked; only what
follows the seal may come from anybody.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils.decode_limits import (
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import diff_analysis as diff
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from thiqa.documents.sealing.errors import (
    DocumentMalformedError,
    DocumentRefusedError,
    DocumentUpdatedError,
    SeveralSealsError,
)
from thiqa.documents.sealing.seal_bytes import CoveredBytes
from thiqa.pki.evidence import Evidence

MIB: Final = 1024 * 1024
LIMITS: Final = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=8 * MIB),
    document_budget=DocumentDecodeBudget(base_allowance=64 * MIB, max_ratio=0),
)
MAX_STAMPS: Final = 32
"""A renewal every three years for a century."""
MAX_ATTACHMENTS: Final = 8
MAX_DEPTH: Final = 8
"""Of the tree of names of attachments."""

ADDITIONS: Final = diff.StandardDiffPolicy(
    global_rules=[
        diff.CatalogModificationRule(),
        diff.XrefStreamRule().as_qualified(diff.ModificationLevel.LTA_UPDATES),
        diff.ObjectStreamRule().as_qualified(diff.ModificationLevel.LTA_UPDATES),
        diff.DSSCompareRule().as_qualified(diff.ModificationLevel.LTA_UPDATES),
    ],
    form_rule=diff.FormUpdatingRule([diff.SigFieldCreationRule(), diff.SigFieldModificationRule()]),
    ignore_orphaned_objects=False,
    ignore_identical_objects=False,
)
"""Evidence and time stamps; no new description, nothing that nobody refers to."""

WHOLE: Final = (SignatureCoverageLevel.ENTIRE_REVISION, SignatureCoverageLevel.ENTIRE_FILE)


@dataclass(frozen=True, slots=True)
class Renewal:
    """A time stamp over a document, with what the document held when it was made."""

    covered: CoveredBytes
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class SealedFile:
    """What a file holds that was sealed, and to which nothing but evidence was added."""

    renewals: tuple[Renewal, ...]
    """In their order."""
    evidence: Evidence
    """All that the document holds now."""
    attachments: tuple[tuple[str, bytes], ...]
    """As they were sealed."""


def read_file(pdf: bytes, sealed: CoveredBytes) -> SealedFile:
    """Read a file whose seal covers what is given.

    1. Its structure can be read strictly, within limits.
    2. It has one seal, that one; what else is signed are time stamps.
    3. Each of them covers all that was there when it was made.
    4. Nothing was added after the seal but evidence and time stamps.

    Raises DocumentMalformedError, SeveralSealsError or DocumentUpdatedError.
    """
    keep_library_silent()
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True, decode_limits=LIMITS)  # 1
        seal, stamps = _find_seal(reader, sealed)  # 2
        for signature in (seal, *stamps):
            _require_whole(signature)  # 3
        _require_nothing_added(seal)  # 4
        return SealedFile(
            tuple(_renewal(reader, stamp) for stamp in stamps),
            _evidence(reader.root),
            tuple(_attachments(reader.get_historical_resolver(seal.signed_revision).root)),
        )
    except DocumentRefusedError:
        raise
    # Whatever a reader stumbles over: this is none of ours.
    except Exception as error:
        raise DocumentMalformedError(f"not a PDF as we make it: {type(error).__name__}") from error


def keep_library_silent() -> None:
    """Have pyHanko write nothing into the log: it would say what is in somebody's document."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


def _find_seal(
    reader: PdfFileReader, sealed: CoveredBytes
) -> tuple[EmbeddedPdfSignature, list[EmbeddedPdfSignature]]:
    seals = reader.embedded_regular_signatures
    if len(seals) != 1:
        raise SeveralSealsError("not exactly one seal")
    [seal] = seals
    stamps = sorted(
        reader.embedded_timestamp_signatures, key=lambda each: int(each.signed_revision)
    )
    if _covered(seal) != sealed:
        raise SeveralSealsError("another seal than the first one")
    if len(stamps) > MAX_STAMPS:
        raise DocumentMalformedError("more time stamps than anybody needs")
    if any(stamp.signed_revision <= seal.signed_revision for stamp in stamps):
        raise DocumentMalformedError("a time stamp before the seal")
    return seal, stamps


def _covered(signature: EmbeddedPdfSignature) -> CoveredBytes:
    start, first, second, length = (int(number) for number in signature.byte_range)
    if start != 0:
        raise DocumentMalformedError("a signature of a part")
    return CoveredBytes(first, second, length)


def _require_whole(signature: EmbeddedPdfSignature) -> None:
    if signature.evaluate_signature_coverage() not in WHOLE:
        raise DocumentMalformedError("a signature that does not cover what was there")


def _require_nothing_added(seal: EmbeddedPdfSignature) -> None:
    seal.compute_integrity_info(diff_policy=ADDITIONS)
    found: Any = seal.diff_result
    if isinstance(found, diff.SuspiciousModification):
        raise DocumentUpdatedError("something was added after the seal") from found
    if found is None or found.modification_level > diff.ModificationLevel.LTA_UPDATES:
        raise DocumentUpdatedError("something was added after the seal")


def _renewal(reader: PdfFileReader, stamp: EmbeddedPdfSignature) -> Renewal:
    then = reader.get_historical_resolver(stamp.signed_revision)
    return Renewal(_covered(stamp), _evidence(then.root))


def _evidence(root: Any) -> Evidence:
    """Return what authorities said, from a document's security store (EN 319 142-1, 5.4.2)."""
    if "/DSS" not in root:
        return Evidence()
    store = root["/DSS"]
    return Evidence(
        tuple(_streams(store.get("/OCSPs", ()), DecodePurpose.OCSP_RESPONSE)),
        tuple(_streams(store.get("/CRLs", ()), DecodePurpose.CRL)),
    )


def _streams(references: Any, purpose: DecodePurpose) -> Iterator[bytes]:
    for reference in references:
        yield bytes(reference.get_object().read_data(purpose))


def _attachments(root: Any) -> Iterator[tuple[str, bytes]]:
    names = root.get("/Names", {}).get("/EmbeddedFiles")
    if names is None:
        return
    for number, described in enumerate(_leaves(names, MAX_DEPTH)):
        if number >= MAX_ATTACHMENTS:
            raise DocumentMalformedError("more attachments than documents have")
        yield str(described["/UF"]), bytes(described["/EF"]["/F"].data)


def _leaves(node: Any, depth: int) -> Iterator[Any]:
    """Walk through a tree of names (ISO 32000-1, section 7.9.6)."""
    if depth == 0:
        raise DocumentMalformedError("a tree of names that is too deep")
    found = node.get("/Names", ())
    for index in range(1, len(found), 2):
        yield found[index]
    for child in node.get("/Kids", ()):
        yield from _leaves(child.get_object(), depth - 1)
