"""The faults that the provider can be told to have."""

from enum import StrEnum

from thiqa.web.messages import message


class Course(StrEnum):
    """How one payment goes: the payer of a trial chooses."""

    PAID = "paid"
    DECLINED = "declined"
    SLOW = "slow"
    SILENT = "silent"
    REPEATED = "repeated"
    REORDERED = "reordered"


COURSES = {
    Course.PAID: message("It is paid at once"),
    Course.DECLINED: message("The bank declines it"),
    Course.SLOW: message("The bank takes 20 seconds"),
    Course.SILENT: message("It is paid, and the notifications are lost"),
    Course.REPEATED: message("It is paid, and each notification is sent three times"),
    Course.REORDERED: message("It is paid, and the notifications come in the wrong order"),
}

SLOW_SECONDS = 20


class Trouble(StrEnum):
    """What is wrong with the whole provider, until it is switched off."""

    NONE = "none"
    UNREACHABLE = "unreachable"
    LINE_MISSING = "line-missing"
    LINE_INVENTED = "line-invented"
    LINE_TWICE = "line-twice"
    OTHER_AMOUNT = "other-amount"
    OTHER_CURRENCY = "other-currency"
    OTHER_REFUND = "other-refund"
    OTHER_DAY = "other-day"
    UNSIGNED_LINE = "unsigned-line"


TROUBLES = {
    Trouble.NONE: message("Nothing: all goes well"),
    Trouble.UNREACHABLE: message("The provider answers no question"),
    Trouble.LINE_MISSING: message("The statement lacks its first movement"),
    Trouble.LINE_INVENTED: message("The statement has a payment that nobody made"),
    Trouble.LINE_TWICE: message("The statement has its first movement twice"),
    Trouble.OTHER_AMOUNT: message("The first movement of the statement has another amount"),
    Trouble.OTHER_CURRENCY: message("The first movement of the statement has another currency"),
    Trouble.OTHER_REFUND: message("The statement lacks its refunds"),
    Trouble.OTHER_DAY: message("The first movement of the statement stands on the next day too"),
    Trouble.UNSIGNED_LINE: message("A line is added to the statement after it was signed"),
}
