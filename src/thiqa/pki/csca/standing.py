"""Which of several lists counts: the newest of each country, whose signer nobody has revoked."""

from collections.abc import Iterable
from typing import TypeVar

from thiqa.pki.csca.deviation_list import DeviationList
from thiqa.pki.csca.errors import ListOutdatedError, ListSignerError
from thiqa.pki.csca.master_list import MasterList
from thiqa.pki.csca.revocation import RevocationList

_Listed = TypeVar("_Listed", MasterList, DeviationList)


def newest_of_each(lists: Iterable[_Listed]) -> tuple[_Listed, ...]:
    """Keep the newest list of each country: an interrupted import leaves two."""
    found: dict[str | None, _Listed] = {}
    for each in sorted(lists, key=lambda each: each.signed_at):
        found[each.country] = each
    return tuple(found.values())


def require_newer(found: _Listed, kept: Iterable[_Listed]) -> None:
    """Refuse a list that is older than the one of its country that is there."""
    for earlier in kept:
        if earlier.country == found.country and earlier.signed_at > found.signed_at:
            raise ListOutdatedError(f"there is a newer list of {found.country}")


def require_newer_update(found: RevocationList, kept: Iterable[RevocationList]) -> None:
    """Refuse a list of revoked certificates that is older than the one of its authority."""
    for earlier in kept:
        if earlier.issuer == found.issuer and earlier.this_update > found.this_update:
            raise ListOutdatedError("there is a newer list of this authority")


def standing_of(
    lists: Iterable[_Listed], revocation_lists: Iterable[RevocationList], aside: list[str]
) -> tuple[_Listed, ...]:
    """Keep the lists whose signers nobody has revoked; say the others in `aside`."""
    kept: list[_Listed] = []
    for each in lists:
        try:
            require_standing(each, revocation_lists)
        except ListSignerError as error:
            aside.append(f"the list of {each.country}: {error}")
            continue
        kept.append(each)
    return tuple(kept)


def require_standing(
    found: MasterList | DeviationList, revocation_lists: Iterable[RevocationList]
) -> None:
    """Refuse a list whose signer is revoked."""
    signer = found.signer
    if any(
        each.covers(signer) and signer.serial_number in each.revoked for each in revocation_lists
    ):
        raise ListSignerError("its signer is revoked")
