"""What a service is answered."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from thiqa.base import b64encode
from thiqa.crypto.errors import SealedBytesError
from thiqa.crypto.sealed_bytes import open_sealed_bytes, seal_bytes
from thiqa.issuing.making import Made
from thiqa.issuing.models import Form, Issued
from thiqa.issuing.paths import BELOW_DOCUMENTS, DOCUMENTS_PATH, RECEIPT
from thiqa.oidc.http import RETRY_AFTER, Reply, json_reply

COPY_PURPOSE = "issued copy"
BUSY = {"error": "temporarily_unavailable", "error_description": "try again later"}


def reply_with(issuer: str, issued: Issued, made: Made | None) -> Reply:
    """Return what was issued, and where it is heard of; without it when our copy is gone."""
    members: dict[str, Any] = {
        "number": issued.number,
        "issued_at": issued.issued_at,
        **_addresses(issuer, issued),
    }
    if issued.valid_until is not None:
        members["valid_until"] = issued.valid_until
    if made is not None:
        members |= _content(issued.form, made)
    return json_reply(members, status=HTTPStatus.CREATED)


def come_back() -> Reply:
    """Return what a service is told for which there is no worker now; nothing was kept."""
    return json_reply(BUSY, status=HTTPStatus.SERVICE_UNAVAILABLE, extra=(RETRY_AFTER,))


def seal_copy(made: Made, key: str) -> bytes:
    """Return what was made as only who has the key of the order can read it."""
    return seal_bytes(made.code.encode() + b"\n" + made.content, key, COPY_PURPOSE)


def open_copy(copy: bytes | None, issued: Issued, key: str) -> Made | None:
    """Return what was made, if the copy is still there."""
    if copy is None:
        return None
    try:
        code, _, content = open_sealed_bytes(copy, key, COPY_PURPOSE).partition(b"\n")
    except SealedBytesError:
        return None
    return Made(content, issued.valid_until, code.decode())


def _addresses(issuer: str, issued: Issued) -> Mapping[str, str]:
    status = f"{issuer}{BELOW_DOCUMENTS}{issued.number}"
    return {
        "status_uri": status,
        "receipt_uri": f"{status}/{RECEIPT}",
        "verify_uri": f"{issuer}{DOCUMENTS_PATH}",
    }


def _content(form: Form, made: Made) -> Mapping[str, str]:
    if form is Form.ANSWER:
        return {"answer": made.content.decode("ascii")}
    return {"pdf": b64encode(made.content), "code": made.code}
