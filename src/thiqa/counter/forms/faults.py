"""What can be wrong with a field, as a person reads it: English messages with placeholders."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from thiqa.web.messages import message


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing to put right."""

    message: str
    values: Mapping[str, str] = field(default_factory=dict)


MISSING = FieldFault(message("Please fill this in."))
NOT_CHOSEN = FieldFault(message("Please choose one of the answers."))
NOT_DECLARED = FieldFault(message("Please tick this box if it is so; the request needs it."))
NO_FILE = FieldFault(message("Please send this file."))
NO_NUMBER = FieldFault(message("Please write a whole number, in digits."))
NO_DAY = FieldFault(message("Please write a day as in 31/12/2026."))
OTHER_FORM = FieldFault(message("This does not have the form that is asked for."))
HIDDEN_SIGN = FieldFault(
    message("There is a sign in it that cannot be shown. Please write it anew.")
)

TOO_LONG = message("This is too long: {most} characters at most, and these are {found}.")
TOO_SMALL = message("This is too small: {least} at least.")
TOO_LARGE = message("This is too large: {most} at most.")
TOO_EARLY = message("This day is too early: {first} at the earliest.")
TOO_LATE = message("This day is too late: {last} at the latest.")
