"""Checking what somebody brings: nothing of it is kept, and nobody has to say who they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from thiqa.base import Clock, Database
from thiqa.crypto import CryptoError, read_claims_unverified
from thiqa.documents import Code, code_in, organization_of, verify_code
from thiqa.documents.answers import Answer, AnswerMalformedError, verify_answer
from thiqa.documents.answers.signing import ANSWER_TYP
from thiqa.issuing.craft import check_brought_paper
from thiqa.issuing.errors import NumberError
from thiqa.issuing.models import Issued
from thiqa.issuing.numbers import read_number
from thiqa.issuing.papers import Paper
from thiqa.issuing.status import standing
from thiqa.issuing.store import Records
from thiqa.issuing.tools import Opened, Tools, open_tools
from thiqa.issuing.workshop import Workshop
from thiqa.oidc.models import Localized

PUBLIC = ""
"""For whom papers are checked: everybody together, so that no service waits for them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a number is worth now, and since when."""

    word: str
    changed_at: int | None


@dataclass(frozen=True, slots=True)
class Checker:
    """The certificates that are trusted, workers, and the numbers that were given."""

    tools: Tools
    workshop: Workshop
    database: Database[Records]
    clock: Clock

    @property
    def opened(self) -> Opened:
        """The seals, and who stands behind them."""
        return open_tools(self.tools)

    @property
    def bodies(self) -> Mapping[str, Localized]:
        """The names of the bodies whose seals are in use, by the name in their certificate."""
        opened = self.opened
        return {
            organization_of(certificate): opened.seals.seals[name].name
            for name, certificate in opened.certificates.items()
        }

    async def paper(self, pdf: bytes) -> Paper:
        """Check a document; raise a DocumentRefusedError, BusyError or WorkError."""
        return await self.workshop.run(PUBLIC, check_brought_paper, self.tools, pdf, self.clock())

    def typed(self, text: str) -> Code | Answer:
        """Check a code or an answer; raise a CodeError or an AnswerError."""
        text = text.strip()
        if text.count(".") == 2 and "#" not in text:
            return self._answer(text)
        return verify_code(code_in(text), self.opened.code_trust, now=self.clock()).code

    async def standing(self, number: str, document_type: str) -> Standing:
        """Return what a document of this number and type is worth."""
        try:
            wanted = read_number(number)
        except NumberError:
            return _standing(None, self.clock())
        issued = await self.database.read(lambda records: records.issuing.get(wanted))
        if issued is not None and issued.type != document_type:
            issued = None
        return _standing(issued, self.clock())

    def _answer(self, text: str) -> Answer:
        """Check an answer for whomever it is made for: the page says for whom."""
        try:
            audience = str(read_claims_unverified(text).get("aud"))
        except CryptoError as error:
            raise AnswerMalformedError(f"not a signed object ({ANSWER_TYP})") from error
        seals = self.opened.seal_trust.seals
        return verify_answer(text, seals, audience=audience, now=self.clock()).answer


def _standing(issued: Issued | None, now: int) -> Standing:
    return Standing(standing(issued, now), None if issued is None else issued.changed_at)
