"""Appointments: slots of a place with room for so many, taken by one claim each."""
