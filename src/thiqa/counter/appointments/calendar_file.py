"""An appointment as a calendar file (RFC 5545): no name, no service, nothing that tells why."""

from collections.abc import Iterator
from datetime import UTC, datetime

from thiqa.counter.appointments.models import Appointment

MEDIA_TYPE = "text/calendar; charset=utf-8"
LINE_OCTETS = 75
"""RFC 5545, section 3.1."""


def calendar_file(
    appointment: Appointment, *, host: str, summary: str, location: str, url: str
) -> str:
    """Return the file; every change of the appointment is a newer version of one event."""
    status = "CANCELLED" if appointment.is_cancelled else "CONFIRMED"
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Thiqa//Counter//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{appointment.number}@{host}",
        f"SEQUENCE:{appointment.sequence}",
        f"DTSTAMP:{_moment(appointment.changed_at)}",
        f"DTSTART:{_moment(appointment.starts_at)}",
        f"DTEND:{_moment(appointment.ends_at)}",
        f"STATUS:{status}",
        f"SUMMARY:{escaped(summary)}",
        f"LOCATION:{escaped(location)}",
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """Return a text as a value (RFC 5545, section 3.3.11); no line break gets through."""
    text = " ".join(text.split())
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return text


def folded(line: str) -> Iterator[str]:
    """Return a line in pieces of at most 75 octets (section 3.1), no character torn apart."""
    piece, room = "", LINE_OCTETS
    for character in line:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = " ", LINE_OCTETS - 1
        piece, room = piece + character, room - size
    yield piece


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%SZ")
