"""A clerk leafs through the files of everybody, without taking any."""

from counter_desk import Office
from counter_site import Site
from fake_provider import CITIZEN

SHEET, POLICE = "fiche-anthropometrique", "dgsn"


def known_of(citizen: dict[str, object]) -> list[str]:
    """Return every text about a citizen that could be on a page."""
    texts: list[str] = []
    for value in citizen.values():
        texts += [str(each) for each in (value.values() if isinstance(value, dict) else [value])]
    return [text for text in texts if len(text) > 2]


def test_the_queue_and_a_closed_file_say_nothing_of_the_citizen(site: Site) -> None:
    office = Office(site)
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk:
        for path in ("/desk", f"/desk/files/{number}"):
            page = clerk.get(path).text
            assert number in page
            assert [text for text in known_of(CITIZEN) if text in page] == []


def test_a_file_that_a_colleague_has_stays_closed(site: Site) -> None:
    office = Office(site)
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk, office.clerk(POLICE) as colleague:
        clerk.post(f"/desk/files/{number}/take")
        assert "SPECIMEN-BENALI" in clerk.get(f"/desk/files/{number}").text
        assert "SPECIMEN-BENALI" not in colleague.get(f"/desk/files/{number}").text
        for outcome in ("granted", "refused", "returned"):
            answer = colleague.post(f"/desk/files/{number}/{outcome}", key="k", words="Words here")
            assert "SPECIMEN-BENALI" not in answer.text
    assert office.request(number).decision is None


def test_a_file_that_was_decided_is_closed_again(site: Site) -> None:
    office = Office(site)
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk:
        clerk.post(f"/desk/files/{number}/take")
        clerk.post(f"/desk/files/{number}/refused", key="k", words="It is not so.")
        assert "SPECIMEN-BENALI" not in clerk.get(f"/desk/files/{number}").text
