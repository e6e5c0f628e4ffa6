import pytest

from thiqa.database import BYTES, INTEGER, TEXT, Statement, UnitOfWorkError, UnstorableValueError

UPDATE = Statement(
    "UPDATE pushed SET state = 'opened' FROM {rows}"
    " WHERE pushed.id = rows.id AND pushed.expires_at > rows.now RETURNING pushed.id",
    key="id",
    columns={"id": BYTES, "now": INTEGER},
)
TEXTS = Statement(
    "SELECT t.id FROM {rows} JOIN t ON t.id = rows.id", key="id", columns={"id": TEXT}
)


def test_one_text_serves_both_databases() -> None:
    assert "FROM unnest($1::bytea[], $2::bigint[]) AS rows(id, now) WHERE" in UPDATE.postgres_sql
    assert "FROM (SELECT ?1 AS id) AS rows JOIN t ON t.id = rows.id" in TEXTS.sqlite_sql


def test_statements_know_whether_they_write_and_where() -> None:
    assert UPDATE.writes
    assert not TEXTS.writes
    assert UPDATE.scope == "pushed:id"
    assert TEXTS.scope == "t:id"


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800"])
def test_a_text_that_no_database_can_keep_is_refused(text: str) -> None:
    with pytest.raises(UnstorableValueError):
        TEXTS.check((text,))


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1])
def test_an_integer_of_more_than_64_bits_is_refused(number: int) -> None:
    with pytest.raises(UnstorableValueError):
        UPDATE.check((b"", number))


def test_values_at_the_limits_are_accepted() -> None:
    UPDATE.check((b"\0", 2**63 - 1))
    UPDATE.check((None, -(2**63)))
    TEXTS.check(("ثقة ⵜⵉⵇⵇⴰ 😀",))


def test_a_statement_takes_one_value_for_each_column() -> None:
    with pytest.raises(UnitOfWorkError):
        UPDATE.check((b"",))


@pytest.mark.parametrize(
    ("sql", "key"),
    [
        ("DELETE FROM t WHERE id IN (SELECT id FROM {rows})", "id"),
        ("SELECT t.id FROM t", "id"),
        ("SELECT t.id FROM {rows} JOIN t ON t.id = rows.id", "other"),
        ("SELECT rows.id FROM {rows}", "id"),
    ],
)
def test_a_statement_that_breaks_the_rules_is_refused_when_it_is_declared(
    sql: str, key: str
) -> None:
    with pytest.raises(UnitOfWorkError):
        Statement(sql, key=key, columns={"id": BYTES})
