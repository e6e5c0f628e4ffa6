"""A receipt on paper: what was done, and a code that holds the whole proof."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from thiqa.documents import Attachment, CodeTooLargeError, make_qr_code, typeset
from thiqa.portal.claims import label_messages
from thiqa.portal.kinds import WORDS
from thiqa.portal.views import LocalText, ReceiptView
from thiqa.web import Language, Pages, translate
from thiqa.web.formats import format_moment
from thiqa.web.messages import message
from thiqa.web.translation import choose

ATTACHED_NAME = "receipt.txt"

TITLE = message("Receipt")
LEAD = message(
    "This use of your identity is on record. Nobody can change the record without it being noticed."
)
CODE_HEADING = message("Check a receipt")
CODE_ALT = message("A QR code that holds the whole receipt")
CODE_STEPS = (
    message("Point the camera of a phone at the code, and open the link that it finds."),
    message("The phone checks the receipt by itself: the code holds all of it, nothing is sent."),
)
NO_CODE = message("This receipt is too long for a code.")
FILE_STEP = message("The file {file} lies in this PDF. The thiqa program checks it, offline too.")

Value = str | Sequence[Sequence[str]] | None
Facts = Iterator[dict[str, Any]]


def print_receipt(pages: Pages, view: ReceiptView, language: Language) -> bytes:
    """Return the PDF of a receipt, with the receipt itself attached."""
    words = _Words(pages, language)
    code = _code_of(view)
    data = {
        "title": words.say(TITLE),
        "author": words.say(pages.site.name),
        "notice": words.say(pages.site.notice) if pages.site.notice else "",
        "lead": words.say(LEAD),
        "facts": [*_event_facts(view, words)],
        "code_heading": words.say(CODE_HEADING),
        "code_alt": words.say(CODE_ALT),
        "steps": [
            *map(words.say, CODE_STEPS if code else [NO_CODE]),
            words.say(FILE_STEP).format(file=ATTACHED_NAME),
        ],
        "proof_heading": words.say(message("Proof")),
        "proof": [*_proof_facts(view, words)],
        "footer": f"{view.log} · {view.index}",
    }
    return typeset(
        "receipt",
        data,
        language=language,
        at=view.at,
        pictures={"code": code},
        attachments=[Attachment(ATTACHED_NAME, "text/plain", words.say(TITLE), view.checkpoint)],
    )


@dataclass(frozen=True, slots=True)
class _Words:
    pages: Pages
    language: Language

    def say(self, text: str) -> str:
        return translate(self.pages.catalogues[self.language], text)

    def when(self, at: int) -> str:
        return format_moment(at, self.language, self.pages.timezone)

    def local(self, texts: LocalText) -> str:
        return choose(texts, self.language)[0]

    def facts(self, *rows: tuple[str, Value]) -> Facts:
        return ({"label": self.say(label), "value": value} for label, value in rows if value)

    def codes(self, *rows: tuple[str, Value]) -> Facts:
        return ({**fact, "code": True} for fact in self.facts(*rows))


def _event_facts(view: ReceiptView, words: _Words) -> Facts:
    yield from words.facts(
        (message("When"), words.when(view.at)),
        (message("Service"), words.local(view.service)),
        (message("What happened"), words.say(WORDS[view.kind])),
        (message("Sector"), words.local(view.sector)),
        (message("Purpose"), words.local(view.purpose)),
        (message("Legal basis"), words.local(view.article)),
        (message("Details concerned"), _listed(map(words.say, label_messages(view.claims)))),
    )
    if view.linked:
        yield from words.facts(
            (message("From the sector"), words.local(view.linked.from_sector)),
            (message("To the sector"), words.local(view.linked.to_sector)),
            (message("Reason"), view.linked.reason),
        )


def _proof_facts(view: ReceiptView, words: _Words) -> Facts:
    link, _, _ = (view.verify_url or "").partition("#")
    yield from words.codes(
        (message("Log"), view.log),
        (message("Entry"), str(view.index)),
        (message("Entries in the log"), str(view.tree_size)),
        (message("Fingerprint of the log"), view.root),
        (message("Fingerprint of what you were shown"), view.consent_digest),
        (message("Page that checks it"), link),
    )
    witnesses = [[name, words.when(at)] for name, at in view.witnesses]
    yield from words.facts((message("Witnesses"), witnesses))


def _listed(texts: Iterable[str]) -> str:
    return " · ".join(texts)


def _code_of(view: ReceiptView) -> str:
    """Return the picture of the code; nothing for what no code holds."""
    if view.verify_url is None:
        return ""
    link, _, digits = view.verify_url.partition("#")
    try:
        return make_qr_code(f"{link}#", digits).svg
    except CodeTooLargeError:
        return ""
