"""What the entries of a citizen's history are about."""

from thiqa.ledger.events import DocumentIssued, Event
from thiqa.web.messages import message

KINDS = {
    "release": message("It received what you agreed to"),
    "refresh": message("It came back under your earlier consent"),
    "refusal": message("It asked and received nothing"),
    "login": message("You signed in with your card"),
    "withdrawal": message("You withdrew your consent"),
    "relinking": message("Two officers linked your identifiers in two sectors"),
    "consent": message("You agreed that it need not ask again"),
    "lookup": message("An officer read what we hold about you"),
    "document": message("It issued a document about you"),
    "mandate": message("Somebody acted for you, as you had allowed"),
    "credential": message("A credential was put into your wallet"),
    "dispute": message("You contested an entry, or were answered"),
    "opening": message("Two auditors opened an entry about you"),
}
"""By the kind that the entry bears."""

TAKEN_BACK = {
    "document.mistake": message("It took a document back: it said what was never so"),
    "document.change": message("It took a document back: what it says is no longer so"),
    "document.misuse": message("It took a document back: it was got or used against the law"),
    "document.wish": message("It took a document back, as you asked"),
}
"""By the reason for which a document is taken back."""

WORDS = {**KINDS, **TAKEN_BACK}


def word_of(event: Event) -> str:
    """Return the name, among `WORDS`, of what is said of an entry."""
    if isinstance(event, DocumentIssued) and event.state is not None:
        word = f"{event.kind}.{event.reason}"
        return word if word in TAKEN_BACK else event.kind
    return event.kind
