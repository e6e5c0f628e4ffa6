"""The last part of the walk: somebody who meets a citizen reads the chip of the card."""

import asyncio
import os

from thiqa.base import system_clock
from thiqa.card import InProcessConnection, load_personas, open_card
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.data_groups.dg1 import read_dg1
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.reader import read_document
from thiqa.card.verification.policy import NATIONAL_CARD
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Verdict
from thiqa.card.verification.verify import verify_document
from thiqa.demo.places import Places
from thiqa.demo.steps import Step, Walk
from thiqa.demo.visitor import StepFailedError
from thiqa.lost_documents import StatusQuery
from thiqa.lost_documents.editions import open_list
from thiqa.pki.csca.store import TrustStore
from thiqa.settings import Settings

LOST = "revoked-card"
"""Whose card was lost and reported."""


def read_the_chip(walk: Walk) -> str:
    """Somebody reads the card's chip with the number printed on it, and believes what is signed"""
    read, verdict = _verdict(walk.places, walk.citizen.persona.key)
    zone = read_dg1(verdict.require().data_groups[DataGroup.DG1])
    opened = f"{read.access.protocol.name}, {read.apdus} commands"
    return f"{opened} → {zone.primary}, {zone.secondary}: {len(verdict.checks)} checks held"


def refuse_a_lost_card(walk: Walk) -> str:
    """A card that is genuine, and reported as lost, is refused"""
    _, verdict = _verdict(walk.places, LOST)
    reasons = [each.reason for each in verdict.refusals]
    if reasons != [Reason.DOCUMENT_REPORTED]:
        raise StepFailedError(f"a lost card must be refused as such, not for {reasons}")
    return f"{verdict.refusals[0].detail}: refused"


def _verdict(places: Places, citizen: str) -> tuple[DocumentRead, Verdict]:
    settings, now = Settings.from_environment(places.environment()), system_clock()
    access = ReadingAccess(CanPassword(load_personas()[citizen].can))
    with InProcessConnection(open_card(places.cards / f"{citizen}.json")) as card:
        read = read_document(card, access, ReadingRules(), os.urandom)
    query = StatusQuery.of_zone(read_dg1(read.data_groups[DataGroup.DG1]))
    answer = asyncio.run(open_list(settings.lost_documents).ask(query, now))
    trust = TrustStore(settings.document_trust).open(now).trust
    return read, verify_document(read, trust, NATIONAL_CARD, now, answer)


STEPS: tuple[Step, ...] = (read_the_chip, refuse_a_lost_card)
