"""How each program of the guide is made ready; a missing runtime skips, and says so."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from examples.running_example import EXAMPLES, Example
from peers.node import BUILD, NODE, installed

FETCH_SECONDS = 100


def python() -> Example:
    """The libraries are those of the tests' own environment."""
    return Example("python", [sys.executable, "service.py"], EXAMPLES / "python", {})


def javascript() -> Example:
    """Node comes from its Python package, openid-client by the example's lock file."""
    folder = installed(EXAMPLES / "javascript")
    return Example("javascript", [str(NODE), "service.mjs"], folder, {})


def php() -> Example:
    """PHP with its own curl and openssl, from Debian: php-cli and php-curl."""
    found = shutil.which("php")
    if found is None:
        pytest.skip("PHP is missing: install php-cli and php-curl")
    keys = Path(tempfile.mkdtemp())
    environment = {"PHP_CLI_SERVER_WORKERS": "4", "KEY_FILE": str(keys / "key.pem")}
    command = [found, "-S", "127.0.0.1:{port}", "service.php"]
    return Example("php", command, EXAMPLES / "php", environment)


def java() -> Example:
    """A Java development kit and Maven, which fetches the libraries that the example names."""
    java, javac, maven = map(shutil.which, ("java", "javac", "mvn"))
    if java is None or javac is None or maven is None:
        pytest.skip("Java is missing: install default-jdk-headless and maven")
    source, built = EXAMPLES / "java", BUILD / "example-java"
    built.mkdir(parents=True, exist_ok=True)
    fetch = [maven, "-q", "-B", "-f", str(source / "pom.xml"), "dependency:copy-dependencies"]
    done = _run([*fetch, f"-DoutputDirectory={built / 'lib'}"])
    if done.returncode:
        pytest.skip(f"Maven cannot fetch the libraries: {done.stdout[-500:]}")
    classes = f"{built}:{built / 'lib'}/*"
    done = _run([javac, "-d", str(built), "-cp", classes, str(source / "Service.java")])
    assert done.returncode == 0, done.stderr
    return Example("java", [java, "-cp", classes, "Service"], source, {})


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False
    )


PROGRAMS: dict[str, Callable[[], Example]] = {
    "python": python,
    "javascript": javascript,
    "php": php,
    "java": java,
}
