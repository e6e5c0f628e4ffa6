"""How a person becomes a clerk, and stops being one."""

from thiqa.base import digest, new_secret
from thiqa.counter.desk.errors import (
    AlreadyAClerkError,
    InvitationGoneError,
    LastSupervisorError,
    NotAClerkError,
    SupervisorsOnlyError,
)
from thiqa.counter.desk.models import Clerk, Invitation, Role
from thiqa.counter.records import Records
from thiqa.web import visible

INVITATION_SECONDS = 3 * 86_400
MAX_LABEL_CHARACTERS = 60


async def invite(
    records: Records, body: str, role: Role, label: str, now: int, *, by: Clerk | None = None
) -> str:
    """Return the code of a new invitation: shown once, good once, for three days.

    `by`: the supervisor who invites; None: the operator, by the command.
    """
    if by is not None:
        await _supervisors_of(records, by)
    code, invited_by = new_secret(), "" if by is None else by.id
    await records.desk.put_invitation(
        Invitation(
            digest(code), body, role, clean_label(label), invited_by, now + INVITATION_SECONDS
        )
    )
    return code


async def find_invitation(records: Records, code: str, now: int) -> Invitation:
    """Return an invitation that can still be used."""
    return await _check(records, await records.desk.get_invitation(digest(code)), now)


async def join(records: Records, code: str, subject: str, now: int) -> Clerk:
    """Use an invitation up and become a clerk; one person is a clerk of one body."""
    taken = await records.desk.take_invitation(digest(code))
    if taken is not None:
        await records.desk.hold_body(taken.body)
    invitation = await _check(records, taken, now)
    clerk = Clerk(new_secret(), subject, invitation.body, invitation.role, invitation.label, now)
    if not await records.desk.put_clerk(clerk):
        raise AlreadyAClerkError("a clerk of some body already")
    return clerk


async def dismiss(records: Records, supervisor: Clerk, clerk_id: str, now: int) -> None:
    """End what somebody may do, at once: their next page is refused."""
    clerks = await _supervisors_of(records, supervisor)
    if clerks.pop(clerk_id, None) is None:
        raise NotAClerkError("no clerk of this body")
    if clerks and not any(other.is_supervisor for other in clerks.values()):
        raise LastSupervisorError("the clerks who stay need a supervisor")
    await records.desk.end_clerk(clerk_id, now)


async def _supervisors_of(records: Records, supervisor: Clerk) -> dict[str, Clerk]:
    """Return the clerks of a supervisor's body, which no other unit changes before this one ends.

    Raises SupervisorsOnlyError when the supervisor is none any more.
    """
    await records.desk.hold_body(supervisor.body)
    clerks = {clerk.id: clerk for clerk in await records.desk.list_clerks(supervisor.body)}
    if supervisor.id not in clerks or not clerks[supervisor.id].is_supervisor:
        raise SupervisorsOnlyError("only supervisors decide who is a clerk")
    return clerks


async def _check(records: Records, invitation: Invitation | None, now: int) -> Invitation:
    """Refuse an invitation that is none, is too old, or whose supervisor is none any more."""
    if invitation is None or invitation.expires_at <= now:
        raise InvitationGoneError("unknown, used or expired")
    if invitation.invited_by:
        clerks = await records.desk.list_clerks(invitation.body)
        if not any(each.id == invitation.invited_by and each.is_supervisor for each in clerks):
            raise InvitationGoneError("whoever invited is no supervisor any more")
    return invitation


def clean_label(text: str) -> str:
    """Return what a clerk is called: one short line in which nothing is hidden."""
    return " ".join(visible(text).split())[:MAX_LABEL_CHARACTERS]
