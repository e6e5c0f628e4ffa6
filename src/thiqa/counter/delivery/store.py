"""Orders, documents and answers, on both databases; they go with their request."""

from dataclasses import astuple

from thiqa.counter.delivery.models import Answer, Document, Order
from thiqa.database import BYTES, INTEGER, TEXT, ManyStatement, Statement

_DOCUMENT = {
    "number": TEXT,
    "document": TEXT,
    "pdf": BYTES,
    "code": TEXT,
    "issued_at": INTEGER,
    "valid_until": INTEGER,
    "withdrawn_at": INTEGER,
}
_ANSWER = {
    "id": TEXT,
    "number": TEXT,
    "audience": TEXT,
    "asked_at": INTEGER,
    "document": TEXT,
    "text": TEXT,
    "valid_until": INTEGER,
    "withdrawn_at": INTEGER,
}
"""By the names, and in the order, of the fields of the models."""

_ALL_OF_DOCUMENT = ", ".join(f"delivery_document.{name}" for name in _DOCUMENT)
_ALL_OF_ANSWER = ", ".join(f"delivery_answer.{name}" for name in _ANSWER)

_ADD_ORDER = Statement(
    "INSERT INTO delivery_order (id, number, key, form)"
    " SELECT rows.id, rows.number, rows.key, rows.form FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={"id": TEXT, "number": TEXT, "key": TEXT, "form": TEXT},
)
_GET_ORDER = Statement(
    "SELECT delivery_order.id, delivery_order.number, delivery_order.key, delivery_order.form"
    " FROM {rows} JOIN delivery_order ON delivery_order.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_DROP_ORDER = Statement(
    "DELETE FROM delivery_order WHERE id IN (SELECT id FROM {rows}) RETURNING id",
    key="id",
    columns={"id": TEXT},
)
_PUT_DOCUMENT = Statement(
    f"INSERT INTO delivery_document ({', '.join(_DOCUMENT)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _DOCUMENT)} FROM {{rows}} WHERE true"
    " ON CONFLICT (number) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _DOCUMENT if name != "number")
    + " RETURNING number",
    key="number",
    columns=_DOCUMENT,
)
_GET_DOCUMENT = Statement(
    f"SELECT {_ALL_OF_DOCUMENT} FROM {{rows}}"
    " JOIN delivery_document ON delivery_document.number = rows.number",
    key="number",
    columns={"number": TEXT},
)
_END_DOCUMENT = Statement(
    "UPDATE delivery_document SET withdrawn_at = rows.now FROM {rows}"
    " WHERE delivery_document.number = rows.number AND delivery_document.withdrawn_at IS NULL"
    " RETURNING delivery_document.number",
    key="number",
    columns={"number": TEXT, "now": INTEGER},
)
_ADD_ANSWER = Statement(
    f"INSERT INTO delivery_answer ({', '.join(_ANSWER)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _ANSWER)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns=_ANSWER,
)
_GET_ANSWER = Statement(
    f"SELECT {_ALL_OF_ANSWER} FROM {{rows}} JOIN delivery_answer ON delivery_answer.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_ANSWERS = ManyStatement(
    f"SELECT {_ALL_OF_ANSWER} FROM {{rows}}"
    " JOIN delivery_answer ON delivery_answer.number = rows.number"
    " ORDER BY delivery_answer.asked_at DESC, delivery_answer.id",
    key="number",
    columns={"number": TEXT},
)
_FILL_ANSWER = Statement(
    "UPDATE delivery_answer SET document = rows.document, text = rows.text,"
    " valid_until = rows.valid_until FROM {rows} WHERE delivery_answer.id = rows.id"
    " RETURNING delivery_answer.id",
    key="id",
    columns={"id": TEXT, "document": TEXT, "text": TEXT, "valid_until": INTEGER},
)
_END_ANSWER = Statement(
    "UPDATE delivery_answer SET withdrawn_at = rows.now FROM {rows}"
    " WHERE delivery_answer.id = rows.id AND delivery_answer.withdrawn_at IS NULL"
    " RETURNING delivery_answer.id",
    key="id",
    columns={"id": TEXT, "now": INTEGER},
)


class DeliveryStore:
    """What is kept of deliveries."""

    __slots__ = ()

    async def order(self, order: Order) -> Order:
        """Keep an order, or return the one that there is under its id."""
        await _ADD_ORDER(*astuple(order))
        row = await _GET_ORDER(order.id)
        return order if row is None else Order(*row)

    async def get_order(self, order_id: str) -> Order | None:
        """Return an order that was begun."""
        row = await _GET_ORDER(order_id)
        return None if row is None else Order(*row)

    async def drop_order(self, order_id: str) -> None:
        """Forget an order: it was filled, or cannot be."""
        await _DROP_ORDER(order_id)

    async def put_document(self, document: Document) -> None:
        """Keep a document in the place of the one before it."""
        await _PUT_DOCUMENT(*astuple(document))

    async def document(self, number: str) -> Document | None:
        """Return the document of a request."""
        row = await _GET_DOCUMENT(number)
        return None if row is None else Document(*row)

    async def end_document(self, number: str, now: int) -> None:
        """Note that the document of a request was taken back."""
        await _END_DOCUMENT(number, now)

    async def add_answer(self, answer: Answer) -> bool:
        """Keep an answer that is to be made; False: it is there."""
        return await _ADD_ANSWER(*astuple(answer)) is not None

    async def answer(self, answer_id: str) -> Answer | None:
        """Return an answer."""
        row = await _GET_ANSWER(answer_id)
        return None if row is None else Answer(*row)

    async def answers(self, number: str) -> list[Answer]:
        """Return the answers of a request, the newest first."""
        return [Answer(*row) for row in await _ANSWERS(number)]

    async def fill_answer(self, answer_id: str, document: str, text: str, valid_until: int) -> None:
        """Keep what was made."""
        await _FILL_ANSWER(answer_id, document, text, valid_until)

    async def end_answer(self, answer_id: str, now: int) -> None:
        """Note that an answer was taken back."""
        await _END_ANSWER(answer_id, now)
