"""`thiqa serve` and `thiqa migrate`."""

import asyncio
import os
import ssl
import tempfile
from functools import partial
from pathlib import Path

import click
import uvicorn

from thiqa.app import prepare
from thiqa.cli.listening import end_with_success_when_stopped, refuse_unusable_port
from thiqa.data import bring_up_to_date
from thiqa.logs import configure_logs
from thiqa.metrics import MULTIPROCESS_DIRECTORY
from thiqa.settings import PREFIX, Settings, certificates_in
from thiqa.web.connection import KEEP_ALIVE_SECONDS
from thiqa.web.public_documents import DocumentsFirstProtocol
from thiqa.web.tls import server_context

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
    end_with_success_when_stopped()
    refuse_unusable_port(settings.host, settings.port, f"{PREFIX}PORT")
    asyncio.run(bring_up_to_date(settings))
    prepare(settings)
    _refuse_unusable_tls(settings)
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
            http=DocumentsFirstProtocol,
            ssl_context_factory=partial(_tls, settings) if settings.tls_certificate else None,
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )


@click.command()
def migrate() -> None:
    """Bring the database up to date; may be interrupted and run again."""
    settings = Settings.from_environment()
    asyncio.run(bring_up_to_date(settings))
    click.echo("the database is up to date")


def _tls(settings: Settings, *_: object) -> ssl.SSLContext:
    """Return the TLS of the settings; each worker makes its own."""
    folders = (settings.client_authorities, settings.client_certificates)
    asked = [file for folder in folders for file in certificates_in(folder)]
    return server_context(
        Path(settings.tls_certificate),
        Path(settings.tls_key),
        client_certificates=asked if settings.ask_client_certificates else (),
    )


def _refuse_unusable_tls(settings: Settings) -> None:
    """Say before any worker starts what would keep each of them from starting."""
    if not settings.tls_certificate:
        return
    try:
        context = _tls(settings)
    except (OSError, ValueError) as error:  # also what the TLS library raises
        names = f"{PREFIX}TLS_CERTIFICATE, {PREFIX}TLS_KEY or a certificate below {settings.data}"
        raise click.ClickException(f"{names} cannot be used: {error}") from error
    if settings.ask_client_certificates and context.verify_mode is ssl.CERT_NONE:
        folders = f"{settings.client_authorities} and {settings.client_certificates}"
        raise click.ClickException(f"{folders} have no certificate to ask clients for")
