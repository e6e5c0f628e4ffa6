"""Where a database is: `sqlite:///relative.db`, `sqlite:////absolute.db`, `postgresql://…`."""

from pathlib import Path

from thiqa.database.errors import DatabaseUrlError

_SQLITE = "sqlite:///"
_POSTGRESQL = ("postgresql://", "postgres://")


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite address, or None for a PostgreSQL address."""
    if url.startswith(_POSTGRESQL):
        return None
    name = url.removeprefix(_SQLITE)
    if name == url or not name or name.startswith(":memory:") or "?" in name or "\0" in name:
        raise DatabaseUrlError("a database is sqlite:///FILE or postgresql://USER@HOST/NAME")
    return Path(name)
