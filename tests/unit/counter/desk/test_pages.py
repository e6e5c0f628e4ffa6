"""The desk, at a counter that runs."""

import re

import pytest

from counter_desk import Clerk, Office
from counter_site import Site
from thiqa.counter.desk.models import Role
from thiqa.web import Language

SHEET, RECORD = "fiche-anthropometrique", "casier-judiciaire"
POLICE, COURT = "dgsn", "tribunal"


@pytest.fixture
def office(site: Site) -> Office:
    return Office(site)


def take(clerk: Clerk, number: str) -> str:
    taken = clerk.post(f"/desk/files/{number}/take")
    assert taken.status_code == 303, taken.text
    return taken.headers["location"]


def decide(clerk: Clerk, number: str, outcome: str, **form: str) -> int:
    key = clerk.key_on(f"/desk/files/{number}")
    return clerk.post(f"/desk/files/{number}/{outcome}", key=key, **form).status_code


def test_an_invitation_leads_through_the_card_to_the_desk(office: Office) -> None:
    path = office.invitation(POLICE)
    with office.person() as person:
        assert "Sign in with my card" in person.get(path).text
        back = person.sign_in(path)
        assert back.headers["location"].endswith(path)
        assert "Become a clerk here?" in person.get(path).text
        assert person.post(path).headers["location"] == "/desk"
        assert "Waiting files" in person.get("/desk").text
        assert person.get(path).status_code == 410


def test_the_desk_asks_the_provider_for_nothing_but_who_it_is(office: Office) -> None:
    with office.person() as person:
        person.sign_in()
        pushed = office.site.provider.pushed[-1]
        assert '"purpose": "desk"' in pushed["authorization_details"]
        assert pushed["claims"] == '{"userinfo": {}}'


def test_somebody_without_an_invitation_is_no_clerk(office: Office) -> None:
    with office.person() as person:
        assert "Sign in with my card" in person.get("/desk").text
        person.sign_in()
        refused = person.get("/desk")
        assert refused.status_code == 403
        assert "You are not a clerk here" in refused.text


def test_a_file_is_taken_decided_and_gone_from_the_queue(office: Office) -> None:
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk:
        assert number in clerk.get("/desk").text
        assert take(clerk, number) == f"/desk/files/{number}"
        page = clerk.get(f"/desk/files/{number}").text
        assert "SPECIMEN-BENALI" in page
        assert "سلمى" in page
        status = decide(clerk, number, "refused", words="We could not find the sheet.")
        assert status == 303
        assert number not in clerk.get("/desk").text
        assert "Decided" in clerk.get(f"/desk/files/{number}").text
    decision = office.request(number).decision
    assert decision is not None
    assert decision.reason["en"] == "We could not find the sheet."


def test_what_the_document_needs_has_to_be_filled_in(office: Office) -> None:
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk:
        take(clerk, number)
        key = clerk.key_on(f"/desk/files/{number}")
        missing = clerk.post(f"/desk/files/{number}/granted", key=key, words="As asked.")
        assert missing.status_code == 422
        assert "Please choose one of the answers." in missing.text
        assert "As asked." in missing.text
        fields = re.findall(r'<select id="(f\.[^"]+)"', missing.text)
        options = {
            name: re.findall(rf'id="{name}".*?<option value="([^"]+)"', missing.text, re.DOTALL)[0]
            for name in fields
        }
        granted = clerk.post(f"/desk/files/{number}/granted", key=key, **options)
        assert granted.status_code == 303
    assert office.request(number).is_granted


def test_a_no_without_a_reason_is_sent_back_to_the_clerk(office: Office) -> None:
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk:
        take(clerk, number)
        assert decide(clerk, number, "refused") == 422
        assert decide(clerk, number, "refused", reason="identity-unclear") == 303


def test_asking_back_stops_the_time_and_frees_the_file(office: Office) -> None:
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk:
        take(clerk, number)
        assert decide(clerk, number, "returned", words="In which town were you born?") == 303
        assert "Asked back" in clerk.get(f"/desk/files/{number}").text
    request = office.request(number)
    assert (request.due_at, request.taken_by) == (None, None)
    assert office.events(number)[-1] == "asked_back"


def test_a_file_that_is_given_back_is_free_for_a_colleague(office: Office) -> None:
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk, office.clerk(POLICE) as colleague:
        take(clerk, number)
        assert colleague.post(f"/desk/files/{number}/take").status_code == 409
        assert "A colleague has it" in colleague.get(f"/desk/files/{number}").text
        assert clerk.post(f"/desk/files/{number}/give-back").status_code == 303
        take(colleague, number)


def test_what_a_clerk_has_is_on_top_of_the_queue(office: Office) -> None:
    number, other = office.file(SHEET), office.file(SHEET)
    with office.clerk(POLICE) as clerk, office.clerk(POLICE) as colleague:
        take(clerk, number)
        take(colleague, other)
        page = clerk.get("/desk").text
        mine = page[page.index("You have these") : page.index("All others")]
        assert (number in mine, other in mine) == (True, False)
        assert page.count(f'href="/desk/files/{number}"') == 1


def test_a_supervisor_frees_the_file_of_somebody_who_is_away(office: Office) -> None:
    number = office.file(SHEET)
    with office.clerk(POLICE, Role.SUPERVISOR) as chief, office.clerk(POLICE) as clerk:
        take(clerk, number)
        assert clerk.post(f"/desk/files/{number}/free").status_code == 403
        assert "back to the queue" in chief.get(f"/desk/files/{number}").text
        assert chief.post(f"/desk/files/{number}/free").status_code == 303
        assert "SPECIMEN-BENALI" not in clerk.get(f"/desk/files/{number}").text
        assert chief.post(f"/desk/files/{number}/free").status_code == 409
    assert (office.steps(number)[-1].event, office.steps(number)[-1].by) == (
        "given_back",
        "supervisor",
    )


def test_a_second_clerk_approves_where_four_eyes_have_to_look(office: Office) -> None:
    number = office.file(RECORD)
    with office.clerk(COURT) as clerk, office.clerk(COURT) as colleague:
        take(clerk, number)
        assert decide(clerk, number, "refused", words="The names do not match.") == 303
        assert office.request(number).decision is None
        assert "a colleague has to approve" in clerk.get(f"/desk/files/{number}").text
        take(colleague, number)
        page = colleague.get(f"/desk/files/{number}").text
        assert "do you approve?" in page
        assert "The names do not match." in page
        assert decide(colleague, number, "approve") == 303
    assert len(office.request(number).decided_by) == 2


def test_a_second_clerk_who_does_not_approve_decides_themselves(office: Office) -> None:
    number = office.file(RECORD)
    with office.clerk(COURT) as clerk, office.clerk(COURT) as colleague:
        take(clerk, number)
        decide(clerk, number, "refused", words="The names do not match.")
        take(colleague, number)
        assert decide(colleague, number, "disapprove") == 303
        page = colleague.get(f"/desk/files/{number}").text
        assert "do you approve?" not in page
        assert "Refuse it" in page


def test_a_supervisor_has_a_colleague_look_again_at_a_wrong_decision(office: Office) -> None:
    number = office.file(SHEET)
    with office.clerk(POLICE, Role.SUPERVISOR) as chief, office.clerk(POLICE) as colleague:
        take(chief, number)
        decide(chief, number, "refused", words="The photo is not yours.")
        page = chief.get(f"/desk/files/{number}").text
        assert "The decision may be wrong" in page
        assert "The decision may be wrong" not in colleague.get(f"/desk/files/{number}").text
        missing = chief.post(f"/desk/files/{number}/reopen", words="")
        assert (missing.status_code, "the citizen has a right to it" in missing.text) == (422, True)
        reopened = chief.post(f"/desk/files/{number}/reopen", words="We took the wrong photo.")
        assert reopened.status_code == 303
        assert colleague.post(f"/desk/files/{number}/reopen", words="Me too").status_code == 403
        assert chief.post(f"/desk/files/{number}/take").status_code == 403
        take(colleague, number)
        assert "We took the wrong photo." in colleague.get(f"/desk/files/{number}").text
        assert decide(colleague, number, "refused", words="It is another person.") == 303
    assert office.request(number).contested_at is None
    assert office.events(number)[-1] == "confirmed"


def test_the_queue_is_turned_page_by_page(office: Office) -> None:
    numbers = {office.file(RECORD) for _ in range(30)}
    with office.clerk(COURT) as clerk:
        first = clerk.get("/desk").text
        (further,) = re.findall(r'rel="next" href="([^"]+)"', first)
        second = clerk.get(further.replace("&amp;", "&")).text
        shown = [set(re.findall(r"/desk/files/([0-9A-Z-]+)\"", page)) for page in (first, second)]
        assert numbers <= shown[0] | shown[1]
        assert not shown[0] & shown[1]
        assert clerk.get("/desk?due=x&after=y").status_code == 200


def test_a_file_is_found_by_its_number(office: Office) -> None:
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk:
        found = clerk.post("/desk/find", number=number.lower().replace("-", " "))
        assert found.headers["location"] == f"/desk/files/{number}"
        assert clerk.post("/desk/find", number="nonsense").status_code == 404


def test_a_supervisor_says_who_is_a_clerk(office: Office) -> None:
    with office.clerk(COURT, Role.SUPERVISOR) as chief, office.person() as person:
        page = chief.post("/desk/clerks/invite", role="clerk", label="Desk 4").text
        (path,) = re.findall(r"(/desk/join/[\w-]+)", page)
        person.sign_in(path)
        person.post(path)
        assert person.get("/desk").status_code == 200
        assert person.get("/desk/clerks").status_code == 403
        page = chief.get("/desk/clerks").text
        row = page[page.index("Desk 4") :]
        clerk_id = re.findall(r'name="clerk" value="([^"]+)"', row)[0]
        assert chief.post("/desk/clerks/dismiss", clerk=clerk_id).status_code == 303
        assert person.get("/desk").status_code == 403


def test_sign_in_leads_nowhere_but_to_the_desk(office: Office) -> None:
    with office.person() as person:
        for goal in ("https://evil.example/", "//evil.example", "/desk-x", "/result"):
            assert person.sign_in(goal).headers["location"].endswith("/desk")


PAGES = ["/desk", "/desk/clerks", "/desk/files/{number}", "/desk/files/{closed}"]


@pytest.mark.parametrize("language", list(Language))
def test_every_page_speaks_every_language_and_is_light(office: Office, language: Language) -> None:
    number, closed = office.file(RECORD), office.file(RECORD)
    with office.clerk(COURT, Role.SUPERVISOR, language=language) as clerk:
        take(clerk, number)
        for path in PAGES:
            answer = clerk.get(path.format(number=number, closed=closed))
            assert answer.status_code == 200
            assert f'<html lang="{language}" dir="{language.direction}">' in answer.text
            assert "<script" not in answer.text
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            total = int(answer.headers["content-length"])
            for url in {*re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text)}:
                total += int(clerk.get(url).headers["content-length"])
            assert total <= 30_000
