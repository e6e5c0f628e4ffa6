"""The repository as files: what is tracked, what is a package, what the documents say."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "thiqa"
RUN_BY_ALEMBIC = {SOURCE / room / "migrations" / "env.py" for room in ("storage", "counter")}
"""Not a module: Alembic executes it as a script."""
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file that the repository holds, as it stands in this folder."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    paths = (ROOT / name for name in done.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def modules() -> Iterator[str]:
    """Return the name of every module of the source."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        if parts[-1] != "__main__" and path not in RUN_BY_ALEMBIC:
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def documents() -> list[Path]:
    """Return the tracked documents."""
    return [path for path in tracked() if path.suffix == ".md" and "vectors" not in path.parts]


def blocks(document: Path, language: str) -> list[str]:
    """Return the code blocks of a document that are marked with a language."""
    return [text for name, text in BLOCK.findall(document.read_text()) if name == language]
