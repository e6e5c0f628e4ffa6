"""The master lists that Germany and the Netherlands publish, if they are on this machine.

Their publishers name no licence under which the files could be kept here. To run this, put them
into a folder as they are published, with the root certificates (`DE_*.ml`, `DE_ROOT*.cer`,
`NL_*.ml`, `NL_ROOT*.cer`), and name it in MASTER_LISTS_OF_STATES. The guide on the chip says where
they are published, and what came out of it.
"""

import os
from pathlib import Path

import pytest

from thiqa.base import system_clock
from thiqa.pki.csca import MasterList, find_issuers, read_chip_certificate, read_master_list

FOLDER = Path(os.environ.get("MASTER_LISTS_OF_STATES", "nowhere"))
PUBLISHED = {"DE": (588, 375, 12, 2), "NL": (411, 411, 0, 0)}
"""Certificates, signed by themselves, unresolved, misnamed: Germany 2026-05-28, NL 2026-07-22."""

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="MASTER_LISTS_OF_STATES names no folder with the lists of states"
)


def newest(country: str) -> MasterList:
    (root,) = FOLDER.glob(f"{country}_ROOT*.cer")
    anchor = read_chip_certificate(root.read_bytes())
    path = max(FOLDER.glob(f"{country}_ML*.ml"), key=lambda each: each.name)
    return read_master_list(path.read_bytes(), anchors=[anchor], now=system_clock())


@pytest.mark.parametrize("country", PUBLISHED)
def test_every_key_is_usable_and_every_issuer_found_or_reported(country: str) -> None:
    listed = newest(country)
    issuers = find_issuers(listed.certificates)
    found = (
        len(listed.certificates),
        sum(each.is_self_signed for each in listed.certificates),
        len(issuers.unresolved),
        len(issuers.misnamed),
    )
    assert (found, listed.unusable) == (PUBLISHED[country], ())
    assert len(issuers.issuer_of) + len(issuers.unresolved) == len(listed.certificates)


def test_subject_equals_issuer_and_it_is_no_root() -> None:
    listed = newest("DE").certificates
    others = [each for each in listed if not each.is_self_signed]
    assert (len(others), sum(each.names_itself for each in others)) == (213, 136)
