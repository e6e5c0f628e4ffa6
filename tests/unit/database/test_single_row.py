import pytest

from thiqa.database.single_row import with_single_row


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            "UPDATE t SET a = t.a + rows.b FROM {rows} WHERE t.id = rows.id RETURNING t.id",
            "UPDATE t SET a = t.a + ?2 WHERE t.id = ?1 RETURNING t.id",
        ),
        (
            "DELETE FROM t WHERE id IN (SELECT id FROM {rows}) AND t.a < 1"
            " AND (x, y) IN (SELECT id, rows.b FROM {rows}) RETURNING id",
            "DELETE FROM t WHERE id = (?1) AND t.a < 1 AND (x, y) = (?1, ?2) RETURNING id",
        ),
        (
            "INSERT INTO t (id, b) SELECT rows.id, rows.b FROM {rows} WHERE true"
            " ON CONFLICT DO NOTHING RETURNING id",
            "INSERT INTO t (id, b) SELECT ?1, ?2 WHERE true ON CONFLICT DO NOTHING RETURNING id",
        ),
    ],
)
def test_values_are_put_in_directly_where_that_is_the_same(sql: str, expected: str) -> None:
    assert with_single_row(sql, ["id", "b"]) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT t.id FROM {rows} JOIN t ON t.id = rows.id AND t.b = rows.b",
        "UPDATE t SET a = 1 FROM {rows} WHERE t.id = rows.id RETURNING t.id",
        "DELETE FROM t WHERE a IN (SELECT other FROM {rows}) RETURNING id",
        "UPDATE t SET a = rows.b FROM {rows} WHERE id = rows.id AND c = rows.other RETURNING id",
        "INSERT INTO t (id, b) SELECT rows.id, rows.b FROM {rows} JOIN u ON u.id = rows.id"
        " WHERE u.a IN (SELECT b FROM {rows}) RETURNING id",
    ],
)
def test_otherwise_the_values_are_a_table_of_one_row(sql: str) -> None:
    expected = sql.replace("{rows}", "(SELECT ?1 AS id, ?2 AS b) AS rows")
    assert with_single_row(sql, ["id", "b"]) == expected


def test_a_column_may_be_called_browser() -> None:
    sql = "DELETE FROM t WHERE browser IN (SELECT browser FROM {rows}) RETURNING browser"
    expected = "DELETE FROM t WHERE browser = (?1) RETURNING browser"
    assert with_single_row(sql, ["browser"]) == expected


def test_ten_values_are_not_taken_for_one() -> None:
    columns = [f"c{number}" for number in range(1, 11)]
    sql = "UPDATE t SET a = rows.c10 FROM {rows} WHERE t.id = rows.c10 RETURNING t.id"
    assert "AS rows" in with_single_row(sql, columns)
