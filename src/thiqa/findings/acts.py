"""Findings are raised, taken by a person, and closed with an answer."""

from thiqa.findings.errors import AnswerMissingError, FindingGoneError
from thiqa.findings.models import Finding
from thiqa.findings.store import Records

MIN_ANSWER_LETTERS = 12
"""An answer is a sentence: what it was, and what was done."""
MAX_ANSWER_CHARACTERS = 1_000


async def raise_finding(records: Records, finding: Finding) -> bool:
    """Keep a finding; False if it was raised before, and then nothing changes."""
    return await records.findings.add(finding)


async def take_finding(
    records: Records, finding_id: str, person_id: str, *, seen: str | None
) -> None:
    """Give a finding to a person; `seen` is who had it when the person looked."""
    if not await records.findings.take(finding_id, person_id, seen):
        raise FindingGoneError("somebody else has taken or closed it")


async def close_finding(
    records: Records, finding_id: str, person_id: str, *, answer: str, now: int
) -> None:
    """Close a finding with the answer of the person who has taken it."""
    answer = " ".join(answer.split())[:MAX_ANSWER_CHARACTERS]
    if sum(map(str.isalpha, answer)) < MIN_ANSWER_LETTERS:
        raise AnswerMissingError("an answer says what it was and what was done, in a sentence")
    if not await records.findings.close(finding_id, person_id, answer, now):
        raise FindingGoneError("it is taken by somebody else, or closed")
