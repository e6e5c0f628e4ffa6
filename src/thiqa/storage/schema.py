"""How a migration defines tables: as `database.schema` says, each on its side.

The name of a table, and that of an index, begins with its domain: on PostgreSQL the name says
on which side it is (see `sides`).
"""

import re

from alembic import op

from thiqa.database.schema import spell
from thiqa.storage.roles import open_tables
from thiqa.storage.sides import Side, side_of

_SEPARATED = "0005"
"""Since this version each side has a schema on PostgreSQL."""

_NAME = re.compile(r"\b(?:TABLE|INDEX|INTO|UPDATE|FROM)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([a-z_]+)")


def define(sql: str) -> None:
    """Run one statement of a migration, on the side where its table belongs."""
    bind = op.get_bind()
    sql = spell(sql, bind.dialect.name)
    if bind.dialect.name == "postgresql" and _is_separated():
        _define_on(_side(sql), sql)
    else:
        bind.exec_driver_sql(sql)


def _is_separated() -> bool:
    return (op.get_context().get_current_revision() or "") >= _SEPARATED


def _side(sql: str) -> Side:
    name = _NAME.search(sql)
    if name is None:
        raise ValueError(f"no table is named: {sql}")
    return side_of(name[1])


def _define_on(side: Side, sql: str) -> None:
    bind = op.get_bind()
    bind.exec_driver_sql(f"SET LOCAL search_path TO {side.value}")
    bind.exec_driver_sql(sql)
    bind.exec_driver_sql("SET LOCAL search_path TO DEFAULT")
    if sql.lstrip().startswith("CREATE TABLE"):
        bind.exec_driver_sql(open_tables(side))
