"""What the entries of a citizen's history are about."""

from thiqa.web.messages import message

KINDS = {
    "release": message("It received what you agreed to"),
    "refresh": message("It came back under your earlier consent"),
    "refusal": message("It asked and received nothing"),
    "login": message("You signed in with your card"),
    "withdrawal": message("You withdrew your consent"),
    "relinking": message("Two officers linked your identifiers in two sectors"),
}
"""By the kind that the entry bears."""
