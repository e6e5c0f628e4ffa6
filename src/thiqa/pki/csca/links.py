"""Who has issued whom, and how far trust in some authorities reaches over link certificates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from thiqa.crypto.certificate_signatures import verify_signature
from thiqa.crypto.errors import SignatureInvalidError
from thiqa.pki.csca.certificate import ChipCertificate, require_issued
from thiqa.pki.csca.errors import PathError
from thiqa.pki.csca.names import ComparableName


@dataclass(frozen=True, slots=True)
class Issuers:
    """For each certificate of a set, who in the set has issued it."""

    issuer_of: Mapping[ChipCertificate, ChipCertificate] = field(repr=False)
    """Those that signed themselves are their own issuer."""
    misnamed: frozenset[ChipCertificate] = field(repr=False)
    """Those that name another issuer than the one of their country whose key has signed them."""
    unresolved: tuple[ChipCertificate, ...]
    """Those whose issuer is not in the set."""


def by_subject(
    certificates: Iterable[ChipCertificate],
) -> Mapping[ComparableName, tuple[ChipCertificate, ...]]:
    """Sort certificates by the names of their subjects."""
    found: defaultdict[ComparableName, list[ChipCertificate]] = defaultdict(list)
    for certificate in certificates:
        found[certificate.subject].append(certificate)
    return MappingProxyType({name: tuple(same) for name, same in found.items()})


def find_issuers(certificates: Iterable[ChipCertificate]) -> Issuers:
    """Find who has issued each certificate; equal names say nothing, signatures do.

    This is for reports alone: nobody is trusted for being found here.
    """
    every = tuple(certificates)
    found: dict[ChipCertificate, ChipCertificate] = {}
    for certificate in every:
        candidates = [each for each in every if _may_be(each, certificate)]
        for candidate in sorted(candidates, key=lambda each: _rank(each, certificate)):
            if _has_signed(candidate, certificate):
                found[certificate] = candidate
                break
    misnamed = {each for each, issuer in found.items() if each.issuer != issuer.subject}
    unresolved = tuple(each for each in every if each not in found)
    return Issuers(MappingProxyType(found), frozenset(misnamed), unresolved)


def follow_links(
    trusted: Iterable[ChipCertificate], candidates: Iterable[ChipCertificate]
) -> Mapping[ChipCertificate, ChipCertificate]:
    """Return the candidates to which trust reaches, each with the authority that vouches for it.

    A link counts if a trusted authority of the same country has issued it, in its own time, and it
    is an authority itself (Doc 9303-12, section 7.1.1.5). A certificate that signed itself counts
    if it holds the key and the name of one that is trusted.
    """
    reached = list(dict.fromkeys(trusted))
    waiting = [each for each in dict.fromkeys(candidates) if each not in set(reached)]
    vouchers: dict[ChipCertificate, ChipCertificate] = {}
    for authority in reached:
        for candidate in [each for each in waiting if _reaches(authority, each)]:
            vouchers[candidate] = authority
            reached.append(candidate)
            waiting.remove(candidate)
    return MappingProxyType(vouchers)


def _reaches(authority: ChipCertificate, candidate: ChipCertificate) -> bool:
    if not candidate.is_authority or candidate.country != authority.country:
        return False
    if (candidate.key, candidate.subject) == (authority.key, authority.subject):
        return candidate.is_self_signed
    if not authority.is_in_time(candidate.not_before):
        return False
    try:
        require_issued(candidate, authority)
    except PathError:
        return False
    return True


def _may_be(candidate: ChipCertificate, certificate: ChipCertificate) -> bool:
    """Tell whether it is worth trying a key: of the right name, or of the same country."""
    return candidate.subject == certificate.issuer or candidate.country == certificate.country


def _rank(candidate: ChipCertificate, certificate: ChipCertificate) -> tuple[bool, bool, bool]:
    """Put the certificate itself first, then those of the right name, and roots before links."""
    return (
        candidate != certificate,
        candidate.subject != certificate.issuer,
        not candidate.names_itself,
    )


def _has_signed(candidate: ChipCertificate, certificate: ChipCertificate) -> bool:
    try:
        verify_signature(
            candidate.key, certificate.algorithm, certificate.signature, certificate.signed_bytes
        )
    except SignatureInvalidError:
        return False
    return True
