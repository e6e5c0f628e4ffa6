"""The error pages that every site has."""

from thiqa.web.errors import Fault, Problem
from thiqa.web.messages import message

NOT_FOUND = Problem(
    404,
    Fault.NOBODY,
    message("There is no such page"),
    message("Check the address, or start from the first page."),
)
METHOD_NOT_ALLOWED = Problem(
    405,
    Fault.NOBODY,
    message("This page cannot be opened like that"),
    message("Go back, and follow the link or the button on the page before."),
)
BAD_REQUEST = Problem(
    400,
    Fault.NOBODY,
    message("We could not read what your browser sent"),
    message("Go back and try again. If it happens again, start from the first page."),
)
TOO_LARGE = Problem(
    413,
    Fault.NOBODY,
    message("What your browser sent is too large"),
    message("Go back and try again. If it happens again, start from the first page."),
)
FOREIGN_FORM = Problem(
    403,
    Fault.NOBODY,
    message("We cannot be sure that it was you who pressed the button"),
    message("Nothing was done. Go back, load the page again, and press the button once more."),
)
BROKEN = Problem(
    500,
    Fault.OURS,
    message("Something broke on our side"),
    message("Try again in a few minutes. If you ask for help, give the reference below."),
)
UNAVAILABLE = Problem(
    503,
    Fault.OURS,
    message("We cannot do this at the moment"),
    message("Nothing was sent and nothing was kept. Try again in a few minutes."),
)
