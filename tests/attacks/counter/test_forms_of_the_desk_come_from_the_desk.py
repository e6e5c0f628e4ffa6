"""Another site lets a clerk's browser send a form to the desk."""

import pytest

from counter_desk import Office
from counter_site import Site
from thiqa.counter.desk.models import Role

SHEET, POLICE = "fiche-anthropometrique", "dgsn"
FORMS = [
    "/desk/sign-in",
    "/desk/find",
    "/desk/clerks/invite",
    "/desk/clerks/dismiss",
    "/desk/files/{number}/take",
    "/desk/files/{number}/give-back",
    "/desk/files/{number}/granted",
    "/desk/files/{number}/refused",
    "/desk/files/{number}/returned",
    "/desk/files/{number}/approve",
    "/desk/files/{number}/disapprove",
    "/desk/files/{number}/free",
    "/desk/files/{number}/reopen",
    "/notices/place",
    "/notices/code",
    "/notices/forget",
]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_another_site_is_refused(site: Site, form: str) -> None:
    office = Office(site)
    number = office.file(SHEET)
    with office.clerk(POLICE, Role.SUPERVISOR) as clerk:
        before = office.request(number)
        answer = clerk.browser.http.post(
            form.format(number=number),
            data={"channel": "email", "words": "They do not qualify."},
            headers={"origin": "https://evil.example"},
        )
        assert answer.status_code == 403
    assert office.request(number) == before
