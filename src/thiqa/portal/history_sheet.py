"""What a printed history says, in one language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from thiqa.portal.claims import LABELS, label_messages
from thiqa.portal.entries import Clients, described, facts_of, linked_sectors, service_name
from thiqa.portal.history_export import Proved
from thiqa.portal.history_filters import Filters
from thiqa.portal.kinds import WORDS, word_of
from thiqa.portal.portal import Portal
from thiqa.portal.views import LocalText
from thiqa.web import Language, translate
from thiqa.web.formats import format_day, format_moment
from thiqa.web.messages import message
from thiqa.web.translation import choose

TITLE = message("Who asked about you")
LEAD = message(
    "Every use of your identity, the latest first. This document says what was done, and names"
    " nobody. Each entry is proved by its receipt, in the file that lies in this document."
)
TOO_LONG = message("These are the latest {number}. The file for machines has all of them.")
MADE = message("Made on")
LOG = message("Log")
SERVICE = message("Service")
CLAIM = message("Detail concerned")
FROM = message("From")
TO = message("To")
NUMBER = message("Entry {number} of the log")
WAITING = message("On its way into the log")
NOTHING = message("Nothing that you look for is on the record.")
FILE = message("The entries with their receipts")


class HistorySheet:
    """The words of one document."""

    def __init__(self, portal: Portal, language: Language, clients: Clients) -> None:
        """`clients`: the services that are registered still."""
        self._portal = portal
        self._language = language
        self._clients = clients

    def data(
        self, entries: Sequence[Proved], filters: Filters, *, at: int, is_whole: bool
    ) -> dict[str, Any]:
        """Return what the template says; `is_whole` unless there are more entries."""
        site = self._portal.pages.site
        return {
            "title": self.say(TITLE),
            "author": self.say(site.name),
            "notice": self.say(site.notice) if site.notice else "",
            "footer": self._portal.origin,
            "lead": self.say(LEAD),
            "facts": [
                {"label": self.say(MADE), "value": self._moment(at)},
                {"label": self.say(LOG), "value": self._portal.record_origin, "code": True},
                *self._searched(filters),
            ],
            "note": "" if is_whole else self.say(TOO_LONG).format(number=len(entries)),
            "nothing": self.say(NOTHING),
            "entries": [self._entry(proved) for proved in entries],
        }

    def say(self, text: str) -> str:
        """Return a message in the document's language."""
        return translate(self._portal.pages.catalogues[self._language], text)

    def _searched(self, filters: Filters) -> list[dict[str, str]]:
        found: list[tuple[str, str]] = []
        for label, day in ((FROM, filters.first_day), (TO, filters.last_day)):
            found += [(label, self._day(day))] if day else []
        if filters.client_id is not None:
            found.append((SERVICE, self._local(service_name(filters.client_id, self._clients))))
        if filters.claim is not None:
            found.append((CLAIM, self.say(LABELS[filters.claim])))
        return [{"label": self.say(label), "value": value} for label, value in found]

    def _entry(self, proved: Proved) -> dict[str, Any]:
        event, index = proved.entry.event, proved.entry.index
        service, purpose, article, _ = described(event, self._clients)
        linked = linked_sectors(event)
        lines = [self.say(WORDS[word_of(event)]), self._local(purpose), self._local(article)]
        lines.append(" · ".join(map(self.say, label_messages(getattr(event, "claims", ())))))
        if linked:
            lines += [self._local(linked.from_sector), self._local(linked.to_sector)]
        lines += [text for _, text in facts_of(event)]
        return {
            "when": self._moment(event.at),
            "service": self._local(service),
            "lines": [line for line in lines if line],
            "number": self.say(WAITING) if index is None else self.say(NUMBER).format(number=index),
        }

    def _local(self, texts: LocalText) -> str:
        return choose(texts, self._language)[0]

    def _moment(self, at: int) -> str:
        return format_moment(at, self._language, self._portal.pages.timezone)

    def _day(self, day: date) -> str:
        return format_day(day, self._language)
