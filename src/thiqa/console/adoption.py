"""A service that was registered by a command comes to the console, for its first owner."""

from thiqa.base import digest, new_secret
from thiqa.console.errors import UnknownServiceError
from thiqa.console.models import Invitation, Service
from thiqa.console.owners import INVITATION_SECONDS
from thiqa.console.registration import document_of, fingerprint_of
from thiqa.console.store import Records

BY_COMMAND = ""
"""Who invites when the operator's own command does."""


async def invite_first_owner(records: Records, client_id: str, now: int) -> str:
    """Return the code of an invitation to a registered service, which the console then knows."""
    client = await records.oidc.get_client(client_id)
    if client is None:
        raise UnknownServiceError(client_id)
    document = document_of(client)
    await records.console.add_service(Service(client_id, document, fingerprint_of(document), now))
    code = new_secret()
    invitation = Invitation(digest(code), client_id, "", BY_COMMAND, now + INVITATION_SECONDS)
    await records.console.put_invitation(invitation)
    return code
