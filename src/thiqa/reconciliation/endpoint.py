"""The endpoint to which a service sends what it holds."""

from typing import Any

from thiqa.base import Database, b64url_encode
from thiqa.findings import Finding, raise_finding
from thiqa.ledger.errors import DamagedLeafError
from thiqa.ledger.models import StoredEntry, Wanted
from thiqa.ledger.policy import LogPolicy
from thiqa.oidc.clients.authentication import Caller, authenticate
from thiqa.oidc.errors import InvalidRequestError
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply, service_endpoint
from thiqa.oidc.provider import Provider
from thiqa.reconciliation.batch import RULE, read_batch
from thiqa.reconciliation.compare import compare
from thiqa.reconciliation.differences import findings_of
from thiqa.reconciliation.models import Batch, Outcome
from thiqa.reconciliation.store import Records
from thiqa.web import Endpoint

MAX_ENTRIES = 2_048
"""Entries of every kind that one batch is held against: some milliseconds of work."""
MAX_OPEN_FINDINGS = 100
"""Of one service: whoever raises so many without an answer is asked to answer first."""

FINDING_PAGE = "/console/findings/"


def reconciliation_endpoint(
    provider: Provider, database: Database[Records], policy: LogPolicy
) -> Endpoint:
    """Return the endpoint; `policy` says which receipts are ours."""
    return service_endpoint(provider, reconcile(provider, database, policy), "POST")


def reconcile(provider: Provider, database: Database[Records], policy: LogPolicy) -> Handler:
    """Return what answers a batch.

    1. The service proves who it is.
    2. Without a period, it is told how far it has come.
    3. The batch is read, and held against our entries of the service in the period.
    4. In one unit of work the proof is used up, the differences become findings, and the
    service has come further. The same batch again gives the same answer, and no new finding.
    """

    async def answer(request: ServiceRequest) -> Reply:
        caller = await authenticate(provider, request)  # 1
        if not {"from", "to"} & request.parameters.keys():
            return json_reply(await _progress(database, caller))  # 2
        batch = read_batch(request.parameters, caller.client.id, policy, request.now)
        entries = await database.read(lambda records: _entries(records, batch))
        outcome = _compare(batch, entries, request.now)  # 3
        findings = findings_of(batch, outcome, request.now)
        reached = await _keep(database, caller, batch, findings)  # 4
        members = _members(provider, batch, outcome, findings)
        return json_reply({**members, "reconciled_to": reached})

    return answer


async def _progress(database: Database[Records], caller: Caller) -> dict[str, Any]:
    async def unit(records: Records) -> int | None:
        await caller.use(records)
        return await records.reconciliation.get_progress(caller.client.id)

    return {"reconciled_to": await database.run(unit)}


async def _entries(records: Records, batch: Batch) -> list[StoredEntry]:
    wanted = Wanted(since=batch.period.start, until=batch.period.end)
    found = await records.ledger.list_of_client(batch.client_id, wanted, MAX_ENTRIES + 1)
    if len(found) > MAX_ENTRIES:
        raise InvalidRequestError(
            f"we hold more than {MAX_ENTRIES} entries about you in this period",
            rule=f"{RULE}, limits",
            parameter="to",
            mend="Cut the period in two, and send each part with its receipts.",
        )
    return found


def _compare(batch: Batch, entries: list[StoredEntry], now: int) -> Outcome:
    leaves = [(entry.leaf, entry.index) for entry in entries if entry.leaf is not None]
    if len(leaves) < len(entries):
        raise DamagedLeafError("an entry has lost its leaf")
    return compare(
        batch,
        placed=[leaf for leaf, index in leaves if index is not None],
        waiting=[leaf for leaf, index in leaves if index is None],
        now=now,
    )


async def _keep(
    database: Database[Records], caller: Caller, batch: Batch, findings: list[Finding]
) -> int | None:
    async def unit(records: Records) -> int | None:
        await caller.use(records)
        if findings:
            await _check_open_findings(records, batch.client_id)
        for finding in findings:
            await raise_finding(records, finding)
        await records.reconciliation.advance(batch.client_id, batch.period.start, batch.period.end)
        return await records.reconciliation.get_progress(batch.client_id)

    return await database.run(unit)


async def _check_open_findings(records: Records, client_id: str) -> None:
    if len(await records.findings.list_open(client_id, MAX_OPEN_FINDINGS)) < MAX_OPEN_FINDINGS:
        return
    raise InvalidRequestError(
        "too many findings about you wait for an answer",
        rule=f"{RULE}, limits",
        parameter="from",
        mend="Answer the findings at the console, and send the batch again.",
    )


def _members(
    provider: Provider, batch: Batch, outcome: Outcome, findings: list[Finding]
) -> dict[str, Any]:
    page = provider.policy.issuer + FINDING_PAGE
    return {
        "from": batch.period.start,
        "to": batch.period.end,
        "matched": outcome.matched,
        "held_by_service_only": [b64url_encode(each) for each in outcome.held_by_service_only],
        "held_by_us_only": [b64url_encode(each) for each in outcome.held_by_us_only],
        "broken_promises": [b64url_encode(each) for each in outcome.broken_promises],
        "not_our_receipts": [each.place for each in batch.not_ours],
        "findings": [
            {"kind": each.kind, "due_at": each.due_at, "page": page + each.id} for each in findings
        ],
    }
