"""`thiqa witness`: see one history of a log, and say so; for others than who runs the log."""

from pathlib import Path

import click
import uvicorn

from thiqa.base import system_clock
from thiqa.cli.listening import end_with_success_when_stopped, refuse_unusable_port
from thiqa.cli.receipt import policy_of
from thiqa.ledger.keys import VerifierKey
from thiqa.web.connection import KEEP_ALIVE_SECONDS
from thiqa.witness import KnownLog, hash_origin, make_folder, open_folder, witness_app

DEFAULT_PORT = 8410
GRACE_SECONDS = 10
MAX_CONNECTIONS = 256

FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
ORIGIN = click.option("--origin", help="The log's origin, if it is not the name of its key.")


@click.group()
def witness() -> None:
    """Cosign logs of others (C2SP tlog-witness): each FOLDER is a witness."""


@witness.command()
@FOLDER
@click.option("--name", required=True, help="An address of yours without scheme: paper.example/w1")
def init(folder: Path, name: str) -> None:
    """Make a new witness and print its public key."""
    click.echo(make_folder(folder, name).text)


@witness.command()
@FOLDER
@click.option("--post-quantum", is_flag=True, help="The ML-DSA-44 key, for logs that read it.")
def key(folder: Path, post_quantum: bool) -> None:
    """Print the public key, which logs and their readers write into their policies."""
    with open_folder(folder, system_clock) as opened:
        click.echo((opened.post_quantum_key if post_quantum else opened.key).text)


@witness.command("add-log")
@FOLDER
@click.argument("log", required=False)
@click.option(
    "--policy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Add the logs of a policy (C2SP tlog-policy), such as the one that a log shows.",
)
@ORIGIN
def add_log(folder: Path, log: str | None, policy: Path | None, origin: str | None) -> None:
    """Cosign for a LOG, given by its verifier key, from now on."""
    if (log is None) == (policy is None):
        raise click.UsageError("either a LOG or a --policy is needed")
    keys = [each.key for each in policy_of(policy, log).logs]
    with open_folder(folder, system_clock) as opened:
        for key in keys:
            known = _known_log(key, origin)
            new = opened.store.add_log(known)
            click.echo(f"{known.origin} {'is cosigned from now on' if new else 'was known'}")


@witness.command("remove-log")
@FOLDER
@click.argument("log")
@ORIGIN
def remove_log(folder: Path, log: str, origin: str | None) -> None:
    """Trust this key of a LOG no more; what was seen of the log is remembered for ever."""
    known = _known_log(VerifierKey.parse(log.strip()), origin)
    with open_folder(folder, system_clock) as opened:
        removed = opened.store.remove_log(known)
    click.echo(f"this key of {known.origin} {'is no longer' if removed else 'was not'} trusted")


@witness.command()
@FOLDER
def logs(folder: Path) -> None:
    """List the logs with their keys and the last size; end with status 1 if one has forked."""
    with open_folder(folder, system_clock) as opened:
        for known in opened.store.logs():
            seen = opened.store.last_seen(hash_origin(known.origin))
            size = "never cosigned" if seen is None else f"cosigned at size {seen.head.size}"
            click.echo(f"{known.origin}\t{known.key.text}\t{size}")
        forks = opened.store.forks()
    for fork in forks:
        click.echo(f"\nTWO HISTORIES of {fork.origin}:\n\n{fork.checkpoint}\n{fork.other}")
    if forks:
        raise click.exceptions.Exit(1)


@witness.command()
@FOLDER
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=DEFAULT_PORT, show_default=True)
@click.option("--tls-certificate", help="Certificate and chain (PEM); without: TLS is in front.")
@click.option("--tls-key", help="Its private key (PEM).")
def serve(
    folder: Path, host: str, port: int, tls_certificate: str | None, tls_key: str | None
) -> None:
    """Cosign until stopped; logs that are added or removed in between count at once."""
    end_with_success_when_stopped()
    refuse_unusable_port(host, port, "--port")
    with open_folder(folder, system_clock) as opened:
        click.echo(f"the witness is at http{'s' if tls_certificate else ''}://{host}:{port}/")
        click.echo(opened.key.text)
        uvicorn.run(
            witness_app(opened),
            host=host,
            port=port,
            access_log=False,
            log_level="warning",
            server_header=False,
            limit_concurrency=MAX_CONNECTIONS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
            ssl_certfile=tls_certificate,
            ssl_keyfile=tls_key,
        )


def _known_log(key: VerifierKey, origin: str | None) -> KnownLog:
    return KnownLog(key.name if origin is None else origin, key)
