"""How a migration defines tables: one SQL text for both databases.

    define("CREATE TABLE drawer (digest {BYTES} PRIMARY KEY, …) {SMALL_ROWS}")

The columns are {BYTES}, {TEXT} and {INTEGER}. {SMALL_ROWS} ends a table whose rows take less
than about 200 bytes and are found by their primary key, {LARGE_ROWS} any other table. A table
with an `expires_at` has an index on it, and is purged.
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
    """Run one statement of a migration of a database in one part."""
    bind = op.get_bind()
    bind.exec_driver_sql(spell(sql, bind.dialect.name))


def spell(sql: str, dialect: str) -> str:
    """Return a statement of a migration in the words of one database."""
    for word, meaning in _WORDS[dialect].items():
        sql = sql.replace("{" + word + "}", meaning)
    return sql
