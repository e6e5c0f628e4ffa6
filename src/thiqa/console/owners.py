"""Owners of a service: invited, joined, gone; a service is never without one."""

from thiqa.base import digest, new_secret
from thiqa.console.errors import InvitationGoneError, LastOwnerError, TooManyError
from thiqa.console.models import Act, Invitation, Owner, Standing
from thiqa.console.services import held_service, note, owned_service, standing_of
from thiqa.console.store import Records
from thiqa.web import visible

INVITATION_SECONDS = 7 * 86_400
MAX_OWNERS = 20
MAX_INVITATIONS = 10
MAX_LABEL = 60


async def invite(records: Records, client_id: str, person_id: str, *, label: str, now: int) -> str:
    """Return the code of a new invitation: shown once, good once, for a week."""
    await held_service(records, client_id, person_id)
    if len(await records.console.list_owners(client_id)) >= MAX_OWNERS:
        raise TooManyError(f"a service has {MAX_OWNERS} owners at the most")
    if len(await records.console.list_invitations(client_id, now)) >= MAX_INVITATIONS:
        raise TooManyError(f"a service has {MAX_INVITATIONS} open invitations at the most")
    code, name = new_secret(), clean_label(label)
    invitation = Invitation(digest(code), client_id, name, person_id, now + INVITATION_SECONDS)
    await records.console.put_invitation(invitation)
    await note(records, client_id, person_id, Act.INVITED, now, name)
    return code


async def find_invitation(records: Records, code: str, now: int) -> tuple[Invitation, Standing]:
    """Return an invitation that can still be used, and the service that it is for."""
    invitation = await records.console.get_invitation(digest(code))
    if invitation is None or invitation.expires_at <= now:
        raise InvitationGoneError("unknown, used or expired")
    service = await records.console.get_service(invitation.client_id)
    if service is None:
        raise InvitationGoneError("the service is gone")
    await _check_inviter(records, invitation)
    return invitation, await standing_of(records, service)


async def join(records: Records, code: str, person_id: str, now: int) -> str:
    """Use an invitation up and become an owner; return which service's."""
    invitation = await records.console.take_invitation(digest(code))
    if invitation is None or invitation.expires_at <= now:
        raise InvitationGoneError("unknown, used or expired")
    client_id = invitation.client_id
    if not await records.console.hold_service(client_id):
        raise InvitationGoneError("the service is gone")
    await _check_inviter(records, invitation)
    await records.console.put_owner(Owner(client_id, person_id, invitation.label, now))
    await note(records, client_id, person_id, Act.JOINED, now, invitation.label)
    return client_id


async def remove_owner(
    records: Records, client_id: str, person_id: str, other: str, now: int
) -> None:
    """Make another owner, or oneself, no owner any more; never the last one."""
    await held_service(records, client_id, person_id)
    owners = {owner.person_id: owner for owner in await records.console.list_owners(client_id)}
    if other not in owners:
        return
    if len(owners) == 1:
        raise LastOwnerError(client_id)
    await records.console.remove_owner(client_id, other)
    act = Act.LEFT if other == person_id else Act.REMOVED
    await note(records, client_id, person_id, act, now, owners[other].label)


async def owners_of(records: Records, client_id: str, person_id: str) -> list[Owner]:
    """Return the owners of a service, to one of them."""
    await owned_service(records, client_id, person_id)
    return await records.console.list_owners(client_id)


def clean_label(text: str) -> str:
    """Return what an owner is called: one short line in which nothing is hidden."""
    return " ".join(visible(text).split())[:MAX_LABEL]


async def _check_inviter(records: Records, invitation: Invitation) -> None:
    """An invitation dies with the ownership of whoever made it."""
    owners = await records.console.list_owners(invitation.client_id)
    by_command = not invitation.invited_by
    if not by_command and all(owner.person_id != invitation.invited_by for owner in owners):
        raise InvitationGoneError("whoever invited is no owner any more")
