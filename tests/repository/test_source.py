"""What holds of every module: it is short, says what it offers, and does nothing by itself."""

import ast
import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import thiqa
from repository.tree import ROOT, SOURCE, modules

MAX_LINES = 400
PACKAGES = [
    "thiqa",
    *(each.name for each in pkgutil.walk_packages(thiqa.__path__, "thiqa.") if each.ispkg),
]
WATCHED_IMPORT = """
import importlib, json, sys, threading

root, done = sys.argv[1], []
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn",
             "os.mkdir", "os.putenv", "shutil.", "sqlite3.connect", "_thread.start_new_thread")

def watch(event, arguments):
    if event != "open" and not event.startswith(FORBIDDEN):
        return
    frame = sys._getframe(1)
    while frame is not None and "importlib._bootstrap" not in frame.f_code.co_filename:
        if frame.f_code.co_filename.startswith(root):
            done.append(f"{event} {arguments[:1]} at {frame.f_code.co_filename}:{frame.f_lineno}")
            return
        frame = frame.f_back

sys.addaudithook(watch)
for name in json.loads(sys.argv[2]):
    importlib.import_module(name)
print("\\n".join(done))
print(f"threads: {threading.active_count()}")
"""


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_a_module_is_short_enough_to_be_read_at_once(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_LINES


def test_importing_every_module_does_nothing() -> None:
    command = [sys.executable, "-c", WATCHED_IMPORT, str(SOURCE), json.dumps(list(modules()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == ["", "threads: 1", ""]


@pytest.mark.parametrize("name", PACKAGES)
def test_public_names_are_complete_and_sorted(name: str) -> None:
    package = importlib.import_module(name)
    offered = list(getattr(package, "__all__", []))
    assert offered == sorted(offered, key=_kind)
    assert len(set(offered)) == len(offered)
    assert set(offered) == _imported(Path(str(package.__file__)), name)


@pytest.mark.parametrize("name", list(modules()))
def test_a_module_says_what_it_is_for(name: str) -> None:
    assert (importlib.import_module(name).__doc__ or "").strip()


def _kind(name: str) -> tuple[int, str]:
    """Constants first, then classes, then functions; each by the alphabet."""
    if name.isupper():
        return 0, name
    return (1 if name[0].isupper() else 2), name


def _imported(path: Path, package: str) -> set[str]:
    """Return what a package's own file imports from its modules, unless it runs something."""
    tree = ast.parse(path.read_text())
    return {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}.")
        for alias in node.names
    }
