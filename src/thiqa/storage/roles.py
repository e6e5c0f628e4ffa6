"""What PostgreSQL is told once, so that each side of the data has a schema and a role."""

from thiqa.storage.sides import Side

PRIVILEGES = "SELECT, INSERT, UPDATE, DELETE"

_CREATE_ROLE = """
DO $$ BEGIN
    IF to_regrole('{role}') IS NULL THEN
        CREATE ROLE {role} NOLOGIN NOINHERIT;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$
"""
"""Roles belong to all databases of a server: another one may make them at the same moment."""

_JOIN_ROLE = """
DO $$ BEGIN
    IF NOT pg_has_role('{role}', 'MEMBER') THEN
        GRANT {role} TO CURRENT_USER;
    END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
    NULL;
END $$
"""
"""Who migrates may also serve, where one login role does both; a deployment can do without."""


def create_role(side: Side) -> str:
    """Return how a side's role is made, unless it is there."""
    return _CREATE_ROLE.format(role=side.role)


def join_role(side: Side) -> str:
    """Return how who migrates becomes a member of a side's role, if that is allowed."""
    return _JOIN_ROLE.format(role=side.role)


def create_schema(side: Side) -> tuple[str, ...]:
    """Return how a side's schema is made and opened to its role alone."""
    return (
        f"CREATE SCHEMA IF NOT EXISTS {side.value}",
        f"REVOKE ALL ON SCHEMA {side.value} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {side.value} TO {side.role}",
    )


def open_tables(side: Side) -> str:
    """Return how all tables of a side are opened to its role."""
    return f"GRANT {PRIVILEGES} ON ALL TABLES IN SCHEMA {side.value} TO {side.role}"


def for_an_administrator(user: str) -> str:
    """Return what somebody has to run who may make roles, if the migrating user may not."""
    roles = ", ".join(side.role for side in Side)
    made = " ".join(f"CREATE ROLE {side.role} NOLOGIN NOINHERIT;" for side in Side)
    return f'{made} GRANT {roles} TO "{user}";'
