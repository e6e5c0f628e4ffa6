"""What a country says is wrong with documents of its own (Doc 9303-12, section 10)."""

from typing import Final

from thiqa.card.data_groups.mrz import FILLER
from thiqa.card.verification.examination import Examination
from thiqa.pki.csca.deviation_list import DEVIATION_LIST, Description

ACTIVE_KEY_COMPROMISED: Final = f"{DEVIATION_LIST}.1.4"
"""id-Deviation-CertOrKey-AAKeyCompromised (section 10.2)."""

CODE_CHARACTERS: Final = 2
"""Of the document code at the start of the zone, fillers among them."""


def find_deviations(document: Examination) -> tuple[Description, ...]:
    """Return what the country of a trusted signer says of documents like this one.

    What is not known of the document does not take it off the list.
    """
    if document.path is None or document.signer is None:
        return ()
    zone = document.zone
    code = None if zone is None else zone.document_code.ljust(CODE_CHARACTERS, FILLER)
    number = None if zone is None else zone.document_number
    return tuple(
        description
        for each in document.trust.deviations_of(document.signer)
        if each.documents.may_include(code, number)
        for description in each.descriptions
    )


def is_active_key_compromised(document: Examination) -> bool:
    """Tell whether others may have the key with which the chip signs challenges."""
    return any(each.kind == ACTIVE_KEY_COMPROMISED for each in find_deviations(document))
