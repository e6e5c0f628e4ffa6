"""Self-tests: runs, what happened in them, and the keys of their issuers."""

import json

from thiqa.console.models import SelfTest, TestState
from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement

_BEGIN_TEST = Statement(
    "INSERT INTO console_self_test"
    " (id, client_id, fingerprint, state, started_at, beat_at, checks)"
    " SELECT rows.id, rows.client_id, rows.fingerprint, rows.state, rows.started_at,"
    " rows.beat_at, rows.checks FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={
        "id": TEXT,
        "client_id": TEXT,
        "fingerprint": TEXT,
        "state": TEXT,
        "started_at": INTEGER,
        "beat_at": INTEGER,
        "checks": TEXT,
    },
)
_NOTE_TEST = Statement(
    "UPDATE console_self_test SET state = rows.state, beat_at = rows.beat_at,"
    " checks = rows.checks FROM {rows} WHERE console_self_test.id = rows.id"
    " AND console_self_test.state = 'running' RETURNING console_self_test.id",
    key="id",
    columns={"id": TEXT, "state": TEXT, "beat_at": INTEGER, "checks": TEXT},
)
_INTERRUPT_TESTS = ManyStatement(
    "UPDATE console_self_test SET state = 'interrupted' FROM {rows}"
    " WHERE console_self_test.client_id = rows.client_id AND console_self_test.state = 'running'"
    " AND console_self_test.beat_at < rows.before RETURNING console_self_test.client_id",
    key="client_id",
    columns={"client_id": TEXT, "before": INTEGER},
)
_LIST_TESTS = ManyStatement(
    "SELECT console_self_test.* FROM console_self_test"
    " WHERE console_self_test.client_id = (SELECT rows.client_id FROM {rows})"
    " ORDER BY console_self_test.started_at DESC, console_self_test.beat_at DESC"
    " LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"client_id": TEXT, "number": INTEGER},
)
_PUT_STEP = Statement(
    "INSERT INTO console_test_step (id, run, kind, document, at, expires_at)"
    " SELECT rows.id, rows.run, rows.kind, rows.document, rows.at, rows.expires_at"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={
        "id": BYTES,
        "run": TEXT,
        "kind": TEXT,
        "document": TEXT,
        "at": INTEGER,
        "expires_at": INTEGER,
    },
)
_TAKE_STEP = Statement(
    "UPDATE console_test_step SET kind = rows.kind || ' (used)' FROM {rows}"
    " WHERE console_test_step.id = rows.id AND console_test_step.kind = rows.kind"
    " RETURNING console_test_step.id, console_test_step.run, console_test_step.document",
    key="id",
    columns={"id": BYTES, "kind": TEXT},
)
_GET_STEP = Statement(
    "SELECT console_test_step.id, console_test_step.kind, console_test_step.run,"
    " console_test_step.document FROM {rows}"
    " JOIN console_test_step ON console_test_step.id = rows.id",
    key="id",
    columns={"id": BYTES},
)
_LIST_STEPS = ManyStatement(
    "SELECT console_test_step.run, console_test_step.kind, console_test_step.document"
    " FROM {rows} JOIN console_test_step ON console_test_step.run = rows.run"
    " ORDER BY console_test_step.at",
    key="run",
    columns={"run": TEXT},
)
_ADD_TEST_KEY = Statement(
    "INSERT INTO console_test_key (client_id, generation, pem)"
    " SELECT rows.client_id, rows.generation, rows.pem FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING client_id, generation",
    key=("client_id", "generation"),
    columns={"client_id": TEXT, "generation": INTEGER, "pem": TEXT},
)
_LIST_TEST_KEYS = ManyStatement(
    "SELECT console_test_key.client_id, console_test_key.generation, console_test_key.pem"
    " FROM {rows} JOIN console_test_key ON console_test_key.client_id = rows.client_id"
    " ORDER BY console_test_key.generation DESC",
    key="client_id",
    columns={"client_id": TEXT},
)
_DROP_TEST_KEYS = ManyStatement(
    "DELETE FROM console_test_key WHERE client_id = (SELECT rows.client_id FROM {rows})"
    " AND generation < (SELECT rows.generation FROM {rows}) RETURNING generation",
    key=(),
    columns={"client_id": TEXT, "generation": INTEGER},
)


class SelfTests:
    """See `thiqa.console.store.Store`."""

    __slots__ = ()

    async def begin_self_test(self, test: SelfTest) -> bool:
        """See the protocol."""
        row = await _BEGIN_TEST(
            test.id,
            test.client_id,
            test.fingerprint,
            test.state.value,
            test.started_at,
            test.beat_at,
            json.dumps(test.checks),
        )
        return row is not None

    async def note_self_test(self, test: SelfTest) -> bool:
        """See the protocol."""
        checks = json.dumps(test.checks)
        return await _NOTE_TEST(test.id, test.state.value, test.beat_at, checks) is not None

    async def interrupt_self_tests(self, client_id: str, before: int) -> None:
        """See the protocol."""
        await _INTERRUPT_TESTS(client_id, before)

    async def list_self_tests(self, client_id: str, number: int) -> list[SelfTest]:
        """See the protocol."""
        return [_self_test(row) for row in await _LIST_TESTS(client_id, number)]

    async def put_test_step(
        self, step_id: bytes, run: str, kind: str, document: str, times: tuple[int, int]
    ) -> None:
        """See the protocol."""
        await _PUT_STEP(step_id, run, kind, document, *times)

    async def take_test_step(self, step_id: bytes, kind: str) -> tuple[str, str] | None:
        """See the protocol."""
        row = await _TAKE_STEP(step_id, kind)
        return None if row is None else (row["run"], row["document"])

    async def get_test_step(self, step_id: bytes, kind: str) -> tuple[str, str] | None:
        """See the protocol."""
        row = await _GET_STEP(step_id)
        return None if row is None or row["kind"] != kind else (row["run"], row["document"])

    async def list_test_steps(self, run: str) -> list[tuple[str, str]]:
        """See the protocol."""
        return [(row["kind"], row["document"]) for row in await _LIST_STEPS(run)]

    async def add_test_key(self, client_id: str, generation: int, pem: str) -> bool:
        """See the protocol."""
        return await _ADD_TEST_KEY(client_id, generation, pem) is not None

    async def list_test_keys(self, client_id: str) -> list[tuple[int, str]]:
        """See the protocol."""
        rows = await _LIST_TEST_KEYS(client_id)
        return [(row["generation"], row["pem"]) for row in rows]

    async def drop_test_keys(self, client_id: str, before: int) -> None:
        """See the protocol."""
        await _DROP_TEST_KEYS(client_id, before)


def _self_test(row: Row) -> SelfTest:
    return SelfTest(
        id=row["id"],
        client_id=row["client_id"],
        fingerprint=row["fingerprint"],
        state=TestState(row["state"]),
        started_at=row["started_at"],
        beat_at=row["beat_at"],
        checks=tuple(json.loads(row["checks"])),
    )
