"""A clerk who was dismissed goes on with the session and the file that they still hold."""

from counter_desk import Office
from counter_site import Site
from thiqa.counter.desk.models import Role

SHEET, POLICE = "fiche-anthropometrique", "dgsn"


def test_neither_the_session_nor_the_file_in_hand_helps(site: Site) -> None:
    office = Office(site)
    number = office.file(SHEET)
    with office.clerk(POLICE, Role.SUPERVISOR) as chief, office.clerk(POLICE) as clerk:
        clerk.post(f"/desk/files/{number}/take")
        known = office.units.read(lambda records: records.desk.find_clerk(clerk.subject))
        assert known is not None
        assert chief.post("/desk/clerks/dismiss", clerk=known.id).status_code == 303
        page = clerk.get(f"/desk/files/{number}")
        assert (page.status_code, "SPECIMEN-BENALI" in page.text) == (403, False)
        refused = clerk.post(f"/desk/files/{number}/refused", key="k", words="A last word.")
        assert refused.status_code == 403
    assert office.request(number).decision is None
    assert office.request(number).taken_by is None
