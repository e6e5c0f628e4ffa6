"""Programs of one Java file: a development kit of Java, and libraries that Maven fetches."""

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from peers.node import BUILD

FETCH_SECONDS = 240
RUN_SECONDS = 300
MAX_SECONDS = FETCH_SECONDS + RUN_SECONDS
"""Of a test that begins with the fetching, for its mark."""
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"


@dataclass(frozen=True, slots=True)
class JavaProgram:
    """A program that was compiled, with its libraries."""

    folder: Path
    name: str

    def command(self, *options: str) -> list[str]:
        """Return what starts the program, with options for Java."""
        classes = f"{self.folder}:{self.folder / 'lib'}/*"
        return ["java", "-XX:TieredStopAtLevel=1", *options, "-cp", classes, self.name]

    def run(self, arguments: Sequence[str | Path], *, text: str = "") -> str:
        """Run the program to its end, and return what it writes."""
        done = subprocess.run(
            [*self.command(), *arguments],
            input=text,
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def java_program(source: Path, name: str) -> JavaProgram:
    """Compile a program in the build folder, with the libraries that its pom.xml pins.

    Skips the test where Java or Maven is missing, or Maven has no network, or a slow one.
    """
    if any(shutil.which(tool) is None for tool in ("java", "javac", "mvn")):
        pytest.skip("Java is missing: install default-jdk-headless and maven")
    folder = BUILD / source.name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        files = [source / "pom.xml", source / f"{name}.java"]
        wanted = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
        mark = folder / ".compiled"
        if not mark.exists() or mark.read_text() != wanted:
            _compile(source, name, folder)
            mark.write_text(wanted)
    return JavaProgram(folder, name)


def _compile(source: Path, name: str, folder: Path) -> None:
    shutil.rmtree(folder / "lib", ignore_errors=True)
    fetch = ["mvn", "-q", "-B", "-C", "-f", str(source / "pom.xml"), COPY]
    try:
        fetched = _done([*fetch, f"-DoutputDirectory={folder / 'lib'}"])
    except subprocess.TimeoutExpired:
        pytest.skip("Maven does not fetch the libraries in time")
    if fetched.returncode:
        pytest.skip(f"Maven cannot fetch the libraries: {fetched.stdout[-500:]}")
    classes = f"{folder / 'lib'}/*"
    compiled = _done(["javac", "-d", str(folder), "-cp", classes, str(source / f"{name}.java")])
    assert compiled.returncode == 0, compiled.stderr


def _done(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False
    )
