"""Text messages by an operator's HTTP interface."""

from http import HTTPStatus

import httpx

from thiqa.counter.notices.errors import NotSentError, UndeliverableError
from thiqa.counter.notices.models import Message

TIMEOUT_SECONDS = 10.0
LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
OURS_TO_MEND = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
"""Our token or the address is wrong: the message is good, and is kept until that is mended."""


class TextMessageCarrier:
    """Posts one JSON object for each message; its id keeps it from being sent twice."""

    def __init__(self, http: httpx.AsyncClient, url: str, token: str) -> None:
        self._http = http
        self._url = url
        self._token = token

    async def send(self, message: Message) -> None:
        """Hand one text message in."""
        try:
            answer = await self._http.post(
                self._url,
                json={"to": message.place.address, "text": message.text, "reference": message.id},
                headers={
                    "authorization": f"Bearer {self._token}",
                    "idempotency-key": message.id,
                },
                timeout=TIMEOUT_SECONDS,
            )
        except (httpx.HTTPError, OSError) as error:
            raise NotSentError(f"the operator: {type(error).__name__}") from error
        if answer.is_success:
            return
        refused = answer.is_client_error and answer.status_code not in LATER | OURS_TO_MEND
        kind = UndeliverableError if refused else NotSentError
        raise kind(f"the operator answers {answer.status_code}")
