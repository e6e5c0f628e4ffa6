"""Payments, refunds and compared days, on both databases."""

from thiqa.counter.payments.models import (
    Assessment,
    Due,
    Payment,
    ReconciledDay,
    Refund,
    RefundState,
)
from thiqa.counter.payments.rows import (
    ASSESSMENT_COLUMNS,
    PAYMENT_COLUMNS,
    REFUND_COLUMNS,
    assessment_of,
    assessment_values,
    day_of,
    day_values,
    payment_of,
    payment_values,
    refund_of,
    refund_values,
)
from thiqa.database import INTEGER, TEXT, ManyStatement, Statement, expired_rows

_PAYMENT = ", ".join(f"payment.{name}" for name in PAYMENT_COLUMNS)
_REFUND = ", ".join(f"payment_refund.{name}" for name in REFUND_COLUMNS)

_GET_DUE = Statement(
    "SELECT payment_due.number, payment_due.payment_id, payment_due.attempts, payment_due.paid_by"
    " FROM {rows} JOIN payment_due ON payment_due.number = rows.number",
    key="number",
    columns={"number": TEXT},
)
_FIRST_ATTEMPT = Statement(
    "INSERT INTO payment_due (number, payment_id, attempts, expires_at)"
    " SELECT rows.number, rows.payment_id, 1, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING number",
    key="number",
    columns={"number": TEXT, "payment_id": TEXT, "expires_at": INTEGER},
)
_NEXT_ATTEMPT = Statement(
    "UPDATE payment_due SET payment_id = rows.payment_id, attempts = payment_due.attempts + 1,"
    " expires_at = rows.expires_at FROM {rows}"
    " WHERE payment_due.number = rows.number AND payment_due.attempts = rows.seen"
    " AND payment_due.paid_by IS NULL RETURNING payment_due.number",
    key="number",
    columns={"number": TEXT, "payment_id": TEXT, "expires_at": INTEGER, "seen": INTEGER},
)
_PAID_BY = Statement(
    "UPDATE payment_due SET paid_by = rows.payment_id FROM {rows}"
    " WHERE payment_due.number = rows.number AND payment_due.paid_by IS NULL"
    " RETURNING payment_due.number",
    key="number",
    columns={"number": TEXT, "payment_id": TEXT},
)
_ADD = Statement(
    f"INSERT INTO payment ({', '.join(PAYMENT_COLUMNS)}, expires_at)"
    f" SELECT {', '.join(f'rows.{name}' for name in PAYMENT_COLUMNS)}, rows.expires_at"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={**PAYMENT_COLUMNS, "expires_at": INTEGER},
)
_GET = Statement(
    f"SELECT {_PAYMENT} FROM {{rows}} JOIN payment ON payment.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_MOVED = ("state", "sequence", "refunded_minor", "provider_id", "page_url", "paid_at")
_MOVE = Statement(
    f"UPDATE payment SET {', '.join(f'{name} = rows.{name}' for name in _MOVED)}"
    " FROM {rows} WHERE payment.id = rows.id AND payment.sequence = rows.seen"
    " RETURNING payment.id",
    key="id",
    columns={
        "id": TEXT,
        **{name: PAYMENT_COLUMNS[name] for name in _MOVED},
        "seen": INTEGER,
    },
)
_ORDER_BACK = Statement(
    "UPDATE payment SET ordered_back = payment.ordered_back + rows.minor FROM {rows}"
    " WHERE payment.id = rows.id AND payment.state = 'paid'"
    " AND payment.ordered_back + rows.minor <= payment.amount_minor"
    " RETURNING payment.id",
    key="id",
    columns={"id": TEXT, "minor": INTEGER},
)
_NOT_GIVEN_BACK = Statement(
    "UPDATE payment SET ordered_back = payment.ordered_back - rows.minor FROM {rows}"
    " WHERE payment.id = rows.id RETURNING payment.id",
    key="id",
    columns={"id": TEXT, "minor": INTEGER},
)
_LIST_OF_REQUEST = ManyStatement(
    f"SELECT {_PAYMENT} FROM {{rows}} JOIN payment ON payment.number = rows.number"
    " ORDER BY payment.attempt",
    key="number",
    columns={"number": TEXT},
)
_PAID_BETWEEN = ManyStatement(
    f"SELECT {_PAYMENT} FROM payment WHERE payment.paid_at >= (SELECT rows.first FROM {{rows}})"
    " AND payment.paid_at < (SELECT rows.after FROM {rows}) ORDER BY payment.paid_at, payment.id",
    key=(),
    columns={"first": INTEGER, "after": INTEGER},
)
_ADD_REFUND = Statement(
    f"INSERT INTO payment_refund ({', '.join(REFUND_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in REFUND_COLUMNS)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns=REFUND_COLUMNS,
)
_GET_REFUND = Statement(
    f"SELECT {_REFUND} FROM {{rows}} JOIN payment_refund ON payment_refund.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_END_REFUND = Statement(
    "UPDATE payment_refund SET state = rows.state, done_at = rows.at FROM {rows}"
    " WHERE payment_refund.id = rows.id AND payment_refund.state = 'ordered'"
    " RETURNING payment_refund.id",
    key="id",
    columns={"id": TEXT, "state": TEXT, "at": INTEGER},
)
_REFUNDED_BETWEEN = ManyStatement(
    f"SELECT {_REFUND} FROM payment_refund WHERE payment_refund.state = 'done'"
    " AND payment_refund.done_at >= (SELECT rows.first FROM {rows})"
    " AND payment_refund.done_at < (SELECT rows.after FROM {rows})"
    " ORDER BY payment_refund.done_at, payment_refund.id",
    key=(),
    columns={"first": INTEGER, "after": INTEGER},
)
_PUT_DAY = Statement(
    "INSERT INTO payment_day (day, digest, movements, differences, at)"
    " SELECT rows.day, rows.digest, rows.movements, rows.differences, rows.at FROM {rows}"
    " WHERE true ON CONFLICT (day) DO UPDATE SET digest = excluded.digest,"
    " movements = excluded.movements, differences = excluded.differences, at = excluded.at"
    " RETURNING day",
    key="day",
    columns={
        "day": TEXT,
        "digest": TEXT,
        "movements": INTEGER,
        "differences": TEXT,
        "at": INTEGER,
    },
)
_DAYS = ManyStatement(
    "SELECT payment_day.day, payment_day.digest, payment_day.movements, payment_day.differences,"
    " payment_day.at FROM payment_day ORDER BY payment_day.day DESC"
    " LIMIT (SELECT rows.most FROM {rows})",
    key=(),
    columns={"most": INTEGER},
)

_ASSESSED = ("state", "asked_at", "amount_minor", "currency", "lines", "letter")
_PUT_ASSESSMENT = Statement(
    f"INSERT INTO payment_assessment ({', '.join(ASSESSMENT_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in ASSESSMENT_COLUMNS)} FROM {{rows}}"
    " WHERE true ON CONFLICT (number) DO UPDATE SET"
    f" {', '.join(f'{name} = excluded.{name}' for name in _ASSESSED)} RETURNING number",
    key="number",
    columns=ASSESSMENT_COLUMNS,
)
_GET_ASSESSMENT = Statement(
    f"SELECT {', '.join(f'payment_assessment.{name}' for name in ASSESSMENT_COLUMNS)}"
    " FROM {rows} JOIN payment_assessment ON payment_assessment.number = rows.number",
    key="number",
    columns={"number": TEXT},
)
_FORGET_ASSESSMENT = Statement(
    "DELETE FROM payment_assessment WHERE number IN (SELECT number FROM {rows}) RETURNING number",
    key="number",
    columns={"number": TEXT},
)

KEPT_SECONDS = 10 * 366 * 86_400
"""Books are kept for ten years (Code de commerce, article 22)."""

EXPIRING = (expired_rows("payment", "id"), expired_rows("payment_due", "number"))
"""Every table of this room with an `expires_at`, by its primary key."""


class PaymentStore:
    """What is kept of payments."""

    __slots__ = ()

    async def due(self, number: str) -> Due | None:
        """Return which attempt of a request counts."""
        row = await _GET_DUE(number)
        return None if row is None else Due(*row)

    async def claim_attempt(self, payment: Payment, before: Due | None) -> bool:
        """Make a payment the newest attempt; False: somebody else has just begun one."""
        values = (payment.number, payment.id, payment.created_at + KEPT_SECONDS)
        if before is None:
            return await _FIRST_ATTEMPT(*values) is not None
        return await _NEXT_ATTEMPT(*values, before.attempts) is not None

    async def claim_paid(self, number: str, payment_id: str) -> bool:
        """Let a payment be the one that paid; False: another one was."""
        return await _PAID_BY(number, payment_id) is not None

    async def add(self, payment: Payment) -> None:
        """Keep a new payment."""
        await _ADD(*payment_values(payment), payment.created_at + KEPT_SECONDS)

    async def get(self, payment_id: str) -> Payment | None:
        """Return a payment."""
        row = await _GET(payment_id)
        return None if row is None else payment_of(row)

    async def move(self, after: Payment, seen: int) -> bool:
        """Put what a report says in the place of what was there at the sequence that was seen."""
        refunded = None if after.refunded is None else after.refunded.minor
        moved = await _MOVE(
            after.id,
            after.state.value,
            after.sequence,
            refunded,
            after.provider_id,
            after.page_url,
            after.paid_at,
            seen,
        )
        return moved is not None

    async def order_back(self, payment_id: str, minor: int) -> bool:
        """Reserve a part of what was paid to be given back; False: so much is not left."""
        return await _ORDER_BACK(payment_id, minor) is not None

    async def release(self, payment_id: str, minor: int) -> None:
        """Take the reservation of a refund back that the provider refused."""
        await _NOT_GIVEN_BACK(payment_id, minor)

    async def counted(self, number: str) -> Payment | None:
        """Return the payment that counts for a request, which is not every one that was paid."""
        due = await self.due(number)
        return None if due is None or due.paid_by is None else await self.get(due.paid_by)

    async def list_of_request(self, number: str) -> list[Payment]:
        """Return every attempt to pay for a request, the first one first."""
        return [payment_of(row) for row in await _LIST_OF_REQUEST(number)]

    async def paid_between(self, first: int, after: int) -> list[Payment]:
        """Return what was paid from one second to another."""
        return [payment_of(row) for row in await _PAID_BETWEEN(first, after)]

    async def get_each(self, payment_ids: list[str]) -> dict[str, Payment]:
        """Return the payments that there are."""
        rows = await _GET.each([(each,) for each in payment_ids])
        return {row["id"]: payment_of(row) for row in rows if row is not None}

    async def add_refund(self, refund: Refund) -> bool:
        """Keep a refund; False: it was ordered before."""
        return await _ADD_REFUND(*refund_values(refund)) is not None

    async def get_refund(self, refund_id: str) -> Refund | None:
        """Return a refund."""
        row = await _GET_REFUND(refund_id)
        return None if row is None else refund_of(row)

    async def end_refund(self, refund_id: str, state: RefundState, at: int) -> bool:
        """Say what became of a refund; False: that is known."""
        return await _END_REFUND(refund_id, state.value, at) is not None

    async def refunded_between(self, first: int, after: int) -> list[Refund]:
        """Return what was given back from one second to another."""
        return [refund_of(row) for row in await _REFUNDED_BETWEEN(first, after)]

    async def refunds_each(self, refund_ids: list[str]) -> dict[str, Refund]:
        """Return the refunds that there are."""
        rows = await _GET_REFUND.each([(each,) for each in refund_ids])
        return {row["id"]: refund_of(row) for row in rows if row is not None}

    async def put_assessment(self, assessment: Assessment) -> None:
        """Keep where the question stands what somebody owes."""
        await _PUT_ASSESSMENT(*assessment_values(assessment))

    async def assessment(self, number: str) -> Assessment | None:
        """Return what the citizen of a request owes, as far as it is known."""
        row = await _GET_ASSESSMENT(number)
        return None if row is None else assessment_of(row)

    async def forget_assessment(self, number: str) -> None:
        """Forget what the citizen of a request owed, and why; the books stay as they are."""
        await _FORGET_ASSESSMENT(number)

    async def put_day(self, day: ReconciledDay) -> None:
        """Keep what came of a comparison; the newest one counts."""
        await _PUT_DAY(*day_values(day))

    async def days(self, number: int) -> list[ReconciledDay]:
        """Return the newest days that were compared."""
        return [day_of(row) for row in await _DAYS(number)]
