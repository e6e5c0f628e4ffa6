"""The page of a service: where it stands, and what comes next."""

from thiqa.console.dispute_routes import MAX_SHOWN
from thiqa.console.gate import missing_steps
from thiqa.console.members import Visitor
from thiqa.console.models import Decision, SelfTest, Standing
from thiqa.console.paths import service_url
from thiqa.console.store import Records
from thiqa.console.views import Action, PurposeRow, ServiceView
from thiqa.oidc.models import Stage
from thiqa.oidc.sectors import sector_text

SEEN_FIELD = "seen"
PAGES = {
    "edit": "edit",
    "upload": "upload",
    "download": "registration.json",
    "new_purpose": "purposes/new",
    "owners": "owners",
    "keys": "keys",
    "self_test": "self-test",
    "refusals": "refusals",
    "disputes": "disputes",
    "log": "log",
}


async def overview(visitor: Visitor, standing: Standing) -> ServiceView:
    """Return the page of a service."""
    service, document = standing.service, standing.service.document

    async def unit(records: Records) -> tuple[list[SelfTest], list[Decision]]:
        return (
            await records.console.list_self_tests(service.client_id, 1),
            await records.console.list_decisions(service.client_id, service.fingerprint),
        )

    tests, decisions = await visitor.console.database.read(unit)
    disputes = await visitor.console.disputes.database.read(
        lambda records: records.disputes.list_of_client(service.client_id, MAX_SHOWN)
    )
    steps = missing_steps(standing, tests[0] if tests else None, visitor.now)
    waits, in_production = service.submitted_at is not None, standing.stage is Stage.PRODUCTION
    ready = all(step.done for step in steps)
    return ServiceView(
        name=document["name"],
        client_id=service.client_id,
        seen=service.fingerprint,
        sector=sector_text(document["sector"]),
        stage=standing.stage,
        is_retired=standing.is_retired,
        has_draft=standing.has_draft,
        waits_since=service.submitted_at,
        purposes=tuple(purpose_rows(visitor, standing)),
        steps=steps if standing.has_draft or not in_production else (),
        urls={
            name: service_url(service.client_id, *path.split("/")) for name, path in PAGES.items()
        },
        enter_sandbox=_action(visitor, standing, "sandbox", standing.stage is Stage.DRAFT),
        submit=_action(
            visitor,
            standing,
            "submit",
            ready
            and not waits
            and (standing.stage is Stage.SANDBOX or (in_production and standing.has_draft)),
        ),
        recall=_action(visitor, standing, "recall", waits),
        discard=_action(visitor, standing, "discard", in_production and standing.has_draft),
        reasons=tuple(each.reason for each in decisions if not each.approved),
        answer_due=min(
            (each.due_at for each in disputes if each.is_open and each.answer is None), default=None
        ),
    )


def purpose_rows(visitor: Visitor, standing: Standing) -> list[PurposeRow]:
    """Return the purposes of a service, each with its pages."""
    document, client_id = standing.service.document, standing.service.client_id
    rows = []
    for purpose in document["purposes"]:
        url = service_url(client_id, "purposes", purpose["id"])
        is_default = purpose["id"] == document["default_purpose"]
        rows.append(
            PurposeRow(
                id=purpose["id"],
                name=purpose["name"],
                law=purpose["law"]["reference"],
                claims=tuple(claim["name"] for claim in purpose["claims"]),
                days=purpose["retention_days"],
                edit_url=url,
                remove_url=None if is_default else f"{url}/remove",
                remove_token=visitor.token(f"{url}/remove"),
            )
        )
    return rows


def _action(visitor: Visitor, standing: Standing, name: str, offered: bool) -> Action | None:
    if not offered:
        return None
    url = service_url(standing.service.client_id, name)
    return Action(url, visitor.token(url), {SEEN_FIELD: standing.service.fingerprint})
