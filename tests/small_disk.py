"""A disk that is soon full, and a database on it."""

import asyncio
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from postgres_server import PostgresServer

SMALL = "16m"

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
_numbers = itertools.count()


@contextmanager
def mounted_disk() -> Iterator[Path]:
    """Mount a disk of a few megabytes, where other accounts may enter too."""
    folder = Path(tempfile.mkdtemp(prefix="disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=755", "tmpfs", folder]
    subprocess.run(mount, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Fill a disk to its last block."""
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(4_096)):
            pass
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def database_on(disk: Path, server: PostgresServer, template: str) -> Iterator[str]:
    """Make a PostgreSQL database whose tables are on a disk; give its address."""
    folder, name = disk / "tables", f"full_{next(_numbers)}"
    folder.mkdir()
    shutil.chown(folder, "postgres")
    asyncio.run(server.execute(f"CREATE TABLESPACE {name} LOCATION '{folder}'"))
    copy = f"CREATE DATABASE {name} TEMPLATE {template} TABLESPACE {name}"
    asyncio.run(server.execute(copy))
    try:
        yield server.url(name)
    finally:
        asyncio.run(server.execute(f"DROP DATABASE {name} WITH (FORCE)"))
        asyncio.run(server.execute(f"DROP TABLESPACE {name}"))
