"""A clerk asks for a citizen's file by its address, without having taken the request."""

from counter_desk import Office
from counter_site import Site
from thiqa.counter.records import Records
from thiqa.counter.requests.models import Event
from thiqa.counter.uploads.models import Announced, UploadState

SERVICE, COMMUNE, COURT = "certificat-de-residence", "commune", "tribunal"
PROOF = b"%PDF- a bill"


def with_proof(office: Office) -> str:
    number = office.file(SERVICE)

    async def put(records: Records) -> None:
        file = Announced("bill.pdf", len(PROOF), b"d" * 32)
        await records.uploads.begin(number, number, "proof", file, office.site.clock())
        await records.uploads.finish(number, UploadState.KEPT, "application/pdf", "", PROOF)

    office.units.run(put)
    return number


def test_a_proof_is_seen_by_the_clerk_who_has_the_request(site: Site) -> None:
    office = Office(site)
    number = with_proof(office)
    url = f"/desk/files/{number}/sent/proof"
    with (
        office.clerk(COMMUNE) as clerk,
        office.clerk(COMMUNE) as other,
        office.clerk(COURT) as court,
    ):
        for somebody in (clerk, other, court):
            assert PROOF not in somebody.get(url).content
        clerk.post(f"/desk/files/{number}/take")
        given = clerk.get(url)
        assert given.content == PROOF
        assert given.headers["content-disposition"].startswith("attachment; ")
        assert url in clerk.get(f"/desk/files/{number}").text
        for somebody in (other, court):
            assert PROOF not in somebody.get(url).content
        assert clerk.get(f"/desk/files/{number}/sent/address").status_code == 404
    assert {step.event for step in office.steps(number)} & {Event.TAKEN, Event.READ}


def test_a_proof_that_is_seen_later_is_another_opening(site: Site) -> None:
    office = Office(site)
    number = with_proof(office)
    with office.clerk(COMMUNE) as clerk:
        clerk.post(f"/desk/files/{number}/take")
        site.clock.now += 600
        before = len(office.steps(number))
        assert clerk.get(f"/desk/files/{number}/sent/proof").content == PROOF
        assert len(office.steps(number)) == before + 1
