"""What goes wrong with payments, told apart by what can be done.

PaymentsError
├── GatewayError               the provider cannot be asked, or its answer cannot be believed
├── ReportRefusedError         what the provider says does not fit the payment that we know
├── NothingDueError            there is nothing to pay for this request
├── NotAssessedError           nobody can be asked what is owed, or not with what we know
├── PaymentBusyError           others changed it at the same time, again and again
└── StatementRefusedError      a statement that contradicts itself
"""

from thiqa.base import ThiqaError


class PaymentsError(ThiqaError):
    """Money did not move as it should have."""


class GatewayError(PaymentsError):
    """The provider cannot be asked now, or what it answered is not believed; try again."""


class ReportRefusedError(PaymentsError):
    """A report with another amount, currency or reference than the payment has."""


class NothingDueError(PaymentsError):
    """The request has nothing to pay, or it was paid."""


class NotAssessedError(PaymentsError):
    """The operator has not said where the body answers, or a claim is missing."""


class PaymentBusyError(PaymentsError):
    """Others changed the payment at the same time, again and again: try once more."""


class StatementRefusedError(PaymentsError):
    """A statement that cannot be read, or whose lines are not what its signature says."""
