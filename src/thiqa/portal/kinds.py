"""What the entries of a citizen's history are about."""

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
