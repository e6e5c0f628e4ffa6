"""What is refused to a service, and why; each teaches what to change."""

from thiqa.issuing.models import Issued, Order, State
from thiqa.issuing.order import RULE
from thiqa.issuing.store import Records
from thiqa.oidc.errors import AccessDeniedError, InvalidRequestError
from thiqa.oidc.freeze import require_unfrozen


async def require_uncontested(records: Records, person_id: str, client_id: str) -> None:
    """Refuse a service whose doings the citizen contests (Law No. 09-08, article 8)."""
    await require_unfrozen(
        records, person_id, client_id, refusal=AccessDeniedError, parameter="subject"
    )


def require_same_order(earlier: Issued, order: Order) -> Issued:
    """Return what was issued before for this key, if the same was asked for."""
    if earlier.asked != order.asked:
        raise InvalidRequestError(
            "this key stands for another order",
            rule=f"{RULE}, sent twice",
            parameter="key",
            mend="Draw a new key for each document, and repeat an order word for word.",
        )
    return earlier


def require_replaceable(old: Issued | None, order: Order, person_id: str) -> None:
    """Refuse to replace what is not this service's, this citizen's, of this type, and valid."""
    if old is None or old.state is not State.VALID:
        raise not_replaceable()
    mine = (old.client_id, old.person_id, old.form, old.type)
    if mine != (order.client_id, person_id, order.form, order.type):
        raise not_replaceable()


def not_replaceable() -> InvalidRequestError:
    """Return the refusal of a replacement, the same for what is unknown and another's."""
    return InvalidRequestError(
        "no valid document of this service about this citizen has this number and type",
        rule=f"{RULE}, taking back",
        parameter="replaces",
        mend="Name a document that you had issued, and that was not taken back.",
    )


def unknown_document() -> InvalidRequestError:
    """Return the refusal of a number that this service did not get."""
    return InvalidRequestError(
        "this service has no such document",
        rule=f"{RULE}, taking back",
        parameter="number",
        mend="Use the status_uri that came with the document.",
    )
