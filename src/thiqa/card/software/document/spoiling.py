"""What is wrong with a document on purpose, apart from its signature and its behaviour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from thiqa.card.channel.cv_certificates import (
    CvSigningKey,
    KeyReference,
    TrustState,
    trust_anchor,
)
from thiqa.card.channel.specimen_terminals import Issuer, Validity
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.dg1 import write_dg1
from thiqa.card.data_groups.files import EF_CARD_ACCESS, DataGroup
from thiqa.card.software.chip import Chip
from thiqa.card.software.document.description import Description, PaceOffer
from thiqa.card.software.document.holder import zone_of
from thiqa.card.software.document.keys import access_infos, make_keys, write_keys
from thiqa.card.software.document.signature import OTHER_HASH
from thiqa.card.software.faults import Fault
from thiqa.crypto.curves import BRAINPOOL_P256
from thiqa.crypto.random_numbers import RandomBytes

FOREIGN_COUNTRY: Final = "UTO"
"""Utopia (ICAO 9303-3, section 5), which has no authority of its own."""
WEAK_PACE: Final = PaceOffer("GM", Suite.TDES)
FOREIGN_AUTHORITY: Final = KeyReference("UT", "FOREIGN", "00001")
LIFE_OF_A_KEY: Final = timedelta(days=3_650)


def with_wrong_wishes(description: Description) -> Description:
    """Change what has to be wrong before it is signed."""
    if Fault.FOREIGN_COUNTRY in description.faults:
        description = replace(description, issuer=FOREIGN_COUNTRY)
    if Fault.CONFUSED_HASHES in description.faults:
        other = OTHER_HASH[description.data_hash]
        description = replace(description, signer_hash=other)
    if Fault.HIDDEN_PACE in description.faults:
        description = replace(description, basic_access=True)
    return description


def altered_zone(description: Description) -> bytes:
    """Return EF.DG1 with the name of somebody else."""
    return write_dg1(replace(zone_of(description), secondary="SOMEBODY ELSE"))


def spoil(chip: Chip, description: Description, signed_at: int, random_bytes: RandomBytes) -> Chip:
    """Change what was right when it was signed, or what nobody signs."""
    files, master_files = dict(chip.files), dict(chip.master_files)
    faults = description.faults
    if faults & {Fault.ALTERED_DATA, Fault.REHASHED_DATA}:
        files[DataGroup.DG1.file.name] = altered_zone(description)
    if Fault.MISSING_DATA_GROUP in faults:
        del files[max(description.data_groups).file.name]
    if Fault.WEAKENED_ACCESS in faults:
        weak = replace(description, pace=(WEAK_PACE,))
        master_files[EF_CARD_ACCESS.name] = access_infos(weak).to_bytes()
    if Fault.HIDDEN_PACE in faults:
        del master_files[EF_CARD_ACCESS.name]
    chip = replace(chip, files=files, master_files=master_files)
    if Fault.FOREIGN_TRUST_POINT in faults:
        chip = replace(chip, trust=_foreign_trust(signed_at, random_bytes))
    if faults & {Fault.OWN_KEYS, Fault.COPIED_CHIP}:
        return _with_new_keys(chip, description, random_bytes)
    return chip


def _with_new_keys(chip: Chip, description: Description, random_bytes: RandomBytes) -> Chip:
    """Make a copy: it has no private key of the original, and may show public ones of its own."""
    keys = make_keys(description, random_bytes)
    files = dict(chip.files)
    if Fault.OWN_KEYS in description.faults:
        own = write_keys(description, keys)
        files |= {group.file.name: content for group, content in own.items()}
    return replace(chip, files=files, chip_keys=keys.agreement, active_key=keys.active)


def _foreign_trust(signed_at: int, random_bytes: RandomBytes) -> TrustState:
    today = datetime.fromtimestamp(signed_at, UTC).date()
    key = CvSigningKey.generate(BRAINPOOL_P256, random_bytes)
    validity = Validity(today, today + LIFE_OF_A_KEY)
    foreign = Issuer.self_signed(FOREIGN_AUTHORITY, key, validity, random_bytes)
    return TrustState.personalised([trust_anchor(foreign.certificate)], today)
