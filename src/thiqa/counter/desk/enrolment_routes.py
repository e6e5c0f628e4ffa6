"""The door of the desk: signing in, joining by invitation, and the list of clerks."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.counter.desk.clerks import (
    AtDesk,
    Desk,
    Visitor,
    for_supervisors,
    for_visitors,
    read_form,
)
from thiqa.counter.desk.enrolment import dismiss, find_invitation, invite, join
from thiqa.counter.desk.errors import InvitationGoneError
from thiqa.counter.desk.files import free_files_of
from thiqa.counter.desk.models import Role
from thiqa.counter.desk.paths import CLERKS_PATH, DESK_PATH, INVITATION_PATH, SIGN_IN_PATH
from thiqa.counter.desk.views import ClerkRow, ClerksView, JoinView
from thiqa.counter.records import Records
from thiqa.web.browser import see_other

GOAL_FIELD, LABEL_FIELD, ROLE_FIELD, CLERK_FIELD = "goal", "label", "role", "clerk"


def enrolment_routes(desk: Desk) -> list[Route]:
    """Return the routes by which clerks come and go."""

    async def sign_in(request: Request) -> Response:
        form = await read_form(desk, request)
        goal = form.get(GOAL_FIELD, DESK_PATH)
        return await desk.sign_in(request, goal if is_at_desk(goal) else DESK_PATH)

    return [
        Route(SIGN_IN_PATH, sign_in, methods=["POST"]),
        Route(INVITATION_PATH, for_visitors(desk, _invitation)),
        Route(INVITATION_PATH, for_visitors(desk, _join), methods=["POST"]),
        Route(CLERKS_PATH, for_supervisors(desk, _clerks)),
        Route(f"{CLERKS_PATH}/invite", for_supervisors(desk, _invite), methods=["POST"]),
        Route(f"{CLERKS_PATH}/dismiss", for_supervisors(desk, _dismiss), methods=["POST"]),
    ]


def is_at_desk(path: str) -> bool:
    """Tell whether a path leads to a page of the desk, and to no other site."""
    return path == DESK_PATH or path.startswith(f"{DESK_PATH}/")


async def _invitation(visitor: Visitor) -> Response:
    code = str(visitor.request.path_params["code"])
    desk = visitor.desk
    invitation = await desk.front.database.read(
        lambda records: find_invitation(records, code, visitor.now)
    )
    view = JoinView(
        body=desk.life.catalogue.bodies[invitation.body].name,
        is_supervisor=invitation.role is Role.SUPERVISOR,
        until=invitation.expires_at,
        post_url=visitor.request.url.path,
    )
    return desk.front.respond(visitor.request, "desk_join.html", view=view)


async def _join(visitor: Visitor) -> Response:
    await visitor.form()
    code = str(visitor.request.path_params["code"])
    database = visitor.desk.front.database
    try:
        await database.run(lambda records: join(records, code, visitor.subject, visitor.now))
    except InvitationGoneError:
        if await database.read(lambda records: records.desk.find_clerk(visitor.subject)) is None:
            raise
    return see_other(DESK_PATH)


async def _clerks(at_desk: AtDesk) -> Response:
    return await _clerks_page(at_desk)


async def _clerks_page(at_desk: AtDesk, link: str | None = None) -> Response:
    clerks = await at_desk.read(lambda records: records.desk.list_clerks(at_desk.clerk.body))
    rows = tuple(
        ClerkRow(
            clerk.id, clerk.label, clerk.is_supervisor, clerk.id == at_desk.clerk.id, clerk.since
        )
        for clerk in clerks
    )
    return at_desk.show("desk_clerks.html", ClerksView(at_desk.body, rows, link))


async def _invite(at_desk: AtDesk) -> Response:
    form = await at_desk.form()
    role = Role.SUPERVISOR if form.get(ROLE_FIELD) == Role.SUPERVISOR else Role.CLERK
    code = await at_desk.run(
        lambda records: invite(
            records,
            at_desk.clerk.body,
            role,
            form.get(LABEL_FIELD, ""),
            at_desk.now,
            by=at_desk.clerk,
        )
    )
    link = f"{at_desk.desk.front.settings.url}{INVITATION_PATH.format(code=code)}"
    return await _clerks_page(at_desk, link)


async def _dismiss(at_desk: AtDesk) -> Response:
    clerk_id = (await at_desk.form()).get(CLERK_FIELD, "")

    async def unit(records: Records) -> None:
        await dismiss(records, at_desk.clerk, clerk_id, at_desk.now)
        await free_files_of(records, clerk_id, at_desk.clerk, at_desk.now)

    await at_desk.run(unit)
    return see_other(CLERKS_PATH if clerk_id != at_desk.clerk.id else DESK_PATH)
