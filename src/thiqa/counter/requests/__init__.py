"""The life of a request, and the citizen's pages for it.

life.py         the table of steps, and the tasks that they leave
by_citizen.py   open a draft, keep what is typed, submit, withdraw, contest
by_clerk.py     take a file, decide, approve, ask back
by_others.py    assessed, paid, answered, booked, delivered: for the rooms that know
deadlines.py    the law's time
"""

from thiqa.counter.requests.calendar import Calendar
from thiqa.counter.requests.errors import (
    FileTakenError,
    NotCompleteError,
    NotEntitledError,
    RequestError,
    RequestMissingError,
    SecondClerkError,
    ServiceGoneError,
    StepLostError,
    StepRefusedError,
    TooLateError,
    TooManyRequestsError,
)
from thiqa.counter.requests.life import (
    ASK_ELIGIBILITY,
    ASSESS,
    CLOSE,
    DELIVER,
    NOTIFY,
    WITHDRAW_DOCUMENT,
    Life,
    number_of,
)
from thiqa.counter.requests.models import (
    Clerk,
    Decision,
    Event,
    Need,
    Request,
    Role,
    State,
    Step,
)
from thiqa.counter.requests.numbers import new_number, parse_number
from thiqa.counter.requests.records import Records

__all__ = [
    "ASK_ELIGIBILITY",
    "ASSESS",
    "CLOSE",
    "DELIVER",
    "NOTIFY",
    "WITHDRAW_DOCUMENT",
    "Calendar",
    "Clerk",
    "Decision",
    "Event",
    "FileTakenError",
    "Life",
    "Need",
    "NotCompleteError",
    "NotEntitledError",
    "Records",
    "Request",
    "RequestError",
    "RequestMissingError",
    "Role",
    "SecondClerkError",
    "ServiceGoneError",
    "State",
    "Step",
    "StepLostError",
    "StepRefusedError",
    "TooLateError",
    "TooManyRequestsError",
    "new_number",
    "number_of",
    "parse_number",
]
