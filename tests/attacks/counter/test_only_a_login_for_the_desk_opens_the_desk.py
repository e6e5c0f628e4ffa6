"""A clerk's session for a service of the counter, left open somewhere, is tried at the desk."""

from counter_desk import FORM, Office
from counter_site import Site

SHEET, POLICE = "fiche-anthropometrique", "dgsn"


def test_a_session_for_a_service_opens_no_file(site: Site) -> None:
    office = Office(site)
    number = office.file(SHEET)
    with office.clerk(POLICE) as clerk, site.browser() as elsewhere:
        site.provider.subject = clerk.subject
        elsewhere.log_in()
        assert "Sign in with my card" in elsewhere.get("/desk").text
        headers = {"origin": site.url, "content-type": FORM}
        elsewhere.http.post(f"/desk/files/{number}/take", headers=headers)
        assert office.request(number).taken_by is None
        assert elsewhere.get("/result").status_code == 200


def test_the_desk_is_left_when_the_provider_ends_the_session(site: Site) -> None:
    with Office(site).clerk(POLICE) as clerk:
        assert "Waiting files" in clerk.get("/desk").text
        clerk.post("/logout")
        assert "Sign in with my card" in clerk.get("/desk").text


def test_an_invitation_is_for_somebody_who_signed_in_for_the_desk(site: Site) -> None:
    path = Office(site).invitation(POLICE)
    with site.browser() as browser:
        browser.log_in()
        browser.http.post(path, headers={"origin": site.url, "content-type": FORM})
        assert "Sign in with my card" in browser.get(path).text
