
from counter_site import Browser, Site


def test_a_citizen_is_identified(site: Site, browser: Browser) -> None:
    answer = browser.log_in()
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"{site.url}/result"
    page = browser.get("/result").text
    for text in ("SPECIMEN-BENALI", "سلمى", "17 May 1990", "SP100001", "Rabat, Morocco"):
        assert text in page
