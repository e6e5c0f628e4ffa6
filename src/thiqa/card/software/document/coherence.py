"""Whether what is described goes together: what a schema cannot say."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from thiqa.card.channel.domain import ModularDomain
from thiqa.card.channel.domain_parameters import standard_domain
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.mrz_layout import TD3
from thiqa.card.data_groups.mrz_writing import write_mrz
from thiqa.card.errors import CardError
from thiqa.card.software.document.description import Description, PaceOffer
from thiqa.card.software.document.holder import zone_of
from thiqa.card.software.faults import Fault

PASSPORT_LETTER: Final = "P"
P_224: Final = 10
"""The curve on which the integrated mapping is not defined (ICAO 9303-11, section 9.5.1)."""
PROTECTED: Final = frozenset({DataGroup.DG3, DataGroup.DG4})
NEEDS_PACE: Final = frozenset(
    {
        Fault.WEAKENED_ACCESS,
        Fault.HIDDEN_PACE,
        Fault.POINT_AT_INFINITY,
        Fault.POINT_OFF_CURVE,
        Fault.REFLECTED_KEY,
    }
)
NEEDS_A_CHIP_KEY: Final = frozenset({Fault.COPIED_CHIP, Fault.OWN_KEYS})
NEEDS_A_SECOND_GROUP: Final = frozenset({Fault.UNSIGNED_DATA_GROUP, Fault.MISSING_DATA_GROUP})


def problems_of(description: Description) -> Iterator[str]:
    """Yield what does not go together, each with its place."""
    yield from _problems_of_document(description)
    yield from _problems_of_opening(description)
    yield from _problems_of_proofs(description)
    yield from _problems_of_faults(description)


def _problems_of_document(description: Description) -> Iterator[str]:
    days = [_day(text) for text in (description.issued, description.expires)]
    if None in days:
        yield "document: a day that is in no calendar"
        return
    if description.issued >= description.expires:
        yield "document.expires: it expires before it is issued"
    if (description.layout is TD3) != description.code.startswith(PASSPORT_LETTER):
        yield "document.code: passports, and they alone, are TD3 and begin with P"
    try:
        write_mrz(zone_of(description))
    except (DataGroupError, CardError) as error:
        yield f"document: {error}"


def _problems_of_opening(description: Description) -> Iterator[str]:
    if not description.pace and not description.basic_access:
        yield "opening: nothing opens this chip: name a form of PACE, or allow basic access"
    if description.pin_opens and not description.pace:
        yield "opening.pin: a PIN opens a chip by PACE, and there is none"
    for at, offer in enumerate(description.pace):
        for problem in _problems_of_offer(offer):
            yield f"opening.pace.{at}: {problem}"


def _problems_of_offer(offer: PaceOffer) -> Iterator[str]:
    numbers = isinstance(standard_domain(offer.parameters), ModularDomain)
    if offer.mapping == "CAM" and numbers:
        yield "chip authentication mapping needs a curve"
    if offer.mapping == "CAM" and offer.cipher is Suite.TDES:
        yield "chip authentication mapping needs AES"
    if offer.mapping == "IM" and offer.parameters == P_224:
        yield "the integrated mapping is not defined on P-224"


def _problems_of_proofs(description: Description) -> Iterator[str]:
    has_group = bool(description.data_groups & PROTECTED)
    if has_group and not description.terminal_authentication:
        yield "data_groups: DG3 and DG4 are for terminals that prove themselves: allow that"
    if description.terminal_authentication and not has_group:
        yield "proofs.terminal_authentication: there is no DG3 or DG4 to protect"
    if description.terminal_authentication and not _has_agreement_key(description):
        yield "proofs.terminal_authentication: it comes after chip authentication: add that"


def _problems_of_faults(description: Description) -> Iterator[str]:
    faults = description.faults
    needs = (
        (NEEDS_PACE, bool(description.pace), "a form of PACE"),
        (
            NEEDS_A_CHIP_KEY,
            _has_agreement_key(description) or description.active_authentication is not None,
            "a key of the chip",
        ),
        (NEEDS_A_SECOND_GROUP, len(description.data_groups) > 1, "a data group beside DG1"),
        (
            frozenset({Fault.FOREIGN_TRUST_POINT}),
            description.terminal_authentication,
            "terminal authentication",
        ),
    )
    for concerned, there, what in needs:
        for fault in sorted(faults & concerned):
            if not there:
                yield f"faults: {fault} needs {what}"


def _has_agreement_key(description: Description) -> bool:
    mapped = any(offer.mapping == "CAM" for offer in description.pace)
    return mapped or description.chip_authentication is not None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
