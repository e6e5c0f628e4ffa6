"""Whoever reads our storage learns which documents there are, and of none what it says."""

import secrets

import pytest

from issuing_office import Office, with_office
from stored_log import fetch
from thiqa.base import b64decode
from thiqa.crypto.errors import SealedBytesError
from thiqa.crypto.sealed_bytes import open_sealed_bytes
from thiqa.issuing.replies import COPY_PURPOSE


def test_what_is_kept_for_a_repeated_request_opens_with_its_key_alone(database_url: str) -> None:
    key, found = secrets.token_urlsafe(16), []

    async def test(office: Office) -> None:
        given = await office.issued(key=key)
        found.append(b64decode(given["pdf"]))

    with_office(database_url, test)
    (copy,) = (bytes(row[0]) for row in fetch(database_url, "SELECT copy FROM issuing_copy"))
    assert found[0] not in copy
    assert open_sealed_bytes(copy, key, COPY_PURPOSE).endswith(found[0])
    for other in (secrets.token_urlsafe(16), key[:-1], ""):
        with pytest.raises(SealedBytesError):
            open_sealed_bytes(copy, other, COPY_PURPOSE)
    rows = fetch(database_url, "SELECT * FROM issuing_document")
    assert key.encode() not in b"".join(str(each).encode() for row in rows for each in row)
    assert len(rows) == 1
