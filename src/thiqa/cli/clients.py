"""`thiqa client`: the registered services."""

import json
from dataclasses import replace
from pathlib import Path

import click

from thiqa.base import EncodingError, parse_json_object, system_clock
from thiqa.console.adoption import invite_first_owner
from thiqa.console.paths import INVITATION_PATH
from thiqa.crypto import Algorithm, KeyDirectory, KeyRing
from thiqa.data import run_unit
from thiqa.oidc.clients.registration import client_schema, read_registration, write_registration
from thiqa.oidc.clients.registration_tokens import make_initial_access_token
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.models import Client, Stage
from thiqa.settings import Settings
from thiqa.storage import Transaction

BEARER_WARNING = (
    "warning: its access tokens are bound to no key, which FAPI 2.0 does not allow in production:"
    " add dpop_bound_access_tokens (RFC 9449) or tls_client_certificate_bound_access_tokens"
    " (RFC 8705); the console's gate refuses such a service"
)


@click.group()
def client() -> None:
    """Register services (relying parties) and look at them."""


@client.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def add(file: Path) -> None:
    """Register the service that the JSON FILE describes, replace it, or bring it back."""
    try:
        given = read_registration(parse_json_object(file.read_bytes()))
    except (EncodingError, RegistrationError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error

    async def put(records: Transaction) -> str:
        known = await records.oidc.get_client(given.id)
        await records.oidc.put_client(given)
        if known is None:
            return "registered"
        return "replaced" if known.retired_at is None else "brought back"

    click.echo(f"{run_unit(put)} {given.id}, purposes: {', '.join(given.purposes)}")
    if given.stage is Stage.PRODUCTION and not given.is_sender_constrained:
        click.echo(BEARER_WARNING, err=True)


@client.command("list")
def list_clients() -> None:
    """List all services."""
    for each in run_unit(_all):
        state = "retired" if each.retired_at is not None else "active"
        click.echo(f"{each.id}\t{state}\t{each.sector}\t{each.name['en']}")


@client.command()
@click.argument("client_id")
def show(client_id: str) -> None:
    """Print the registration of a service as JSON."""
    click.echo(json.dumps(write_registration(_find(client_id)), ensure_ascii=False, indent=2))


@client.command()
@click.argument("client_id")
def retire(client_id: str) -> None:
    """Retire a service: it can ask for nothing any more, and stays known to the record."""
    retired = replace(_find(client_id), retired_at=system_clock())
    run_unit(lambda records: records.oidc.put_client(retired))
    click.echo(f"retired {client_id}")


@client.command()
@click.argument("client_id")
def invite(client_id: str) -> None:
    """Print a link with which one person becomes an owner of a service at the console."""
    if "/" in _find(client_id).id:
        raise click.ClickException("an entity of a federation is not looked after at the console")
    code = run_unit(lambda records: invite_first_owner(records, client_id, system_clock()))
    click.echo(f"{Settings.from_environment().issuer}{INVITATION_PATH.format(code=code)}")


@client.command()
def schema() -> None:
    """Print the JSON Schema of a registration file."""
    click.echo(json.dumps(client_schema(), indent=2))


@client.command("initial-access-token")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 365))
def initial_access_token(days: int) -> None:
    """Print a token with which developers register clients of their own, in a sandbox."""
    settings, now = Settings.from_environment(), system_clock()
    if not settings.specimen:
        raise click.ClickException("only a provider of specimen citizens (THIQA_SPECIMEN) has one")
    ring = KeyRing(KeyDirectory(settings.keys), now)
    signer = ring.signer(Algorithm.ES256, now)
    click.echo(make_initial_access_token(settings.issuer, signer, now, days * 86_400))


async def _all(records: Transaction) -> list[Client]:
    return await records.oidc.list_clients()


def _find(client_id: str) -> Client:
    found = run_unit(lambda records: records.oidc.get_client(client_id))
    if found is None:
        raise click.ClickException(f"no service {client_id!r} is registered")
    return found
