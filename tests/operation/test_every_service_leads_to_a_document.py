"""The six services, and one that is a file, from their pages to documents that hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from photos import jpeg, photo
from service_files import SEVENTH, with_a_seventh
from serving import free_port, free_ports
from thiqa.base import system_clock
from thiqa.card import load_personas
from thiqa.demo.document_steps import checked
from thiqa.demo.places import WITNESSES, Places
from thiqa.demo.preparation import invite_a_clerk, prepare
from thiqa.demo.processes import running
from thiqa.demo.programs import programs
from thiqa.demo.visitor import Visitor
from thiqa.issuing.paths import DOCUMENTS_PATH

pytestmark = pytest.mark.timeout(300)


def day(after: int) -> str:
    return (datetime.fromtimestamp(system_clock(), UTC) + timedelta(days=after)).date().isoformat()


@dataclass(frozen=True)
class Case:
    """What is filled in for a service, by the citizen and by clerks."""

    service: str
    body: str
    fields: Mapping[str, str]
    clerks: Sequence[str] = ()
    """By the keys of the specimen citizens; the second one approves."""
    decision: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    paid: bool = False
    meets: bool = False


CASES = (
    Case(
        "fiche-anthropometrique",
        "dgsn",
        {"reason": "employment"},
        ["latin-name-only"],
        {"finding": "nothing"},
        paid=True,
    ),
    Case(
        "casier-judiciaire",
        "tribunal",
        {"job": "Institutrice", "own_record": "yes"},
        ["birth-month-only", "no-first-name"],
        {"finding": "nothing", "relevance": "nothing-relevant"},
    ),
    Case(
        "certificat-de-residence",
        "commune",
        {"address": "12, rue du Spécimen, Rabat", "since": "2019-09-01", "truth": "yes"},
        ["birth-year-only"],
        files={"proof": ("lease.pdf", b"%PDF-1.7\n% a specimen of a lease\n%%EOF\n")},
        paid=True,
    ),
    Case("paiement-taxe", "dgi", {"year": "2025", "notice": "2025-000123"}, paid=True),
    Case(
        "renouvellement-carte",
        "dgsn",
        {"reason": "expiry", "address": "12, rue du Spécimen, Rabat"},
        ["latin-name-only"],
        {"ready_on": day(10)},
        {"photo": ("me.jpg", jpeg(photo()))},
        paid=True,
        meets=True,
    ),
    Case(
        "aide-sociale",
        "social",
        {"household": "4", "situation": "children", "account": "0" * 24, "question": "yes"},
        ["very-long-name", "arabic-name-only"],
        {"from": day(3)},
    ),
    Case(SEVENTH, "commune", {"branch": "river", "books": "3"}, ["birth-year-only"]),
)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """Every process of the demonstration."""
    data = tmp_path_factory.mktemp("seven")
    catalogue = with_a_seventh(data / "services")
    here = Places(data, *(free_port() for _ in range(6)), free_ports(WITNESSES), catalogue)
    prepare(here)
    with running(programs(here, here.cards), here.environment(), Path(data, "logs")):
        yield here


@pytest.fixture(scope="module")
def citizen(places: Places) -> Visitor:
    """A citizen whom every service knows by another purpose."""
    return Visitor(places, load_personas()["adult"])


@pytest.fixture(scope="module")
def clerks(places: Places) -> dict[str, Visitor]:
    """The clerks who have joined."""
    return {}


@pytest.mark.parametrize("case", CASES, ids=[each.service for each in CASES])
def test_from_its_page_to_a_document_that_holds(
    places: Places, citizen: Visitor, clerks: dict[str, Visitor], case: Case
) -> None:
    request = submit(citizen, case)
    if case.paid:
        pay(citizen, request)
    if case.meets:
        meet(citizen, request)
    for position, key in enumerate(case.clerks):
        clerk = clerks.setdefault(key, Visitor(places, load_personas()[key]))
        if clerk.page is None:
            join(clerk, case.body)
        take(clerk, request)
        act(clerk, request, "approve" if position else "granted", case.decision)
    document = receive(citizen, request)
    paper = checked(places, document)
    assert paper.sheet.number
    assert paper.issuer in paper.sheet.issuer.values()
    if case.service == "casier-judiciaire":
        answer_instead(citizen, request)


def submit(citizen: Visitor, case: Case) -> str:
    """Go from the service's page to the submitted request; return the request's path."""
    counter = citizen.places.counter
    citizen.open(f"{counter}/services/{case.service}")
    citizen.send(citizen.form("/identify"))
    if citizen.path() == "/login":
        citizen.sign_in()
    else:
        citizen.send(citizen.form("/consent"), decision="agree")
    request = citizen.path()
    citizen.must(request.startswith("/requests/"), "the form must come next")
    for name, (file, content) in case.files.items():
        form = next(each for each in citizen.here().forms if each.action.endswith(f"/{name}"))
        citizen.page = citizen.browser.upload(citizen.here(), form, f"f.{name}", file, content)
        citizen.must(citizen.here().status == httpx.codes.OK, "the file must be kept")
    citizen.open(f"{counter}{request}")
    filled = {f"f.{name}": text for name, text in case.fields.items()}
    citizen.send(citizen.form(f"{request}/form"), do="submit", **filled)
    actions = {each.action for each in citizen.here().forms}
    citizen.must(f"{request}/form" not in actions, "it must be submitted")
    return request


def pay(citizen: Visitor, request: str) -> None:
    """Pay as soon as it is known how much."""
    form = f"{request}/pay"
    citizen.open_until(
        f"{citizen.places.counter}{request}",
        lambda page: form in {each.action for each in page.forms},
        "the amount must be known",
    )
    citizen.send(citizen.form(form))
    citizen.must(citizen.here().url.startswith(citizen.places.payments), "the provider must come")
    citizen.send(citizen.here().forms[0], act="pay")


def meet(citizen: Visitor, request: str) -> None:
    """Take the first free time."""
    url = f"{request}/appointment"
    citizen.open(f"{citizen.places.counter}{url}")
    form = next(each for each in citizen.here().forms if each.method.lower() == "post")
    citizen.send(form)
    citizen.must(f"{url}.ics" in citizen.here().links, "the appointment must be there")


def join(clerk: Visitor, body: str) -> None:
    """Become a clerk of a body."""
    clerk.open(invite_a_clerk(clerk.places, body))
    clerk.send(clerk.form("/desk/sign-in"))
    clerk.sign_in()
    clerk.send(clerk.form(clerk.path()))
    clerk.must(clerk.path() == "/desk", "the desk must come next")


def take(clerk: Visitor, request: str) -> None:
    """Take the file when it is in the queue."""
    file = file_of(request)
    clerk.open_until(
        f"{clerk.places.counter}/desk",
        lambda page: f"{file}/take" in {each.action for each in page.forms},
        "the request must be in the queue",
    )
    clerk.send(clerk.form(f"{file}/take"))


def act(clerk: Visitor, request: str, what: str, decision: Mapping[str, str]) -> None:
    """Grant, or approve what a colleague granted."""
    form = clerk.form(f"{file_of(request)}/{what}")
    filled = {} if what == "approve" else {f"f.{name}": text for name, text in decision.items()}
    clerk.send(form, **filled)
    clerk.must(clerk.here().status < httpx.codes.BAD_REQUEST, "the decision must be taken")
    left = {each.action for each in clerk.here().forms}
    clerk.must(form.action not in left, "the decision must be complete")


def file_of(request: str) -> str:
    """Return the path of a request at the desk."""
    return request.replace("/requests/", "/desk/files/")


def receive(citizen: Visitor, request: str) -> bytes:
    """Return the document when it has come."""
    link = f"{request}/document"
    citizen.open_until(
        f"{citizen.places.counter}{request}",
        lambda page: link in page.links,
        "it must be delivered",
    )
    return citizen.browser.download(f"{citizen.places.counter}{link}")


def answer_instead(citizen: Visitor, request: str) -> None:
    """Have an answer made for one recipient, who checks it without a login."""
    recipient = "École du Spécimen"
    citizen.send(citizen.form(f"{request}/answers"), audience=recipient)
    url = f"{citizen.places.counter}{request}"
    citizen.open_until(url, lambda page: "<pre" in page.html, "the answer must come")
    text = citizen.here().html.partition("<pre")[2].partition(">")[2].partition("<")[0].strip()
    stranger = Visitor(citizen.places, citizen.persona)
    stranger.open(f"{citizen.places.provider}{DOCUMENTS_PATH}")
    form = next(each for each in stranger.here().forms if each.action.startswith(DOCUMENTS_PATH))
    page = stranger.browser.upload(stranger.here(), form, "code", "", text.encode())
    assert 'class="verdict holds"' in page.html
    assert recipient in page.html
