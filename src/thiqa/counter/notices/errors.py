"""What can go wrong with a notice, told apart by who has to act.

NoticesError
├── AddressError          what the citizen typed is no address that we can write to
├── TooManyNoticesError   this citizen, or this address, has had enough messages today
├── CodeRefusedError      the code is wrong, too old, or was guessed at too often
├── NotSentError          the carrier could not take the message now: later, again
└── UndeliverableError    the carrier will never take this message
"""

from thiqa.counter.errors import CounterError


class NoticesError(CounterError):
    """A notice cannot be sent, or an address cannot be kept."""


class AddressError(NoticesError):
    """What was typed is no address that we can write to."""


class TooManyNoticesError(NoticesError):
    """This citizen, or this address, has had enough messages today."""


class CodeRefusedError(NoticesError):
    """The code is wrong, too old, or was guessed at too often."""


class NotSentError(NoticesError):
    """The carrier could not take the message now."""


class UndeliverableError(NoticesError):
    """The carrier will never take this message for this address."""
