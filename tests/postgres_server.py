"""A private PostgreSQL server that is thrown away after the tests."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import asyncpg

DEBIAN_BINARIES = "/usr/lib/postgresql"
START_SECONDS = 30
SPEED = {"fsync": "off", "full_page_writes": "off"}
"""The machine does not lose its power in a test, so the disk need not be waited for."""


class PostgresMissingError(Exception):
    """The PostgreSQL server is not installed on this machine."""


class PostgresServer:
    """A server on a Unix socket in a temporary folder; a context manager."""

    def __init__(self, settings: dict[str, str] | None = None) -> None:
        self.binaries = _find_binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.data = self.folder / "data"
        self._settings = SPEED if settings is None else settings
        self._account = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "PostgresServer":
        if self._account:
            shutil.chown(self.folder, **self._account)
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
            **self._settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            [self.binaries / "postgres", "-D", self.data, *options],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
            **self._account,  # type: ignore[call-overload]  # the account's names
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server at once, without waiting for its clients."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()

    def url(self, name: str = "postgres") -> str:
        """Return the address of one of the server's databases."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    async def execute(self, sql: str, *, database: str = "postgres") -> list[asyncpg.Record]:
        """Run one statement as the administrator."""
        connection = await asyncpg.connect(self.url(database))
        try:
            return await connection.fetch(sql)
        finally:
            await connection.close()

    def _is_ready(self) -> bool:
        command = [str(self.binaries / "pg_isready"), "-q", "-h", str(self.folder)]
        return subprocess.run(command, check=False).returncode == 0

    def _run(self, program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [self.binaries / program, *arguments],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._account,  # type: ignore[call-overload]  # the account's names
        )


def _find_binaries() -> Path:
    versions = sorted(Path(DEBIAN_BINARIES).glob("*/bin/initdb"), key=_version)
    found = versions[-1] if versions else shutil.which("initdb")
    if found is None:
        raise PostgresMissingError(
            "these tests need a PostgreSQL server: on Debian, apt-get install postgresql"
        )
    return Path(found).parent


def _version(initdb: Path) -> int:
    return int(initdb.parts[-3])
