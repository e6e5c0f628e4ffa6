"""What a terminal needs to know before it shows its certificates."""

import os
from dataclasses import replace

from thiqa.card.channel.cv_certificates.references import KeyReference, write_ef_cvca
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.data_groups.dg14 import write_dg14
from thiqa.card.data_groups.files import EF_CVCA, DataGroup
from thiqa.card.data_groups.security_info import TerminalAuthenticationInfo
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.progress import tell_nobody
from thiqa.card.reading.proofs import authorities_of_the_chip
from thiqa.card.reading.session import ReadingSession
from unit.card.reading.plain_chip import PlainChip

AUTHORITY = KeyReference("UT", "SPECCVCA", "00001")
ELSEWHERE = replace(EF_CVCA, identifier=0x0124)


def session_with(info: TerminalAuthenticationInfo) -> ReadingSession:
    names = write_ef_cvca([AUTHORITY])
    chip = PlainChip({ELSEWHERE if info.cvca_file else EF_CVCA: names})
    access = ReadingAccess(CanPassword("123456"))
    session = ReadingSession(chip, access, ReadingRules(), os.urandom, tell_nobody)
    session.files[DataGroup.DG14.file] = write_dg14(SecurityInfos.of([info]).to_bytes())
    return session


def test_the_chip_names_its_authorities_in_its_usual_file() -> None:
    assert authorities_of_the_chip(session_with(TerminalAuthenticationInfo())) == (AUTHORITY,)


def test_the_file_lies_where_dg14_says() -> None:
    info = TerminalAuthenticationInfo(cvca_file=ELSEWHERE.identifier)
    assert authorities_of_the_chip(session_with(info)) == (AUTHORITY,)


def test_a_chip_without_the_file_names_nobody() -> None:
    session = session_with(TerminalAuthenticationInfo(cvca_file=0x0125))
    assert authorities_of_the_chip(session) == ()
