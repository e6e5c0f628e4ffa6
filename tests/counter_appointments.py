"""A service that needs an appointment, for tests."""

from dataclasses import replace
from datetime import time

from counter_requests import PLAIN, texts
from thiqa.counter.catalogue.models import Appointment, Place

AGDAL = Place("agdal", {**texts("Rabat-Agdal"), "ar": "الرباط أكدال"}, texts("Avenue, 12; Rabat"))
ZAGORA = Place("zagora", texts("Zagora"), texts("Boulevard"))
OFFER = Appointment(
    words=texts("Come with your card."),
    places=(AGDAL, ZAGORA),
    weekdays=(0, 1, 2, 3, 4),
    opens=time(9),
    closes=time(11),
    slot_minutes=20,
    capacity=3,
    earliest_days=1,
    latest_days=10,
)
CARD = replace(PLAIN, id="card", steps=replace(PLAIN.steps, appointment=OFFER))
MONDAY_9 = 1_795_420_800
"""Monday, 23 November 2026, 9:00 in Rabat: the first slot on the day after the tests' day."""
