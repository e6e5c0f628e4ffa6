"""What a unit of work of the counter is given: one store for each room.

To add a room that keeps something: its `store.py` on statements of `thiqa.database`, a migration,
a line in `EXPIRING` if something expires, and a line here. A store imports the models and errors
of its room and nothing else of the counter, and the `__init__` of a room imports nothing, so that
every room may import this module.
"""

from thiqa.counter.appointments import store as appointments
from thiqa.counter.delivery.store import DeliveryStore
from thiqa.counter.desk import store as desk
from thiqa.counter.eligibility.store import EligibilityStore
from thiqa.counter.identity import store as identity
from thiqa.counter.notices import store as notices
from thiqa.counter.payments import store as payments
from thiqa.counter.requests import store as requests
from thiqa.counter.tasks.store import TaskStore
from thiqa.counter.uploads.store import UploadStore

EXPIRING = (
    *identity.EXPIRING,
    *desk.EXPIRING,
    *notices.EXPIRING,
    *requests.EXPIRING,
    *payments.EXPIRING,
    *appointments.EXPIRING,
)
"""Every table with an `expires_at`, by its primary key."""


class Records:
    """The stores of all rooms; they keep nothing, so one of each serves every unit."""

    __slots__ = (
        "appointments",
        "delivery",
        "desk",
        "eligibility",
        "identity",
        "notices",
        "payments",
        "requests",
        "tasks",
        "uploads",
    )

    def __init__(self) -> None:
        self.appointments = appointments.AppointmentStore()
        self.delivery = DeliveryStore()
        self.desk = desk.DeskStore()
        self.eligibility = EligibilityStore()
        self.identity = identity.IdentityStore()
        self.notices = notices.NoticesStore()
        self.payments = payments.PaymentStore()
        self.requests = requests.RequestStore()
        self.tasks = TaskStore()
        self.uploads = UploadStore()
