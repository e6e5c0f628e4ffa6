"""Brings the provider's tables up to date."""

from thiqa.database.migrate import migrate as take_every_step
from thiqa.storage.migrations import FOLDER


async def migrate(url: str) -> None:
    """Take every step that this database still lacks."""
    await take_every_step(url, FOLDER)
