"""A private PostgreSQL cluster with durable commits, made for one run and removed after it."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError
from bench.processes import LONGEST_RUN_SECONDS, free_port, running

SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "max_connections": "100",
    "jit": "off",
}
"""Durable, with a buffer and a log size that suit a small server; the rest as PostgreSQL has it."""

SUPERUSER = "bench"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster."""

    pid: int
    port: int
    version: str
    programs: Path

    def create_database(self, name: str) -> str:
        """Create an empty database and return its URL."""
        self.query("postgres", f"CREATE DATABASE {name}")
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{name}"

    def query(self, database: str, statement: str) -> str:
        """Run one statement with psql and return what it prints."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", SUPERUSER, "-d", database]
        command = [str(self.programs / "psql"), "-XqAt", *where, "-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode:
            raise BenchError(f"psql: {done.stderr}")
        return done.stdout.strip()


@contextmanager
def cluster(core: int, *, longest_seconds: int = LONGEST_RUN_SECONDS) -> Iterator[Cluster]:
    """Run a fresh cluster on one core until the block ends."""
    programs = _programs()
    user = "postgres" if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="thiqa-bench-postgres-"))
    try:
        if user:
            account = pwd.getpwnam(user)
            os.chown(home, account.pw_uid, account.pw_gid)
        data = home / "data"
        _initdb(programs, data, user)
        port = free_port()
        options = SETTINGS | {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(home),
        }
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with running(
            [str(programs / "postgres"), "-D", str(data), *arguments],
            core=core,
            log=home / "log",
            ready=lambda: _is_ready(programs, port),
            directory=home,
            user=user,
            stop_signal=signal.SIGINT,
            longest_seconds=longest_seconds,
        ) as pid:
            yield Cluster(pid, port, _version(programs), programs)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_major)
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    if elsewhere is None:
        raise BenchError("PostgreSQL is missing: apt-get install postgresql")
    return Path(elsewhere).parent


def _major(initdb: Path) -> int:
    return int(initdb.parts[-3])


def _is_ready(programs: Path, port: int) -> bool:
    command = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(command, timeout=30, check=False).returncode == 0


def _version(programs: Path) -> str:
    command = [str(programs / "postgres"), "--version"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    return done.stdout.split()[2]


def _initdb(programs: Path, data: Path, user: str | None) -> None:
    options = ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C"]
    done = subprocess.run(
        [str(programs / "initdb"), "-D", str(data), *options],
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd=data.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"initdb: {done.stderr}")
