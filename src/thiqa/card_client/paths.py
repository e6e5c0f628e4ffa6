"""The addresses of the card client."""

CARDS_PATH = "/"
ASK_PATH = "/auth"
"""Set by Web eID for mobile: a site opens it, with its request in the fragment."""
SIGN_PATH = "/sign"
CHANGE_PATH = "/change"
UNBLOCK_PATH = "/unblock"
