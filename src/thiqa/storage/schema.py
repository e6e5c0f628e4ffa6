"""How a migration defines tables: one SQL text for both databases.

    define("CREATE TABLE login_challenge (digest {BYTES} PRIMARY KEY, …) {SMALL_ROWS}")

The columns are {BYTES}, {TEXT} and {INTEGER}. {SMALL_ROWS} ends a table whose rows take less
than about 200 bytes and are found by their primary key, {LARGE_ROWS} any other table. A table
with an `expires_at` has an index on it, and a line in `purge`.
"""

from alembic import op

_WORDS = {
    "postgresql": {
        "BYTES": "bytea",
        "TEXT": "text",
        "INTEGER": "bigint",
        "SMALL_ROWS": "",
        "LARGE_ROWS": "",
    },
    "sqlite": {
        "BYTES": "BLOB",
        "TEXT": "TEXT",
        "INTEGER": "INTEGER",
        "SMALL_ROWS": "STRICT, WITHOUT ROWID",
        "LARGE_ROWS": "STRICT",
    },
}


def define(sql: str) -> None:
    """Run one statement of a migration."""
    words = _WORDS[op.get_bind().dialect.name]
    for word, meaning in words.items():
        sql = sql.replace("{" + word + "}", meaning)
    op.get_bind().exec_driver_sql(sql)
