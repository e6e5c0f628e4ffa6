"""What a message says: that something waits, where, and nothing about whom or what.

Numbers and addresses stand on lines of their own, so that no line mixes directions.
"""

import hashlib

from thiqa.base import b64url_encode
from thiqa.counter.notices.models import Channel, Contact, Message, Place
from thiqa.web import Catalogues, Language, translate
from thiqa.web.messages import message

WAITING = message("A message waits for you at the counter.")
ABOUT = message("It is about the request with this number:")
READ_THERE = message("You can read it there after signing in with your card:")
NEVER_ASKED = message(
    "We never ask for a PIN, a code or money by e-mail or text message. If in doubt, type the"
    " address of the counter yourself."
)
NO_MORE = message("No more messages to this address:")
YOUR_CODE = message("Your code for the counter")
TYPE_IT = message("Type this code on the page that is open. Give it to nobody:")
NOT_YOU = message("If you did not ask for it, you need not do anything.")

ID_BYTES = 18


def waiting_message(
    contact: Contact, number: str, url: str, stop_url: str, catalogues: Catalogues, event: str
) -> Message:
    """Return the message that something waits; the same `event` is the same message."""

    def say(text: str) -> str:
        return translate(catalogues[contact.language], text)

    if contact.place.channel is Channel.TEXT:
        lines = [say(WAITING), number, url]
    else:
        lines = [say(WAITING), "", say(ABOUT), number, "", say(READ_THERE), url]
        lines += ["", say(NEVER_ASKED), "", say(NO_MORE), stop_url, ""]
    return Message(
        message_id(contact.id, event),
        contact.place,
        contact.language,
        say(WAITING),
        "\n".join(lines),
        stop_url,
    )


def code_message(place: Place, language: Language, code: str, catalogues: Catalogues) -> Message:
    """Return the message that brings a code to the place that it shall confirm."""
    catalogue = catalogues[language]
    lines = [translate(catalogue, TYPE_IT), code]
    if place.channel is Channel.EMAIL:
        lines += ["", translate(catalogue, NOT_YOU), ""]
    return Message(
        message_id(place.address, code),
        place,
        language,
        translate(catalogue, YOUR_CODE),
        "\n".join(lines),
    )


def message_id(*parts: str) -> str:
    """Return a name for a message that tells nothing of what it is made from."""
    hashed = hashlib.sha256("\n".join(parts).encode()).digest()
    return b64url_encode(hashed[:ID_BYTES])
