"""The page that checks documents: for everybody, without a login, and nothing is kept."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.documents import Code, DocumentError
from thiqa.issuing.checking import Checker
from thiqa.issuing.errors import BusyError, WorkError
from thiqa.issuing.papers import Checked, Paper
from thiqa.issuing.paths import CHECK_PATH, DOCUMENTS_PATH
from thiqa.portal.document_found import found_answer, found_code, found_paper, refusal_of
from thiqa.portal.document_trust import trust_data
from thiqa.portal.document_views import CheckedView, Found, LocalText
from thiqa.portal.document_words import BUSY, NOTHING_SENT, VERDICTS
from thiqa.portal.pages import show
from thiqa.portal.portal import Portal
from thiqa.web import Language, read_body
from thiqa.web.multipart import MULTIPART_ROOM_BYTES, Part, parse_multipart, read_boundary

MAX_PAPER_BYTES = 4 * 1024 * 1024
"""What a sealed document has at the most, its renewals included."""
MAX_TYPED_BYTES = 32_768
SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""As on every page; besides, the script asks for the status of a number."""


def document_routes(portal: Portal) -> list[Route]:
    """Return the routes of the page; none where nothing is issued."""
    if portal.documents is None:
        return []
    page = _Page(portal, portal.documents)
    return [
        Route(DOCUMENTS_PATH, page.show),
        Route(CHECK_PATH, page.show),
        Route(CHECK_PATH, page.check, methods=["POST"]),
    ]


class _Page:
    def __init__(self, portal: Portal, checker: Checker) -> None:
        self._portal = portal
        self._checker = checker
        trust, catalogues = checker.opened.code_trust, portal.pages.catalogues
        self._trust: dict[Language, str] = {
            language: trust_data(trust, checker.bodies, catalogues[language], language)
            for language in Language
        }

    async def show(self, request: Request) -> Response:
        """Show the form."""
        return self._answer(request, self._view(request))

    async def check(self, request: Request) -> Response:
        """Look at what came, say what it is, forget it."""
        parts = parse_multipart(
            await read_body(request.receive, limit=MAX_PAPER_BYTES + MULTIPART_ROOM_BYTES),
            read_boundary(request.scope["headers"]),
        )
        pdf, typed = _data(parts.get("file")), _data(parts.get("code"))
        if not pdf and not typed.strip():
            view = self._view(request, verdict=NOTHING_SENT, status=HTTPStatus.BAD_REQUEST)
            return self._answer(request, view)
        try:
            checked = await self._checked(pdf, typed)
        except (BusyError, WorkError):
            view = self._view(request, verdict=BUSY, status=HTTPStatus.SERVICE_UNAVAILABLE)
            return self._answer(request, view)
        except DocumentError as error:
            verdict, reason = refusal_of(error)
            return self._answer(request, self._view(request, verdict=verdict, reason=reason))
        return self._answer(request, await self._found(request, checked))

    async def _checked(self, pdf: bytes, typed: bytes) -> Checked:
        if pdf:
            return await self._checker.paper(pdf)
        return self._checker.typed(typed[:MAX_TYPED_BYTES].decode("utf-8", "replace"))

    async def _found(self, request: Request, checked: Checked) -> CheckedView:
        document = checked.sheet if isinstance(checked, Paper) else checked
        standing = await self._checker.standing(document.number, document.type)
        language = self._portal.pages.language_of(request)
        found: Found
        if isinstance(checked, Paper):
            found = found_paper(checked, standing, language)
        elif isinstance(checked, Code):
            found = found_code(checked, standing, language, self._issuer(checked.issuer))
        else:
            found = found_answer(checked, standing, self._issuer(checked.issuer))
        return self._view(request, verdict=VERDICTS[standing.word], found=found)

    def _issuer(self, body: str) -> LocalText:
        return self._checker.bodies.get(body, {Language.FR: body})

    def _view(self, request: Request, **members: object) -> CheckedView:
        language = self._portal.pages.language_of(request)
        return CheckedView(CHECK_PATH, self._trust[language], **members)  # type: ignore[arg-type]  # its own members

    def _answer(self, request: Request, view: CheckedView) -> Response:
        response = show(self._portal.pages, request, view)
        response.headers["content-security-policy"] = SECURITY
        if view.status == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers["retry-after"] = "2"
        return response


def _data(part: Part | None) -> bytes:
    return b"" if part is None else part.data
