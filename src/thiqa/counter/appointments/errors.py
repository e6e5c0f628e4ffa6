"""Why a place in a slot cannot be had.

CounterError
└── AppointmentError
    ├── NoSuchSlotError       the place has no such time, or not any more
    ├── SlotFullError         somebody else has taken the last place
    └── NoAppointmentError    the request needs none, or has none
"""

from thiqa.counter.errors import CounterError


class AppointmentError(CounterError):
    """No place in a slot was taken or given back."""


class NoSuchSlotError(AppointmentError):
    """There is no such slot to choose."""


class SlotFullError(AppointmentError):
    """No place is left in the slot."""


class NoAppointmentError(AppointmentError):
    """The request needs no appointment, or has none."""
