"""What went wrong in the console, and what to do next."""

from thiqa.web import Fault, Problem
from thiqa.web.messages import message

UNKNOWN_SERVICE = Problem(
    404,
    Fault.NOBODY,
    message("You have no such service"),
    message("Open it from the list of your services, or ask an owner to invite you."),
)
INVITATION_GONE = Problem(
    404,
    Fault.NOBODY,
    message("This invitation cannot be used"),
    message("It works once and for seven days. Ask an owner of the service for a new one."),
)
LAST_OWNER = Problem(
    409,
    Fault.YOURS,
    message("A service always has an owner"),
    message("Invite somebody else first; when they have joined, you can leave."),
)
CONFLICT = Problem(
    409,
    Fault.NOBODY,
    message("The service was changed in the meantime"),
    message("Nothing was kept of what you did. Load the page again and look at it first."),
)
TOO_MANY = Problem(
    409,
    Fault.YOURS,
    message("There are too many already"),
    message("Remove one that is not needed any more, then try again."),
)
NOT_READY = Problem(
    409,
    Fault.YOURS,
    message("The service is not ready for this"),
    message("Its page lists what is missing."),
)
OPERATORS_ONLY = Problem(
    403,
    Fault.NOBODY,
    message("This page is for operators"),
    message("Go back to your services."),
)
AUDITORS_ONLY = Problem(
    403,
    Fault.NOBODY,
    message("This page is for auditors"),
    message("Go back to your services."),
)
NOT_SHOWN = Problem(
    403,
    Fault.NOBODY,
    message("An entry is shown to the two auditors who opened it"),
    message("If you have to read it too, ask for it with your own reason."),
)
ONE_PERSON = Problem(
    403,
    Fault.NOBODY,
    message("You asked for this entry yourself"),
    message("Another auditor approves it."),
)
OPENING_GONE = Problem(
    409,
    Fault.NOBODY,
    message("This request was approved, was changed, or has expired"),
    message("Look at the list of requests, and ask again if it is still needed."),
)
UNKNOWN_ENTRY = Problem(
    422,
    Fault.YOURS,
    message("The log has no entry of this number"),
    message("A receipt says the number of its entry."),
)
TOO_MANY_OPENINGS = Problem(
    422,
    Fault.YOURS,
    message("Other requests of yours wait for approval"),
    message("Ask again when they are approved or have expired."),
)
NOT_A_REGISTRATION = Problem(
    422,
    Fault.YOURS,
    message("Some things are not right yet"),
    message("Nothing is lost: each mistake is beside its field."),
)
NOT_A_FILE = Problem(
    422,
    Fault.YOURS,
    message("The file is not right yet"),
    message("Nothing is lost: each line says the place in the file, and what is wrong there."),
)
DECIDED = Problem(
    409,
    Fault.YOURS,
    message("You cannot decide this"),
    message(
        "Two different operators decide, neither of them an owner, and each decides once about"
        " one registration."
    ),
)
FINDING_GONE = Problem(
    409,
    Fault.NOBODY,
    message("Somebody else dealt with it in the meantime"),
    message("Look at how it stands now; nothing was kept of what you did."),
)
ANSWER_MISSING = Problem(
    422,
    Fault.YOURS,
    message("Say what it was"),
    message("A finding is closed with a sentence that says what it was and what was done."),
)
REASON_MISSING = Problem(
    422,
    Fault.YOURS,
    message("Say why"),
    message("The owners read the reason, and mend what it says."),
)
WORDS_MISSING = Problem(
    422,
    Fault.YOURS,
    message("Say it in a sentence"),
    message("The citizen reads it. Leave out names and national numbers."),
)
OWN_CASE = Problem(
    403,
    Fault.NOBODY,
    message("This case concerns you"),
    message("Another operator reads and decides it."),
)
DISPUTE_GONE = Problem(
    409,
    Fault.NOBODY,
    message("The dispute was answered or closed in the meantime"),
    message("Nothing was kept of what you did. Load the page again and look at it first."),
)
