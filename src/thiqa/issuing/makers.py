"""Who makes documents and answers: the order is checked here, and filled by a worker."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

import structlog

from thiqa.documents import CodeError, DocumentError, SheetError, read_draft
from thiqa.documents.answers.reading import MAX_AUDIENCE, read_question
from thiqa.documents.checked import read_integer, read_object, read_text
from thiqa.documents.sealing import SealingError
from thiqa.documents.sheet_reading import MAX_SECONDS
from thiqa.issuing.craft import craft_answer, craft_document
from thiqa.issuing.errors import WorkError
from thiqa.issuing.holder import HOLDER
from thiqa.issuing.making import Made
from thiqa.issuing.models import Form, Order
from thiqa.issuing.order import RULE
from thiqa.issuing.tools import Tools
from thiqa.issuing.workshop import Workshop
from thiqa.oidc.errors import InvalidRequestError
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED

MAX_HOLDER_CLAIMS = 8
_ANSWER: Set[str] = {"question", "yes", "audience", "valid_until"}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DocumentMaker:
    """Makes sealed documents."""

    tools: Tools
    workshop: Workshop
    issuers: Mapping[str, Mapping[str, str]]
    """The name of each seal's body, which no order says otherwise."""

    def check(self, order: Order, now: int) -> None:
        """See the protocol."""
        try:
            draft = read_draft(self._content(order))
        except SheetError as error:
            raise _fault(Form.DOCUMENT, str(error)) from error
        if draft.type != order.type:
            raise _fault(Form.DOCUMENT, "type: not the type of the order")
        if draft.valid_until is not None and draft.valid_until <= now:
            raise _fault(Form.DOCUMENT, "valid_until: it is over")

    async def make(self, order: Order, number: str, now: int, holder: Mapping[str, Any]) -> Made:
        """See the protocol."""
        work = (craft_document, self.tools, order.seal, self._content(order), number, now)
        return await _made(self.workshop, order, work)

    def _content(self, order: Order) -> dict[str, Any]:
        return {**order.content, "issuer": dict(self.issuers[order.seal])}


@dataclass(frozen=True, slots=True)
class AnswerMaker:
    """Makes signed answers."""

    tools: Tools
    workshop: Workshop

    def check(self, order: Order, now: int) -> None:
        """See the protocol."""
        try:
            members = read_object(dict(order.content), "", _ANSWER, {HOLDER})
            read_question(members["question"])
            read_text(members["audience"], "audience", MAX_AUDIENCE)
            until = read_integer(members["valid_until"], "valid_until", MAX_SECONDS)
        except SheetError as error:
            raise _fault(Form.ANSWER, str(error)) from error
        if not isinstance(members["yes"], bool):
            raise _fault(Form.ANSWER, "yes: neither true nor false")
        if until <= now:
            raise _fault(Form.ANSWER, "valid_until: it is over")
        _check_holder(members.get(HOLDER, []))

    async def make(self, order: Order, number: str, now: int, holder: Mapping[str, Any]) -> Made:
        """See the protocol."""
        work = (
            craft_answer,
            self.tools,
            order.seal,
            order.content,
            number,
            now,
            holder,
            order.type,
        )
        return await _made(self.workshop, order, work)


async def _made(workshop: Workshop, order: Order, work: Any) -> Made:
    """Have an order filled.

    Raises WorkError when an authority or a key cannot be had now, InvalidRequestError when the
    order itself cannot be filled.
    """
    try:
        made: Made = await workshop.run(order.client_id, *work)
    except SealingError as error:
        log.error("not_sealed", seal=order.seal, error=type(error).__name__, reason=str(error))
        raise WorkError("it cannot be sealed now") from error
    except CodeError as error:
        raise _fault(order.form, f"its code is too large: {error}") from error
    except DocumentError as error:
        raise _fault(order.form, "it cannot be typeset") from error
    return made


def _check_holder(names: object) -> None:
    if (
        not isinstance(names, list)
        or len(names) > MAX_HOLDER_CLAIMS
        or not all(isinstance(each, str) and each in CLAIMS_SUPPORTED for each in names)
    ):
        raise _fault(Form.ANSWER, "holder: not a list of claims")


def _fault(form: Form, description: str) -> InvalidRequestError:
    return InvalidRequestError(
        description,
        rule=f"{RULE}, what is sent",
        parameter=form,
        mend="Mend what is named; the path is that in your JSON.",
    )
