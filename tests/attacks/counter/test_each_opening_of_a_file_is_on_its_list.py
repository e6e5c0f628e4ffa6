"""A clerk reads a file again and again, and the citizen is not to know."""

from counter_desk import Office
from counter_site import Site
from thiqa.counter.desk.files import SAME_OPENING_SECONDS

SHEET, POLICE = "fiche-anthropometrique", "dgsn"


def test_no_page_of_a_file_is_shown_that_is_not_on_the_list(site: Site) -> None:
    office = Office(site)
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk:
        clerk.post(f"/desk/files/{number}/take")
        openings = []
        for _ in range(3):
            assert "SPECIMEN-BENALI" in clerk.get(f"/desk/files/{number}").text
            openings.append(sum(each in {"taken", "read"} for each in office.events(number)))
            site.clock.now += SAME_OPENING_SECONDS
        assert openings == [1, 2, 3]
        refused = clerk.post(f"/desk/files/{number}/refused", key="k")
        assert (refused.status_code, "SPECIMEN-BENALI" in refused.text) == (422, True)
        assert office.events(number).count("read") == 3


def test_the_list_names_the_body_and_never_the_clerk(site: Site) -> None:
    office = Office(site)
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk:
        clerk.post(f"/desk/files/{number}/take")
        step = office.steps(number)[-1]
        assert (step.by, step.body) == ("clerk", POLICE)
        assert clerk.subject not in repr(office.steps(number))
