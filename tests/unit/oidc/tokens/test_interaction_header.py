"""The name of an interaction: the asker's if it is a UUID, and else a new one."""

import uuid

import pytest

from thiqa.oidc.tokens.interaction_header import INTERACTION_HEADER, interaction_header

GIVEN = b"dC646fA4-a6D0-4260-84d5-EfA9e3D8c64D"


def test_the_askers_name_is_repeated() -> None:
    assert interaction_header([(INTERACTION_HEADER, GIVEN)]) == (INTERACTION_HEADER, GIVEN)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(INTERACTION_HEADER, b"")],
        [(INTERACTION_HEADER, b"one\r\nset-cookie: a=b")],
        [(INTERACTION_HEADER, GIVEN + b"\n")],
        [(INTERACTION_HEADER, b"\xff" * 36)],
        [(INTERACTION_HEADER, GIVEN), (INTERACTION_HEADER, GIVEN)],
    ],
)
def test_what_is_no_single_uuid_is_not_repeated(headers: list[tuple[bytes, bytes]]) -> None:
    name, value = interaction_header(headers)
    assert name == INTERACTION_HEADER
    assert value != GIVEN
    assert uuid.UUID(value.decode("ascii")).version == 4
