"""Readers of what is not signed by itself: data groups, zones, lists of protocols, traces."""

from collections.abc import Callable, Mapping
from typing import Any

from fuzz.outcome import AcceptedError, Outcome, Target
from fuzz.specimens import Specimens
from thiqa.card.channel.domain_parameters import (
    read_agreement_key,
    standard_domain,
    write_agreement_key,
)
from thiqa.card.data_groups.com import read_com
from thiqa.card.data_groups.files import EF_COM, DataGroup
from thiqa.card.data_groups.mrz import read_mrz
from thiqa.card.data_groups.read import read_data_group
from thiqa.card.data_groups.security_infos import read_security_infos
from thiqa.card.transport.tlv import parse_one
from thiqa.crypto.certificate_keys import read_signature_key
from thiqa.crypto.errors import KeyRefusedError

LARGEST_SAMPLE = 8_000


def content_targets(specimens: Specimens) -> Mapping[str, Target]:
    """Return the targets of this file."""
    groups = {
        specimens.files[group.file.name]: group
        for group in DataGroup
        if group.file.name in specimens.files
    }

    def examine_group(data: bytes, sample: bytes) -> Outcome:
        read_data_group(groups[sample], data)
        return Outcome.TAKEN

    infos = [
        specimens.chip.master_files["EF.CardAccess"],
        _inside(specimens, DataGroup.DG14),
    ]
    return {
        "data-group": Target(tuple(groups), examine_group),
        "zone": Target(_zones(), _examine_zone),
        "com": Target((specimens.files[EF_COM.name],), _taken(read_com)),
        "security-infos": Target(tuple(infos), _examine_infos),
        "agreement-key": Target(_agreement_keys(infos[-1]), _taken(read_agreement_key)),
        "public-key": Target((_inside(specimens, DataGroup.DG15),), _examine_key),
    }


def _inside(specimens: Specimens, group: DataGroup) -> bytes:
    return parse_one(specimens.files[group.file.name], group.tag).value


def _taken(read: Callable[[bytes], Any]) -> Callable[[bytes, bytes], Outcome]:
    def examine(data: bytes, sample: bytes) -> Outcome:
        read(data)
        return Outcome.TAKEN

    return examine


def _examine_infos(data: bytes, sample: bytes) -> Outcome:
    """Each entry has one spelling; of their order issuers make what they like."""
    read = read_security_infos(data)
    if any(each.to_bytes() not in data for each in read.every):
        raise AcceptedError("read, and written differently")
    return Outcome.TAKEN


def _agreement_keys(dg14: bytes) -> tuple[bytes, ...]:
    """Return the chip's keys, with explicit parameters where it has them, and one of numbers."""
    held = tuple(info.public_key for info in read_security_infos(dg14).chip_public_keys)
    numbers = 0
    public = standard_domain(numbers).public_key(2)
    return (*held, write_agreement_key(numbers, public))


def _zones() -> tuple[bytes, ...]:
    """Return the specimens of Doc 9303, parts 4 to 6."""
    return (
        b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        b"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D231458907UTO7408122F1204159<<<<<<<6",
        b"I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    )


def _examine_zone(data: bytes, sample: bytes) -> Outcome:
    read_mrz(data.decode("latin-1"))
    return Outcome.TAKEN


def _examine_key(data: bytes, sample: bytes) -> Outcome:
    try:
        read_signature_key(data)
    except KeyRefusedError:
        return Outcome.REFUSED
    return Outcome.TAKEN
