"""The second half of the walk: from the form to a document that anybody can check."""

import httpx

from thiqa.base import system_clock
from thiqa.demo.browser import Page
from thiqa.demo.places import Places
from thiqa.demo.steps import Step, Walk
from thiqa.demo.visitor import Visitor
from thiqa.documents.errors import DocumentError
from thiqa.documents.sealing import SealTrust
from thiqa.issuing.papers import Paper, check_paper
from thiqa.issuing.paths import DOCUMENTS_PATH
from thiqa.pki.anchors import TrustAnchors, load_authority
from thiqa.settings import Settings, certificates_in
from thiqa.web import Language

REASON = "employment"
FINDING = "nothing"
HOLDS, FAILS = 'class="verdict holds"', 'class="verdict fails"'


def submit_the_request(walk: Walk) -> str:
    """The citizen fills in the form and submits it"""
    citizen = walk.citizen
    form = citizen.form(f"/requests/{walk.number}/form")
    citizen.send(form, **{"f.reason": REASON, "do": "submit"})
    pay = f"/requests/{walk.number}/pay"
    citizen.must(pay in {each.action for each in citizen.here().forms}, "the fee must be due")
    return f"request {walk.number}, submitted once"


def pay_the_fee(walk: Walk) -> str:
    """The citizen pays at the provider's own page; its signed word counts, not the browser's"""
    citizen = walk.citizen
    citizen.send(citizen.form(f"/requests/{walk.number}/pay"))
    citizen.must(citizen.here().url.startswith(walk.places.payments), "the provider must come next")
    citizen.send(citizen.here().forms[0], act="pay")
    return f"paid at {walk.places.payments}"


def sign_in_as_a_clerk(walk: Walk) -> str:
    """A clerk joins by an invitation that works once, and signs in with a card of their own"""
    clerk, desk = walk.clerk, f"{walk.places.counter}/desk"
    clerk.open(walk.invitation)
    clerk.send(clerk.form("/desk/sign-in"))
    clerk.sign_in()
    clerk.send(clerk.form(clerk.path()))
    if clerk.here().status == httpx.codes.CONFLICT:  # a walk before this one has done it
        clerk.open(desk)
    clerk.must(clerk.path() == "/desk", "the desk must come next")
    return f"{clerk.persona.key} at {clerk.here().url}"


def decide(walk: Walk) -> str:
    """The clerk takes the file, which the citizen sees, and decides"""
    clerk, file = walk.clerk, f"/desk/files/{walk.number}"
    clerk.open_until(
        f"{walk.places.counter}/desk",
        lambda page: file in page.links,
        "the request must be in the queue once it is paid",
    )
    clerk.send(clerk.form(f"{file}/take"))
    clerk.send(clerk.form(f"{file}/granted"), **{"f.finding": FINDING})
    clerk.must(clerk.here().status < 400, "the decision must be taken")
    return f"{walk.number}: granted"


def receive_the_document(walk: Walk) -> str:
    """The document is typeset, sealed (PAdES B-LT), on the record, and the citizen's"""
    citizen, request = walk.citizen, f"/requests/{walk.number}"
    citizen.open_until(
        f"{walk.places.counter}{request}",
        lambda page: f"{request}/document" in page.links,
        "the document must come",
    )
    walk.document = citizen.browser.download(f"{walk.places.counter}{request}/document")
    return f"{len(walk.document):,} bytes of PDF"


def check_it_at_the_page(walk: Walk) -> str:
    """Somebody checks it at the page for everybody; with a byte changed, the page says so"""
    stranger = walk.citizen
    stranger.open(f"{walk.places.provider}{DOCUMENTS_PATH}")
    good = _shown(stranger, walk.document)
    stranger.must(HOLDS in good.html, "the document must hold")
    bad = _shown(stranger, _changed(walk.document))
    stranger.must(FAILS in bad.html, "a changed document must not hold")
    return f"{good.url}: unchanged and valid; changed: refused"


def check_it_offline(walk: Walk) -> str:
    """And offline, with nothing but the certificates of those who issue seals and time stamps"""
    paper = checked(walk.places, walk.document)
    try:
        checked(walk.places, _changed(walk.document))
    except DocumentError as error:
        refused = str(error)
    else:
        walk.citizen.must(False, "a changed document must not hold")
    title = paper.sheet.title[Language.FR]
    return f"{title}, {paper.issuer}, PAdES {paper.level}; changed: {refused}"


def _shown(stranger: Visitor, document: bytes) -> Page:
    form = next(each for each in stranger.here().forms if each.action.startswith(DOCUMENTS_PATH))
    return stranger.browser.upload(stranger.here(), form, "file", "paper.pdf", document)


def _changed(document: bytes) -> bytes:
    """Return a document with one bit of one byte in its middle changed."""
    middle = len(document) // 2
    return document[:middle] + bytes([document[middle] ^ 1]) + document[middle + 1 :]


def checked(places: Places, document: bytes) -> Paper:
    """Check a document as anybody can who has the certificates of the authorities."""
    settings = Settings.from_environment(places.environment())
    seals, stamps = (
        TrustAnchors(tuple(load_authority(file.read_bytes()) for file in certificates_in(folder)))
        for folder in (settings.seal_authorities, settings.time_stamp_authorities)
    )
    return check_paper(document, SealTrust(seals, stamps), system_clock())


STEPS: tuple[Step, ...] = (
    submit_the_request,
    pay_the_fee,
    sign_in_as_a_clerk,
    decide,
    receive_the_document,
    check_it_at_the_page,
    check_it_offline,
)
