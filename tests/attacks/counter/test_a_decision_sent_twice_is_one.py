"""The line drops after a clerk pressed the button, so the form comes again, or many times."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from counter_desk import Office
from counter_site import Site

SHEET, POLICE = "fiche-anthropometrique", "dgsn"
TIMES = 12


def test_the_same_form_again_leads_to_the_same_page(site: Site) -> None:
    office = Office(site)
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk:
        clerk.post(f"/desk/files/{number}/take")
        key = clerk.key_on(f"/desk/files/{number}")

        def send(_: int) -> httpx.Response:
            path = f"/desk/files/{number}/refused"
            return clerk.post(path, key=key, words="The photo is not yours.")

        with ThreadPoolExecutor(TIMES) as pool:
            answers = list(pool.map(send, range(TIMES)))
        answers.append(send(0))
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.headers["location"] for answer in answers} == {f"/desk/files/{number}"}
    assert office.events(number).count("decided") == 1


def test_a_file_taken_twice_or_given_back_twice_is_so_once(site: Site) -> None:
    office = Office(site)
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk:
        for act, event in (("take", "taken"), ("give-back", "given_back")):
            answers = [clerk.post(f"/desk/files/{number}/{act}") for _ in range(2)]
            assert {answer.status_code for answer in answers} == {303}
            assert office.events(number).count(event) == 1


def test_an_invitation_accepted_twice_leads_to_the_desk_twice(site: Site) -> None:
    office = Office(site)
    path = office.invitation(POLICE)
    with office.person() as person:
        person.sign_in(path)
        assert [person.post(path).headers["location"] for _ in range(2)] == ["/desk"] * 2
