"""Owners: listed, invited, joined, gone."""

from starlette.responses import Response
from starlette.routing import Route

from thiqa.console.console import Console
from thiqa.console.errors import LastOwnerError
from thiqa.console.members import Visitor, VisitorPage, for_members
from thiqa.console.models import Invitation, Owner
from thiqa.console.owners import find_invitation, invite, join, remove_owner
from thiqa.console.paths import CONSOLE_PATH, INVITATION_PATH, SERVICE_PATH, service_url
from thiqa.console.problems import LAST_OWNER
from thiqa.console.services import owned_service
from thiqa.console.store import Records
from thiqa.console.views import JoinView, OwnerRow, OwnersView
from thiqa.web import Problem
from thiqa.web.browser import see_other

LABEL_FIELD = "label"
OWNER_FIELD = "owner"
OWNERS, INVITE, REMOVE = "owners", "owners/invite", "owners/remove"


def owner_routes(console: Console) -> list[Route]:
    """Return the routes of owners and invitations."""
    pages: list[tuple[str, str, VisitorPage]] = [
        ("GET", f"{SERVICE_PATH}/{OWNERS}", _owners),
        ("POST", f"{SERVICE_PATH}/{INVITE}", _invite),
        ("POST", f"{SERVICE_PATH}/{REMOVE}", _remove),
        ("GET", INVITATION_PATH, _invitation),
        ("POST", INVITATION_PATH, _join),
    ]
    return [
        Route(path, for_members(console, page), methods=[method]) for method, path, page in pages
    ]


async def _owners(visitor: Visitor) -> Response:
    return await _owners_page(visitor)


async def _owners_page(
    visitor: Visitor, *, link: str | None = None, problem: Problem | None = None
) -> Response:
    async def unit(records: Records) -> tuple[list[Owner], list[Invitation], dict[str, str]]:
        standing = await owned_service(records, visitor.client_id, visitor.person_id)
        return (
            await records.console.list_owners(visitor.client_id),
            await records.console.list_invitations(visitor.client_id, visitor.now),
            standing.service.document["name"],
        )

    owners, invitations, name = await visitor.console.database.read(unit)
    invite_url = service_url(visitor.client_id, INVITE)
    remove_url = service_url(visitor.client_id, REMOVE)
    return visitor.show(
        OwnersView(
            name=name,
            rows=tuple(
                OwnerRow(
                    visitor.person(owner.person_id, owners),
                    owner.since,
                    {OWNER_FIELD: visitor.console.code_of(owner.person_id)},
                )
                for owner in owners
            ),
            open_invitations=tuple((each.label, each.expires_at) for each in invitations),
            link=link,
            problem=problem,
            invite_url=invite_url,
            invite_token=visitor.token(invite_url),
            remove_url=remove_url,
            remove_token=visitor.token(remove_url),
            back_url=service_url(visitor.client_id),
        )
    )


async def _invite(visitor: Visitor) -> Response:
    label = (await visitor.form()).get(LABEL_FIELD, "")
    code = await visitor.console.database.run(
        lambda records: invite(
            records, visitor.client_id, visitor.person_id, label=label, now=visitor.now
        )
    )
    link = f"{visitor.console.origin}{INVITATION_PATH.format(code=code)}"
    return await _owners_page(visitor, link=link)


async def _remove(visitor: Visitor) -> Response:
    code = (await visitor.form()).get(OWNER_FIELD, "")

    async def unit(records: Records) -> str | None:
        await owned_service(records, visitor.client_id, visitor.person_id)
        owners = await records.console.list_owners(visitor.client_id)
        named = [each for each in owners if visitor.console.code_of(each.person_id) == code]
        for owner in named:
            await remove_owner(
                records, visitor.client_id, visitor.person_id, owner.person_id, visitor.now
            )
        return named[0].person_id if named else None

    try:
        removed = await visitor.console.database.run(unit)
    except LastOwnerError:
        return await _owners_page(visitor, problem=LAST_OWNER)
    if removed == visitor.person_id:
        return see_other(CONSOLE_PATH)
    return see_other(service_url(visitor.client_id, OWNERS))


async def _invitation(visitor: Visitor) -> Response:
    code = str(visitor.request.path_params["code"])
    invitation, standing = await visitor.console.database.read(
        lambda records: find_invitation(records, code, visitor.now)
    )
    path = visitor.request.url.path
    return visitor.show(
        JoinView(
            name=standing.service.document["name"],
            label=invitation.label,
            until=invitation.expires_at,
            post_url=path,
            form_token=visitor.token(path),
            home_url=CONSOLE_PATH,
        )
    )


async def _join(visitor: Visitor) -> Response:
    await visitor.form()
    code = str(visitor.request.path_params["code"])
    client_id = await visitor.console.database.run(
        lambda records: join(records, code, visitor.person_id, visitor.now)
    )
    return see_other(service_url(client_id))
