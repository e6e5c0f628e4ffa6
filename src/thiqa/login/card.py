"""Logging in with the card, from the browser's answer to a person."""

from dataclasses import dataclass

from thiqa.base import Database
from thiqa.login import challenge as challenges
from thiqa.login.errors import HolderUnknownError
from thiqa.login.identifier import read_national_number
from thiqa.login.models import Authentication
from thiqa.login.store import Records
from thiqa.login.web_eid import WebEidValidator
from thiqa.people import Person


@dataclass(frozen=True, slots=True)
class CardLogin:
    """Turns a challenge and a token into an Authentication."""

    database: Database[Records]
    validator: WebEidValidator

    async def complete(
        self, token_text: str, challenge: str, browser: bytes, now: int
    ) -> Authentication:
        """Verify what a browser, known by the digest of its cookie, sent at a time in seconds.

        `challenge` is the nonce as the page was given it and sent it back: it counts only
        if its digest is on record for this very browser, unused and unexpired, and a failed
        attempt uses it up as well. Raises a LoginError.
        """
        await challenges.take(self.database, challenge, browser, now)
        card = await self.validator.verify(token_text, challenge, now)
        person = await self._find(read_national_number(card.certificate))
        return Authentication(
            person_id=person.id,
            national_number=person.national_number,
            acr=self.validator.policy.level,
            auth_time=now,
            certificate_fingerprint=card.fingerprint,
        )

    async def _find(self, national_number: str) -> Person:
        async def unit(records: Records) -> Person | None:
            return await records.people.find_by_national_number(national_number)

        person = await self.database.read(unit)
        if person is None:
            raise HolderUnknownError("nobody with this number is registered")
        return person
