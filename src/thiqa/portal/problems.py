"""The error pages of a sign-in: each says whose fault it is and what to do next."""

from thiqa.web import Fault, Problem
from thiqa.web.messages import message

# The request of the service

UNKNOWN_SERVICE = Problem(
    400,
    Fault.SERVICE,
    message("We do not know the service that sent you here"),
    message("Tell the service that its sign-in does not work, and give it the reference below."),
)
INVALID_REQUEST = Problem(
    400,
    Fault.SERVICE,
    message("The service did not ask in the right way"),
    message("Tell the service that its sign-in does not work, and give it the reference below."),
)
EXPIRED_REQUEST = Problem(
    400,
    Fault.NOBODY,
    message("This sign-in has expired"),
    message("Go back to the service and sign in again from there."),
)
USED_REQUEST = Problem(
    400,
    Fault.NOBODY,
    message("This sign-in link has been used already"),
    message("Each link works once. Go back to the service and sign in again from there."),
)
OTHER_BROWSER = Problem(
    400,
    Fault.NOBODY,
    message("This sign-in was begun in another browser"),
    message(
        "If you began it yourself, finish it there. If somebody sent you this link, "
        "do not go on: close this page."
    ),
)
NO_COOKIE = Problem(
    400,
    Fault.YOURS,
    message("Your browser did not keep our cookie"),
    message("Allow cookies for this site. Then go back to the service and sign in again."),
)

# The card

CARD_EXPIRED = Problem(
    403,
    Fault.NOBODY,
    message("Your card has expired"),
    message("Renew your card. Until then, ask the service which other ways it offers."),
)
CARD_REVOKED = Problem(
    403,
    Fault.NOBODY,
    message("This card is no longer valid"),
    message(
        "It was reported lost, stolen or replaced. Use your new card, or ask where it was issued."
    ),
)
CARD_NOT_CHECKED = Problem(
    503,
    Fault.OURS,
    message("We could not check your card at the moment"),
    message("Nothing was sent. Keep your card, and try again in a few minutes."),
)
CARD_NOT_ACCEPTED = Problem(
    403,
    Fault.NOBODY,
    message("This card cannot be used here"),
    message("Use a national identity card. If yours is one, ask where it was issued."),
)
CARD_ANSWER_INVALID = Problem(
    400,
    Fault.NOBODY,
    message("The answer of your card could not be verified"),
    message("Nothing was sent. Load the page again and use your card once more."),
)
CHALLENGE_EXPIRED = Problem(
    400,
    Fault.NOBODY,
    message("The card's answer came too late"),
    message("Nothing was sent. You have five minutes; use your card once more."),
)
PERSON_UNKNOWN = Problem(
    403,
    Fault.OURS,
    message("Your card is valid, but we do not have you in our register yet"),
    message("Ask where your card was issued, and give the reference below."),
)

# The citizen's own pages

RECEIPT_UNKNOWN = Problem(
    404,
    Fault.NOBODY,
    message("There is no such receipt in your record"),
    message("Open it from the page that lists who asked about you."),
)

NOT_CONTESTABLE = Problem(
    409,
    Fault.NOBODY,
    message("This entry cannot be contested like that"),
    message("Open it from the page that lists who asked about you."),
)
TOO_MANY_DISPUTES = Problem(
    409,
    Fault.NOBODY,
    message("You have opened as many disputes as can be"),
    message(
        "Nothing was done. Wait for a decision, or until tomorrow, or take one back;"
        " then try again."
    ),
)
DISPUTE_CLOSED = Problem(
    409,
    Fault.NOBODY,
    message("This dispute has come to its end"),
    message("Look at it again to see what was decided."),
)

PROBLEMS = (
    UNKNOWN_SERVICE,
    INVALID_REQUEST,
    EXPIRED_REQUEST,
    USED_REQUEST,
    OTHER_BROWSER,
    NO_COOKIE,
    CARD_EXPIRED,
    CARD_REVOKED,
    CARD_NOT_CHECKED,
    CARD_NOT_ACCEPTED,
    CARD_ANSWER_INVALID,
    CHALLENGE_EXPIRED,
    PERSON_UNKNOWN,
    RECEIPT_UNKNOWN,
    NOT_CONTESTABLE,
    TOO_MANY_DISPUTES,
    DISPUTE_CLOSED,
)
