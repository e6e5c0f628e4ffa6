"""Authentication and usage apart: on PostgreSQL a schema and a role for each."""

from alembic import op
from sqlalchemy import Connection

from thiqa.storage.errors import RolesMissingError
from thiqa.storage.roles import (
    create_role,
    create_schema,
    for_an_administrator,
    join_role,
    open_tables,
)
from thiqa.storage.sides import Side, side_of

revision = "0005"
down_revision = "0004"

_TABLES = (
    "person",
    "login_challenge",
    "ledger_entry",
    "ledger_pending",
    "ledger_leaf",
    "ledger_tile",
    "ledger_head",
    "oidc_client",
    "oidc_used",
    "oidc_authorization",
    "oidc_session",
    "oidc_consent",
    "oidc_refresh_token",
)


def upgrade() -> None:
    """Move every table to its side; SQLite has no schemas, and nothing to do."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        _check_roles(bind)
        for sql in _separate():
            bind.exec_driver_sql(sql)


def _check_roles(bind: Connection) -> None:
    """Refuse to begin where the roles are missing and may not be made."""
    missing = [
        side
        for side in Side
        if bind.exec_driver_sql(f"SELECT to_regrole('{side.role}')").scalar() is None
    ]
    user, may_create = bind.exec_driver_sql(
        "SELECT rolname, rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).one()
    if missing and not may_create:
        raise RolesMissingError(
            f"an administrator of PostgreSQL has to run once: {for_an_administrator(user)}"
        )


def _separate() -> list[str]:
    changes = []
    for side in Side:
        changes += [create_role(side), join_role(side), *create_schema(side)]
    changes += [f"ALTER TABLE {table} SET SCHEMA {side_of(table).value}" for table in _TABLES]
    changes += [open_tables(side) for side in Side]
    changes.append("GRANT SELECT ON alembic_version TO PUBLIC")
    return changes
