from thiqa.counter.appointments.calendar_file import calendar_file, escaped, folded
from thiqa.counter.appointments.models import Appointment

HELD = Appointment("K7-REF", "slot", "agdal", 1_795_420_800, 1_795_422_000, 2, False, 1_795_341_600)


def text(summary: str = "Appointment", location: str = "Rabat", held: Appointment = HELD) -> str:
    url = "http://counter.example/requests/K7-REF"
    return calendar_file(held, host="counter.example", summary=summary, location=location, url=url)


def test_an_appointment_is_an_event() -> None:
    lines = text().split("\r\n")
    assert lines[:4] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Thiqa//Counter//EN",
        "METHOD:PUBLISH",
    ]
    assert "UID:K7-REF@counter.example" in lines
    assert "SEQUENCE:2" in lines
    assert "DTSTART:20261123T080000Z" in lines
    assert "DTEND:20261123T082000Z" in lines
    assert "STATUS:CONFIRMED" in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_one_that_was_given_up_is_a_newer_version_of_the_same_event() -> None:
    gone = Appointment("K7-REF", "slot", "agdal", 1, 2, 3, True, 4)
    assert "STATUS:CANCELLED" in text(held=gone)


def test_no_line_is_longer_than_75_octets_and_no_character_is_torn() -> None:
    long = text(location="شارع محمد الخامس، الرباط، " * 12)
    for line in long.encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert "شارع محمد الخامس" in long.replace("\r\n ", "")


def test_a_text_cannot_add_a_line_or_a_property() -> None:
    hostile = "Rabat\r\nATTENDEE:mailto:x@example.com; \\ , end"
    assert escaped(hostile) == "Rabat ATTENDEE:mailto:x@example.com\\; \\\\ \\, end"
    assert "\r\nATTENDEE" not in text(location=hostile).replace("\r\n ", "")


def test_a_short_line_is_one_piece() -> None:
    assert list(folded("VERSION:2.0")) == ["VERSION:2.0"]
