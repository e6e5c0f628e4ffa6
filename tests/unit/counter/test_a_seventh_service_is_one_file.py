"""A file is put beside the others, and a citizen and a clerk go the whole way with it."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from counter_desk import Office
from counter_site import Site, counter_site
from service_files import SEVENTH, with_a_seventh
from thiqa.counter.catalogue import load_catalogue
from thiqa.counter.forms import CaseFacts, fill_document
from thiqa.counter.requests.models import State


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of our services, with the one of the guide in it."""
    return with_a_seventh(tmp_path / "services")


@pytest.fixture
def site(tmp_path: Path, folder: Path) -> Iterator[Site]:
    with counter_site(tmp_path / "data", catalogue=folder) as running:
        yield running


def test_a_seventh_service_goes_the_whole_way(site: Site, folder: Path) -> None:
    office = Office(site)
    service = load_catalogue(folder)[SEVENTH]
    with site.browser("fr") as browser:
        assert f'href="/services/{SEVENTH}"' in browser.get("/").text
        page = browser.get(f"/services/{SEVENTH}").text
        assert "Toute personne de 12 ans ou plus." in page
        begun = browser.get(browser.log_in(SEVENTH).headers["location"])
        path = urlsplit(begun.headers["location"]).path
        number = path.rpartition("/")[2]
        form = {"key": "k", "do": "submit", "f.branch": "river", "f.books": "many"}
        assert browser.press(f"{path}/form", **form).headers["location"].endswith("?check=1")
        assert "Veuillez écrire un nombre entier" in browser.get(f"{path}?check=1").text
        browser.press(f"{path}/form", **{**form, "key": "l", "f.books": "٣"})
        assert office.request(number).state is State.WAITING
        with office.clerk(service.body.id, language="fr") as clerk:
            assert number in clerk.get("/desk").text
            clerk.post(f"/desk/files/{number}/take")
            assert "Rive du fleuve" in clerk.get(f"/desk/files/{number}").text
            clerk.post(f"/desk/files/{number}/granted", key=clerk.key_on(f"/desk/files/{number}"))
    request = office.request(number)
    assert request.state is State.DECIDED
    assert request.version == service.version
    fields = office.units.read(lambda records: records.requests.fields(number))
    assert service.document is not None
    facts = CaseFacts(request.claims, fields, {}, {})
    filled = fill_document(service, service.document, facts)
    assert filled.statements[0]["fr"] == "Le titulaire peut emprunter 3 livres par mois."
    assert (filled.rows[0].latin, filled.rows[0].arabic) == ("Rive du fleuve", "ضفة النهر")
