"""`thiqa seal`: whose seals the provider holds, and which service may have what sealed."""

from pathlib import Path

import click

from thiqa.base import EncodingError, parse_json_object
from thiqa.issuing.models import Form
from thiqa.issuing.seals import Seals
from thiqa.issuing.seals_writing import with_request, write_seals
from thiqa.settings import Settings


@click.group()
def seal() -> None:
    """Say which service may have documents sealed, and with whose seal."""


@seal.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def add(file: Path) -> None:
    """Allow a service what the JSON FILE asks for, and nothing else from now on.

    Seals must be in the operator's file; with THIQA_SPECIMEN, the specimen seals are added to it.
    The file is written anew: comments in it are lost. Restart the provider afterwards.
    """
    settings = Settings.from_environment()
    try:
        request = parse_json_object(file.read_bytes())
    except (EncodingError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    if settings.specimen:
        # No command but of a demonstration needs these.
        from thiqa.specimen.population import SpecimenFolder  # noqa: PLC0415
        from thiqa.specimen.sealing import allow_sealing  # noqa: PLC0415

        folder = SpecimenFolder(settings.data / "specimen").seals
        changed = allow_sealing(settings.seals_file, folder, request)
    else:
        changed = with_request(Seals.read(settings.seals_file), request, {})
        write_seals(changed, settings.seals_file)
    for permission in changed.permissions.values():
        if permission.client_id == request["service"]:
            types = sorted(permission.types[Form.DOCUMENT] | permission.types[Form.ANSWER])
            click.echo(f"{permission.client_id}\t{permission.seal}\t{', '.join(types)}")


@seal.command("list")
def list_seals() -> None:
    """List the seals, and for each service what it may have sealed."""
    settings = Settings.from_environment()
    if not settings.seals_file.is_file():
        raise click.ClickException(f"{settings.seals_file} is not there: nothing is issued")
    seals = Seals.read(settings.seals_file)
    for each in seals.seals.values():
        click.echo(
            f"seal\t{each.id}\t{each.name['en']}\t{'file' if each.is_in_a_file else 'token'}"
        )
    for permission in seals.permissions.values():
        for form, types in permission.types.items():
            for name in sorted(types):
                click.echo(f"{form}\t{permission.client_id}\t{permission.seal}\t{name}")
