"""What people read of a request: states, steps and who took them, as English messages."""

from thiqa.counter.requests.models import Event, Need, Role, State
from thiqa.web.messages import message

STATES: dict[State, str] = {
    State.DRAFT: message("Draft"),
    State.SUBMITTED: message("Submitted"),
    State.WAITING: message("Waiting for the body"),
    State.RETURNED: message("Waiting for you"),
    State.DECIDED: message("Decided"),
    State.DELIVERED: message("Delivered"),
    State.CONTESTED: message("Contested"),
    State.WITHDRAWN: message("Withdrawn"),
}

NEXT: dict[State, str] = {
    State.DRAFT: message("Fill in the form and submit it. What you type is kept for 30 days."),
    State.SUBMITTED: message(
        "We have your request. Something is still needed before the body looks at it."
    ),
    State.WAITING: message("Your request is complete. The body decides; you need not do anything."),
    State.RETURNED: message(
        "The body asks you for something. Its time stands still until you answer."
    ),
    State.DECIDED: message("The body has refused your request. Its page says why."),
    State.DELIVERED: message("You have what you asked for."),
    State.CONTESTED: message(
        "Somebody else at the body, who did not decide, looks at your request again."
    ),
    State.WITHDRAWN: message("You took the request back. We have erased what it said about you."),
}
"""What happens now."""
IN_THE_MAKING = message("The body has granted your request. What you asked for is being made.")
"""What happens now to a request that was decided and granted."""

EVENTS: dict[Event, str] = {
    Event.OPENED: message("Draft begun"),
    Event.SUBMITTED: message("Submitted"),
    Event.ASSESSED: message("What is to be paid was assessed"),
    Event.PAID: message("Paid"),
    Event.ANSWERED: message("Another body answered the question about you"),
    Event.BOOKED: message("Appointment made"),
    Event.UNBOOKED: message("Appointment cancelled"),
    Event.COMPLETED: message("Complete: the time of the body begins"),
    Event.TAKEN: message("File taken and opened"),
    Event.READ: message("File opened"),
    Event.GIVEN_BACK: message("File given back"),
    Event.PROPOSED: message("A decision was proposed to a second person"),
    Event.DISAPPROVED: message("The proposal was not approved"),
    Event.DECIDED: message("Decided"),
    Event.ASKED_BACK: message("The body asked you for something"),
    Event.DELIVERED: message("Delivered"),
    Event.CONTESTED: message("Contested"),
    Event.REOPENED: message("The body looks at its decision again"),
    Event.CONFIRMED: message("The decision was confirmed by somebody else"),
    Event.WITHDRAWN: message("Withdrawn"),
}

ROLES: dict[Role, str] = {
    Role.CITIZEN: message("You"),
    Role.CLERK: message("A clerk"),
    Role.SUPERVISOR: message("A supervisor"),
    Role.COUNTER: message("The counter, by itself"),
}

NEEDS: dict[Need, str] = {
    Need.ASSESSMENT: message("The body that assesses says what is to be paid."),
    Need.PAYMENT: message("You pay the fee."),
    Need.ELIGIBILITY: message("Another body answers the question about you."),
    Need.APPOINTMENT: message("You choose an appointment."),
}
"""What a submitted request still waits for."""

PATH: tuple[tuple[str, frozenset[State]], ...] = (
    (STATES[State.DRAFT], frozenset({State.DRAFT})),
    (STATES[State.SUBMITTED], frozenset({State.SUBMITTED})),
    (STATES[State.WAITING], frozenset({State.WAITING, State.RETURNED, State.CONTESTED})),
    (STATES[State.DECIDED], frozenset({State.DECIDED})),
    (STATES[State.DELIVERED], frozenset({State.DELIVERED})),
)
"""The way of a request, and the states in which it is at each place."""
