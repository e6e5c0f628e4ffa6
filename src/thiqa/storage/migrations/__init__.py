"""The tables, step by step: one file in `versions` for each step, one transaction for each file."""

from pathlib import Path

from thiqa import database

FOLDER = Path(__file__).parent


def newest_version() -> str:
    """Return the version of the tables that this program was written for."""
    return database.newest_version(FOLDER)
