"""What the page of notices shows."""

from dataclasses import dataclass
from itertools import chain

from thiqa.counter.notices.models import Channel, Contact, Pending
from thiqa.web.messages import message

NAMES = {Channel.EMAIL: message("E-mail"), Channel.TEXT: message("Text message")}
LABELS = {
    Channel.EMAIL: message("Your e-mail address"),
    Channel.TEXT: message("Your mobile number"),
}

BAD_ADDRESS = {
    Channel.EMAIL: message("This is not an e-mail address like name@example.ma."),
    Channel.TEXT: message("This is not a mobile number that we can write to, like 06 12 34 56 78."),
}
WRONG_CODE = message(
    "This is not the code, or it is too old. Look at the newest message, or ask for another code."
)
TOO_MANY = message("That was enough for today. Nothing more is sent before tomorrow.")
NOT_SENT = message("The message could not be sent now. Try again in a few minutes.")
"""Faults: English messages beside the field."""


@dataclass(frozen=True, slots=True)
class Row:
    """One channel: without an address, waiting for a code, or in use."""

    channel: Channel
    name: str
    label: str
    address: str | None = None
    """Where messages go."""
    has_failed: bool = False
    """Whether the last message could not be delivered there."""
    waiting: str | None = None
    """Where a code was sent to."""
    typed: str = ""
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class NoticesView:
    """The page."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class StopView:
    """The page that a link in a message leads to."""

    is_stopped: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with what was typed for a channel."""

    channel: Channel
    fault: str
    typed: str = ""


def rows_of(
    channels: tuple[Channel, ...],
    contacts: list[Contact],
    pending: list[Pending],
    trouble: Trouble | None,
) -> tuple[Row, ...]:
    """Return what the page shows of each channel that there is, or that the citizen still has."""
    address = {contact.place.channel: contact.place.address for contact in contacts}
    failed = {contact.place.channel for contact in contacts if contact.failed_at is not None}
    waiting = {each.place.channel: each.place.address for each in pending}
    shown = dict.fromkeys(chain(channels, address))
    return tuple(
        Row(
            channel,
            NAMES[channel],
            LABELS[channel],
            address.get(channel),
            channel in failed,
            waiting.get(channel),
            trouble.typed if trouble and trouble.channel is channel else "",
            trouble.fault if trouble and trouble.channel is channel else None,
        )
        for channel in shown
    )
