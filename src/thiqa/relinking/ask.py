"""The first officer asks."""

import secrets

from thiqa.officers import Role, read_reason, require_officer
from thiqa.relinking.desk import APPROVAL_SECONDS, Desk
from thiqa.relinking.errors import SectorError
from thiqa.relinking.models import Request
from thiqa.relinking.store import Records

REQUEST_ID_BYTES = 9


async def ask(
    desk: Desk, officer_id: str, *, from_sector: str, subject: str, to_sector: str, reason: str
) -> Request:
    """Keep a request for another officer to approve.

    1. There is a reason, and it does not say whose the identifier is.
    2. Who asks is an officer for re-linking.
    3. Both sectors are there, and they are two.
    Nobody is told whether the identifier is known: that needs the second officer too.
    """
    reason = read_reason(reason)  # 1
    now = desk.clock()
    request = Request(
        id=secrets.token_hex(REQUEST_ID_BYTES),
        asked_by=officer_id,
        asked_at=now,
        from_sector=from_sector,
        subject=subject,
        to_sector=to_sector,
        reason=reason,
    )

    async def unit(records: Records) -> None:
        await require_officer(records, officer_id, Role.RELINKING)  # 2
        _check_sectors(request, {client.sector for client in await records.oidc.list_clients()})
        await records.relinking.put(request, now + APPROVAL_SECONDS)

    await desk.database.run(unit)
    return request


def _check_sectors(request: Request, sectors: set[str]) -> None:
    for sector in (request.from_sector, request.to_sector):
        if sector not in sectors:
            raise SectorError(f"no service of the sector {sector!r} is registered")
    if request.from_sector == request.to_sector:
        raise SectorError("the two sectors are one")
