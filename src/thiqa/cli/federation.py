"""`thiqa federation`: the provider as a member, and an authority for small federations."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import uvicorn

from thiqa.base import EncodingError, parse_json_object, system_clock
from thiqa.crypto import Signer
from thiqa.crypto.federation_keys import FederationKeys
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.federation.authority import Authority, authority_app, read_authority
from thiqa.oidc.federation.discovery import Discovery
from thiqa.oidc.federation.member import read_federation_file
from thiqa.oidc.federation.resolver import Resolver
from thiqa.oidc.federation.trust_chain import ResolvedEntity
from thiqa.oidc.federation.trust_marks import VerifiedTrustMark
from thiqa.oidc.federation.trust_policy import TrustPolicy, federation_schema
from thiqa.settings import Settings
from thiqa.web.connection import KEEP_ALIVE_SECONDS
from thiqa.web.fetch import Fetcher

AUTHORITY_FILE = "authority.json"
FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def federation() -> None:
    """Take part in an OpenID Federation, or be the authority of a small one."""


@federation.command()
def check() -> None:
    """Check the file that THIQA_FEDERATION names, and say whom it trusts."""
    trust = _trust()
    for anchor, rules in trust.rules.items():
        click.echo(f"{anchor}\t{rules.stage}\t{rules.profile}")


@federation.command()
def schema() -> None:
    """Print the JSON Schema of that file."""
    click.echo(json.dumps(federation_schema(), indent=2))


@federation.command()
@click.argument("entity_id")
def resolve(entity_id: str) -> None:
    """Find the trust chain of an entity and print what our anchors let it be."""
    settings, trust = Settings.from_environment(), _trust()
    fetch = Fetcher(allow_loopback=settings.specimen).text
    resolver = Resolver(trust.anchors, fetch, system_clock)

    async def find() -> tuple[ResolvedEntity, tuple[VerifiedTrustMark, ...]]:
        entity = await resolver.resolve(entity_id)
        return entity, await resolver.trust_marks(entity)

    entity, marks = asyncio.run(find())
    _print(
        {
            "entity_id": entity.entity_id,
            "trust_anchor": entity.anchor,
            "superiors": [each.issuer for each in entity.chain.statements[1:]],
            "expires_at": entity.expires_at,
            "metadata": entity.metadata,
            "trust_marks": [{"type": mark.type, "issuer": mark.issuer} for mark in marks],
        }
    )


@federation.group()
def keys() -> None:
    """Look after the provider's federation entity keys."""


@keys.command("list")
def list_keys() -> None:
    """List the keys, oldest first: the first one signs, all are published."""
    for index, signer in enumerate(_own_keys().signers()):
        click.echo(f"{signer.kid}\t{'published' if index else 'signs'}")


@keys.command()
def add() -> None:
    """Add a key; tell the superiors, and retire the old one when they vouch for the new one."""
    directory = _own_keys()
    directory.ensure(system_clock())
    click.echo(f"{directory.add(system_clock()).kid} is published from now on")


@keys.command()
def retire() -> None:
    """Remove the oldest key; the next one signs from now on."""
    click.echo(f"{_own_keys().retire().kid} is gone")


@federation.group()
def authority() -> None:
    """A trust anchor or an intermediate in a FOLDER: authority.json and its keys."""


@authority.command()
@FOLDER
@click.option("--entity-id", required=True, help="Its address: https://host[/path].")
@click.option("--name", required=True, help="The organization that runs it.")
@click.option("--superior", multiple=True, help="An authority above it; may be repeated.")
def init(folder: Path, entity_id: str, name: str, superior: tuple[str, ...]) -> None:
    """Make a folder with an authority that has no subordinates yet."""
    file = folder / AUTHORITY_FILE
    if file.exists():
        raise click.ClickException(f"{file} is there already")
    document: dict[str, Any] = {
        "entity_id": entity_id,
        "organization_name": name,
        "subordinates": {},
    }
    if superior:
        document["authority_hints"] = list(superior)
    _checked(file, document)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    FederationKeys(folder / "keys").ensure(system_clock())
    _write(file, document)
    click.echo(f"made {file}")


@authority.command()
@FOLDER
@click.argument("entity_id")
@click.option("--type", "types", multiple=True, help="An entity type; may be repeated.")
@click.option("--intermediate", is_flag=True, help="It has subordinates of its own.")
@click.option("--loopback", is_flag=True, help="It may be on this machine (a demonstration).")
def vouch(
    folder: Path, entity_id: str, types: tuple[str, ...], intermediate: bool, loopback: bool
) -> None:
    """Vouch for the keys that an entity shows of itself now; compare them by another way first."""
    file = folder / AUTHORITY_FILE
    document = _document(file)
    fetch = Fetcher(allow_loopback=loopback).text
    shown = asyncio.run(Discovery(fetch, {}, system_clock).configuration(entity_id))
    members = {"jwks": shown.signed.claims["jwks"], "entity_types": list(types)}
    document["subordinates"][entity_id] = {**members, "intermediate": intermediate}
    _checked(file, document)
    for kid in shown.keys:
        click.echo(f"{entity_id}\t{kid}")
    click.confirm("Are these its keys, from a source that is not its own site?", abort=True)
    _write(file, document)


@authority.command()
@FOLDER
def anchor(folder: Path) -> None:
    """Print what others write into `trust_anchors` to trust this authority."""
    made = _read(folder / AUTHORITY_FILE)
    jwks = {"keys": [signer.public_jwk for signer in _keys(folder)]}
    _print({"entity_id": made.entity_id, "jwks": jwks})


@authority.command()
@FOLDER
@click.option("--host", default="127.0.0.1", help="The address to listen at.")
@click.option("--port", default=8404, help="The port to listen at.")
@click.option("--loopback", is_flag=True, help="Entities may be on this machine.")
@click.option("--tls-certificate", help="Certificate and chain (PEM); without: TLS is in front.")
@click.option("--tls-key", help="Its private key (PEM).")
def serve(
    folder: Path,
    host: str,
    port: int,
    loopback: bool,
    tls_certificate: str | None,
    tls_key: str | None,
) -> None:
    """Answer for the federation until stopped; changes of authority.json are seen at once."""
    file = folder / AUTHORITY_FILE
    app = authority_app(
        lambda: _read(file),
        lambda: _keys(folder),
        Fetcher(allow_loopback=loopback).text,
        system_clock,
    )
    uvicorn.run(
        app,
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        ssl_certfile=tls_certificate,
        ssl_keyfile=tls_key,
    )


def _trust() -> TrustPolicy:
    settings = Settings.from_environment()
    if not settings.federation:
        raise click.ClickException("THIQA_FEDERATION is not set: we are in no federation")
    return read_federation_file(Path(settings.federation))


def _own_keys() -> FederationKeys:
    return FederationKeys(Settings.from_environment().keys / "federation")


def _keys(folder: Path) -> tuple[Signer, ...]:
    return FederationKeys(folder / "keys").signers()


def _document(file: Path) -> dict[str, Any]:
    try:
        return parse_json_object(file.read_bytes(), max_characters=10_000_000)
    except (OSError, EncodingError) as error:
        raise click.ClickException(f"{file}: {error}") from error


def _read(file: Path) -> Authority:
    return _checked(file, _document(file))


def _checked(file: Path, document: Mapping[str, Any]) -> Authority:
    try:
        return read_authority(document)
    except RegistrationError as error:
        raise click.ClickException(f"{file}: {error}") from error


def _write(file: Path, document: Mapping[str, Any]) -> None:
    draft = file.with_suffix(".partial")
    draft.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    draft.rename(file)


def _print(document: Mapping[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
