"""`thiqa serve` and `thiqa migrate`."""

import asyncio
import os
import socket
import tempfile

import click
import uvicorn

from thiqa.logs import configure_logs
from thiqa.metrics import MULTIPROCESS_DIRECTORY
from thiqa.settings import PREFIX, Settings
from thiqa.storage.migrate import migrate as migrate_database

GRACE_SECONDS = 20
"""How long a stopping worker may take to answer what it has begun."""
BACKLOG = 2_048


@click.command()
@click.option("--workers", type=int, help="How many processes serve.")
@click.option("--port", type=int, help="The port to listen at.")
def serve(workers: int | None, port: int | None) -> None:
    """Serve the provider until stopped (SIGTERM or SIGINT: what has begun is answered)."""
    for name, value in (("WORKERS", workers), ("PORT", port)):
        if value is not None:
            os.environ[f"{PREFIX}{name}"] = str(value)
    settings = Settings.from_environment()
    configure_logs()
    _refuse_taken_port(settings.host, settings.port)
    settings.data.mkdir(parents=True, exist_ok=True)
    asyncio.run(migrate_database(settings.database_url))
    with tempfile.TemporaryDirectory(prefix="thiqa-metrics-") as directory:
        if settings.workers > 1:
            os.environ[MULTIPROCESS_DIRECTORY] = directory
        uvicorn.run(
            "thiqa.app:create",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            loop="uvloop",
            http="httptools",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            backlog=BACKLOG,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )


@click.command()
def migrate() -> None:
    """Bring the database up to date; may be interrupted and run again."""
    settings = Settings.from_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    asyncio.run(migrate_database(settings.database_url))
    click.echo("the database is up to date")


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} at {host} is taken: stop what listens there, or set {PREFIX}PORT"
            ) from error
