"""Readers of what states have signed: nothing else than what was signed may be verified."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from fuzz.outcome import Outcome, Target, require_same
from fuzz.specimens import NOW, Specimens
from thiqa.card.channel.cv_certificates import CvCertificate, trust_anchor, verify_certificate
from thiqa.card.data_groups.com import read_com
from thiqa.card.data_groups.files import (
    EF_ATR_INFO,
    EF_CARD_ACCESS,
    EF_COM,
    EF_SOD,
    DataGroup,
    ElementaryFile,
)
from thiqa.card.data_groups.security_infos import read_security_infos
from thiqa.card.verification.policy import NATIONAL_CARD
from thiqa.card.verification.sod import (
    ID_LDS_SECURITY_OBJECT,
    read_security_object,
    read_sod,
)
from thiqa.card.verification.verify import verify_document
from thiqa.pki.csca.certificate import read_chip_certificate, require_issued
from thiqa.pki.csca.deviation_list import read_deviation_list
from thiqa.pki.csca.master_list import read_master_list
from thiqa.pki.csca.revocation import read_revocation_list
from thiqa.pki.signed_object import verify_signed_object

UNSIGNED: Final = frozenset({EF_SOD, EF_ATR_INFO})
"""Files with parts that no signature covers."""
Verify = Callable[[bytes], Any]
"""Verifies bytes and returns what they say; raises what the verifier raises."""


def signed_targets(specimens: Specimens) -> Mapping[str, Target]:
    """Return the targets of this file."""
    country = specimens.country
    known = tuple(specimens.trust.authorities)
    return {
        "certificate": _target(_certificate(specimens), *_certificates(specimens)),
        "master-list": _target(
            lambda der: _listed(read_master_list(der, anchors=[specimens.anchor], now=NOW)),
            country.master_list(NOW),
        ),
        "deviation-list": _target(
            lambda der: read_deviation_list(der, anchors=known, now=NOW).deviations,
            country.deviation_list(NOW, ["SPECIMEN1", "SPECIMEN2"], 2),
        ),
        "revocation-list": _target(
            lambda der: _revoked(read_revocation_list(der, known)),
            country.revocation_list(NOW, [(number, NOW) for number in range(1, 6)]),
        ),
        "sod": _target(_sod(specimens), specimens.files[EF_SOD.name]),
        "card-verifiable": _card_verifiable(specimens),
        "document": _document(specimens),
    }


def _target(verify: Verify, *samples: bytes) -> Target:
    """Require of whatever is verified that it says what a sample says."""
    said = {sample: verify(sample) for sample in samples}

    def examine(data: bytes, sample: bytes) -> Outcome:
        found = verify(data)
        return require_same(found, found if found in said.values() else said[sample])

    return Target(samples, examine)


def _certificates(specimens: Specimens) -> list[bytes]:
    country = specimens.country
    certificates = [
        country.link,
        country.pki.document_signer.certificate,
        *(each.certificate for each in country.list_signers.values()),
    ]
    return [each.public_bytes(Encoding.DER) for each in certificates]


def _certificate(specimens: Specimens) -> Verify:
    def verify(der: bytes) -> Any:
        certificate = read_chip_certificate(der)
        path = specimens.trust.find_path(certificate, NOW)
        require_issued(certificate, path.authority)
        return certificate.signed_bytes

    return verify


def _listed(found: Any) -> Any:
    return (set(found.certificates), found.unusable, found.signed_at)


def _revoked(found: Any) -> Any:
    return (dict(found.revoked), found.this_update, found.next_update)


def _sod(specimens: Specimens) -> Verify:
    def verify(file: bytes) -> Any:
        verified = verify_signed_object(
            read_sod(file), specimens.signer.key, content_type=ID_LDS_SECURITY_OBJECT
        )
        return (read_security_object(verified.content), verified.signing_time)

    return verify


def _card_verifiable(specimens: Specimens) -> Target:
    today = datetime.fromtimestamp(NOW, UTC).date()
    top = specimens.terminals.authority
    anchor = specimens.terminals.trust_anchor
    chain = specimens.terminals.terminal.chain_from([anchor.reference])
    issuers = [anchor]
    for each in chain:
        issuers.append(verify_certificate(each, issuers[-1], today))
    above = {each.to_bytes(): issuer for each, issuer in zip(chain, issuers, strict=False)}
    said = {der: CvCertificate.from_bytes(der).body for der in above}
    own = top.to_bytes()

    def examine(data: bytes, sample: bytes) -> Outcome:
        read = CvCertificate.from_bytes(data)
        if sample == own:
            trust_anchor(read)
            return require_same(read.body, top.body)
        verify_certificate(read, above[sample], today)
        return require_same(read.body, said[sample])

    return Target((*above, own), examine)


def _document(specimens: Specimens) -> Target:
    """Change one file of a document: the verdict must not hold, or the files say the same."""
    names = {
        content: file
        for file, content in specimens.read.files.items()
        if len(content) < 2_000 or file.name == DataGroup.DG2.file.name
    }

    def said(file: ElementaryFile, content: bytes) -> object:
        """Return what must be as it was: some files are compared with what is signed."""
        if file == EF_COM:
            return set(read_com(content).groups)
        if file == EF_CARD_ACCESS:
            return set(read_security_infos(content).every)
        return None if file in UNSIGNED else content

    def examine(data: bytes, sample: bytes) -> Outcome:
        file = names[sample]
        read = replace(specimens.read, files={**specimens.read.files, file: data})
        verdict = verify_document(read, specimens.trust, NATIONAL_CARD, NOW, specimens.status)
        if not verdict.holds:
            return Outcome.REFUSED
        return require_same(said(file, data), said(file, sample))

    return Target(tuple(names), examine)
