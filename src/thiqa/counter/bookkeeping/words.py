"""How each difference is called."""

from thiqa.counter.payments.models import Kind
from thiqa.web.messages import message

KINDS = {
    Kind.MISSING_HERE: message("The provider took money for a payment that we do not know"),
    Kind.NOT_PAID_HERE: message(
        "The provider took money for a payment that is not paid here; we ask it again"
    ),
    Kind.MISSING_THERE: message("Paid here, and not on the provider's statement"),
    Kind.AMOUNT: message("Another amount on the provider's statement"),
    Kind.CURRENCY: message("Another currency on the provider's statement"),
    Kind.DAY: message("On the statement of another day"),
    Kind.TWICE: message("On two lines of the statement"),
    Kind.REFUND_MISSING_HERE: message("The provider gave money back that we did not ask back"),
    Kind.REFUND_MISSING_THERE: message("Given back here, and not on the provider's statement"),
    Kind.REFUND_AMOUNT: message("Another amount given back on the provider's statement"),
}
"""By the kind of the difference."""
