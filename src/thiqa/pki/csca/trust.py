"""The authorities that are trusted, the way to them, and what they have revoked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from thiqa.pki.csca.certificate import ChipCertificate, require_issued
from thiqa.pki.csca.deviation_list import Deviation, DeviationList
from thiqa.pki.csca.errors import (
    AuthorityOutOfTimeError,
    AuthorityUnknownError,
    CountryDiffersError,
    PathError,
)
from thiqa.pki.csca.links import by_subject, follow_links
from thiqa.pki.csca.master_list import MasterList
from thiqa.pki.csca.names import ComparableName
from thiqa.pki.csca.revocation import RevocationList, require_not_revoked

NEVER: Final = 0
"""When a collection that nobody has ever renewed was renewed."""


@dataclass(frozen=True, slots=True)
class CscaPath:
    """The way from a certificate to an authority that is trusted; `find_path` makes it."""

    signer: ChipCertificate
    authority: ChipCertificate
    vouched_by: str
    """Why the authority is trusted, for people."""


@dataclass(frozen=True, slots=True)
class CscaTrust:
    """Whom to trust, and since when that was last looked at; made by `gather`."""

    authorities: Mapping[ChipCertificate, str] = field(repr=False)
    """Each that is trusted, and why."""
    refreshed_at: int
    """When the oldest of the lists in use was signed; without lists, when the last one was pinned.

    In seconds since the epoch.
    """
    revocation_lists: tuple[RevocationList, ...] = field(default=(), repr=False)
    deviation_lists: tuple[DeviationList, ...] = field(default=(), repr=False)
    _named: Mapping[ComparableName, tuple[ChipCertificate, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Sort the authorities by their names."""
        object.__setattr__(self, "_named", by_subject(self.authorities))

    def find_path(self, document_signer: ChipCertificate, at: int) -> CscaPath:
        """Find who has issued a certificate.

        1. Somebody who is trusted has the name of its issuer.
        2. The key of one of them has signed it, and may.
        3. That one is of the same country.
        4. That one is in its time at the second `at`.

        The time of the certificate itself is looked at by whoever asks. Raises PathError.
        """
        refusal: PathError = AuthorityUnknownError("no authority of that name is trusted")
        for authority in self._named.get(document_signer.issuer, ()):  # 1
            try:
                require_issued(document_signer, authority)  # 2
                _require_country(document_signer, authority)  # 3
                _require_time(authority, at)  # 4
            except PathError as error:
                refusal = _graver(refusal, error)
                continue
            return CscaPath(document_signer, authority, self.authorities[authority])
        raise refusal

    def require_not_revoked(
        self, document_signer: ChipCertificate, path: CscaPath, at: int
    ) -> None:
        """Ask the lists of the path's authority about a certificate; raises RevokedError.

        If the authority was itself issued by another one, that one's lists must not name it; they
        need not be there, for what is trusted is said by master lists.
        """
        require_not_revoked(document_signer, self.revocation_lists, at)
        for each in self.revocation_lists:
            if each.covers(path.authority) and path.authority.serial_number in each.revoked:
                require_not_revoked(path.authority, (each,), at)

    def deviations_of(self, document_signer: ChipCertificate) -> tuple[Deviation, ...]:
        """Return what its country has said is wrong with the documents of a signer."""
        return tuple(
            deviation
            for each in self.deviation_lists
            if each.country == document_signer.country
            for deviation in each.deviations
            if deviation.documents.may_be_of(document_signer)
        )


def gather(
    *,
    pinned: Mapping[ChipCertificate, int],
    master_lists: Iterable[MasterList] = (),
    others: Iterable[ChipCertificate] = (),
    revocation_lists: Iterable[RevocationList] = (),
    deviation_lists: Iterable[DeviationList] = (),
) -> CscaTrust:
    """Say who is trusted.

    1. Those that the operator has `pinned`, each at its second.
    2. Those on master lists, whose signers lead to pinned ones.
    3. Of the `others`, those to which link certificates lead.
    """
    lists = tuple(master_lists)
    authorities = dict.fromkeys(pinned, "pinned")  # 1
    for master_list in lists:  # 2
        why = f"on the master list of {master_list.country}"
        authorities |= {each: why for each in master_list.certificates if each not in authorities}
    linked = follow_links(authorities, others)  # 3
    authorities |= {each: f"a link from {by.subject_text}" for each, by in linked.items()}
    refreshed = min((each.signed_at for each in lists), default=max(pinned.values(), default=NEVER))
    return CscaTrust(
        MappingProxyType(authorities),
        refreshed,
        tuple(revocation_lists),
        tuple(deviation_lists),
    )


def _graver(first: PathError, second: PathError) -> PathError:
    """Keep what says most: a right signature at a wrong time says more than a wrong one."""
    return second if _RANK.get(type(second), 1) >= _RANK.get(type(first), 1) else first


_RANK: Final = {AuthorityUnknownError: 0, CountryDiffersError: 2, AuthorityOutOfTimeError: 3}


def _require_country(certificate: ChipCertificate, authority: ChipCertificate) -> None:
    if certificate.country is None or certificate.country != authority.country:
        raise CountryDiffersError("issued by the authority of another country")


def _require_time(authority: ChipCertificate, at: int) -> None:
    if not authority.is_in_time(at):
        raise AuthorityOutOfTimeError("issued by an authority that was not in its time")
