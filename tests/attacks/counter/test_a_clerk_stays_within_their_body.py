"""A clerk goes for the files of another body, or for their own request."""

import pytest

from counter_desk import Office
from counter_site import Site

ACTS = ["take", "give-back", "granted", "refused", "returned", "approve", "disapprove"]
SHEET, POLICE, COURT = "fiche-anthropometrique", "dgsn", "tribunal"


@pytest.mark.parametrize("act", ACTS)
def test_a_file_of_another_body_looks_like_none(site: Site, act: str) -> None:
    office = Office(site)
    number = office.file(SHEET)
    before = office.request(number)
    with office.clerk(COURT) as clerk:
        nowhere = clerk.get("/desk/files/0000-0000-0000")
        foreign = clerk.get(f"/desk/files/{number}")
        assert (foreign.status_code, foreign.text) == (404, nowhere.text)
        assert clerk.post(f"/desk/files/{number}/{act}", key="k", words="Mine").status_code == 404
        assert number not in clerk.get("/desk").text
    assert office.request(number) == before


@pytest.mark.parametrize("act", ACTS)
def test_nobody_decides_about_their_own_request(site: Site, act: str) -> None:
    office = Office(site)
    with office.clerk(POLICE) as clerk:
        number = office.file(SHEET, clerk.subject)
        before = office.request(number)
        assert clerk.post(f"/desk/files/{number}/{act}", key="k", words="Mine").status_code == 403
        assert clerk.get(f"/desk/files/{number}").status_code == 403
    assert office.request(number) == before
