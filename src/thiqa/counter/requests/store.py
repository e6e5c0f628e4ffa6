"""Requests, their fields and their steps, on both databases."""

from collections.abc import Mapping

from thiqa.counter.requests.models import Request, Step
from thiqa.counter.requests.rows import (
    COLUMNS,
    STEP_COLUMNS,
    request_of,
    step_of,
    step_values,
    values_of,
)
from thiqa.database import BYTES, INTEGER, TEXT, ManyStatement, Statement, expired_rows

EXPIRING = (expired_rows("request", "number"), expired_rows("request_form_key", "key"))

_ALL = ", ".join(f"request.{name}" for name in COLUMNS)
_STEP = ", ".join(f"request_step.{name}" for name in STEP_COLUMNS)

_OPEN = Statement(
    f"INSERT INTO request ({', '.join(COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in COLUMNS)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING subject, service, number",
    key=("subject", "service"),
    columns=COLUMNS,
)
_GET = Statement(
    f"SELECT {_ALL} FROM {{rows}} JOIN request ON request.number = rows.number",
    key="number",
    columns={"number": TEXT},
)
_SWAP = Statement(
    "UPDATE request SET "
    + ", ".join(f"{name} = rows.{name}" for name in COLUMNS if name != "number")
    + " FROM {rows} WHERE request.number = rows.number AND request.revision = rows.revision - 1"
    " RETURNING request.number",
    key="number",
    columns=COLUMNS,
)
_FIND_DRAFT = Statement(
    f"SELECT {_ALL} FROM {{rows}} JOIN request ON request.subject = rows.subject"
    " AND request.service = rows.service AND request.state = 'draft'",
    key=("subject", "service"),
    columns={"subject": TEXT, "service": TEXT},
)
_LIST_OF_CITIZEN = ManyStatement(
    f"SELECT {_ALL} FROM request WHERE request.subject = (SELECT rows.subject FROM {{rows}})"
    " ORDER BY request.opened_at DESC, request.number LIMIT (SELECT rows.most FROM {rows})",
    key=(),
    columns={"subject": TEXT, "most": INTEGER},
)
_COUNT_OPEN = Statement(
    "SELECT rows.subject, count(request.number) AS count FROM {rows} LEFT JOIN request"
    " ON request.subject = rows.subject"
    " AND request.state NOT IN ('decided', 'delivered', 'withdrawn') GROUP BY rows.subject",
    key="subject",
    columns={"subject": TEXT},
)
_QUEUE = ManyStatement(
    f"SELECT {_ALL} FROM request WHERE request.body = (SELECT rows.body FROM {{rows}})"
    " AND request.state IN ('waiting', 'contested')"
    " AND (request.due_at, request.number)"
    " > ((SELECT rows.due_at FROM {rows}), (SELECT rows.number FROM {rows}))"
    " ORDER BY request.due_at, request.number LIMIT (SELECT rows.most FROM {rows})",
    key=(),
    columns={"body": TEXT, "due_at": INTEGER, "number": TEXT, "most": INTEGER},
)
_HELD = ManyStatement(
    f"SELECT {_ALL} FROM request WHERE request.taken_by = (SELECT rows.clerk FROM {{rows}})"
    " AND request.taken_until > (SELECT rows.now FROM {rows})"
    " AND request.state IN ('waiting', 'contested') ORDER BY request.due_at, request.number",
    key=(),
    columns={"clerk": TEXT, "now": INTEGER},
)
_ADD_STEP = Statement(
    f"INSERT INTO request_step ({', '.join(STEP_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in STEP_COLUMNS)} FROM {{rows}} WHERE true"
    " RETURNING number, place",
    key=("number", "place"),
    columns=STEP_COLUMNS,
)
_STEPS = ManyStatement(
    f"SELECT {_STEP} FROM {{rows}} JOIN request_step ON request_step.number = rows.number"
    " ORDER BY request_step.place",
    key="number",
    columns={"number": TEXT},
)
_PUT_FIELD = Statement(
    "INSERT INTO request_field (number, name, value, kept_at)"
    " SELECT rows.number, rows.name, rows.value, rows.kept_at FROM {rows} WHERE true"
    " ON CONFLICT (number, name) DO UPDATE SET value = excluded.value, kept_at = excluded.kept_at"
    " RETURNING number, name",
    key=("number", "name"),
    columns={"number": TEXT, "name": TEXT, "value": TEXT, "kept_at": INTEGER},
)
_FIELDS = ManyStatement(
    "SELECT request_field.number, request_field.name, request_field.value"
    " FROM {rows} JOIN request_field ON request_field.number = rows.number",
    key="number",
    columns={"number": TEXT},
)
_ERASE_FIELDS = ManyStatement(
    "DELETE FROM request_field WHERE number IN (SELECT number FROM {rows}) RETURNING number, name",
    key="number",
    columns={"number": TEXT},
)
_USE_FORM_KEY = Statement(
    "INSERT INTO request_form_key (key, expires_at)"
    " SELECT rows.key, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING key",
    key="key",
    columns={"key": BYTES, "expires_at": INTEGER},
)


class RequestStore:
    """What is kept of requests."""

    __slots__ = ()

    async def open(self, request: Request) -> bool:
        """Keep a new draft; False: the citizen has a draft of this service."""
        return await _OPEN(*values_of(request)) is not None

    async def get(self, number: str) -> Request | None:
        """Return a request."""
        row = await _GET(number)
        return None if row is None else request_of(row)

    async def swap(self, after: Request) -> bool:
        """Put a request in the place of the revision before it; False: that is not there."""
        return await _SWAP(*values_of(after)) is not None

    async def find_draft(self, subject: str, service: str) -> Request | None:
        """Return the citizen's draft of a service."""
        row = await _FIND_DRAFT(subject, service)
        return None if row is None else request_of(row)

    async def list_of_citizen(self, subject: str, count: int) -> list[Request]:
        """Return a citizen's requests, the newest first."""
        return [request_of(row) for row in await _LIST_OF_CITIZEN(subject, count)]

    async def count_open(self, subject: str) -> int:
        """Return how many requests of a citizen have not come to an end."""
        row = await _COUNT_OPEN(subject)
        return 0 if row is None else int(row["count"])

    async def queue(
        self, body: str, count: int, *, after: tuple[int, str] = (0, "")
    ) -> list[Request]:
        """Return what waits for a body, the oldest deadline first; `after`: due_at and number."""
        due_at, number = after
        return [request_of(row) for row in await _QUEUE(body, due_at, number, count)]

    async def held(self, clerk: str, now: int) -> list[Request]:
        """Return the files that a clerk has, the oldest deadline first."""
        return [request_of(row) for row in await _HELD(clerk, now)]

    async def add_step(self, step: Step) -> None:
        """Keep a dated step."""
        await _ADD_STEP(*step_values(step))

    async def steps(self, number: str) -> list[Step]:
        """Return the steps of a request, the first one first."""
        return [step_of(row) for row in await _STEPS(number)]

    async def put_fields(self, number: str, fields: Mapping[str, str], now: int) -> None:
        """Keep fields of the form as they were sent."""
        await _PUT_FIELD.each([(number, name, value, now) for name, value in fields.items()])

    async def fields(self, number: str) -> dict[str, str]:
        """Return the fields that were sent, right or wrong."""
        return {row["name"]: row["value"] for row in await _FIELDS(number)}

    async def erase_fields(self, number: str) -> None:
        """Forget what was sent."""
        await _ERASE_FIELDS(number)

    async def use_form_key(self, key: bytes, expires_at: int) -> bool:
        """Use up the key of a form; False: it was used before."""
        return await _USE_FORM_KEY(key, expires_at) is not None
