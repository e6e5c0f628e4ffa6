"""`thiqa card personalise`: a specimen card from a description, faults and all."""

from pathlib import Path

import click

from thiqa.base import system_clock
from thiqa.card.errors import CardPresentError
from thiqa.card.software.document.reading import read_description, schema_text
from thiqa.card.software.personalise import personalise as make_file
from thiqa.pki.specimen import load_or_make
from thiqa.settings import Settings
from thiqa.specimen.documents import DocumentMaker
from thiqa.specimen.population import SPECIMEN_COST, SpecimenFolder, issuer_of_logins


def _print_schema(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(schema_text(), nl=False)
        context.exit()


@click.command()
@click.argument("description", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON Schema of descriptions, and do nothing else.",
)
def personalise(description: Path, file: Path) -> None:
    """Make the specimen card that DESCRIPTION describes, in FILE, which must not exist.

    The specimen authorities below THIQA_DATA sign it; they are made on first use.
    """
    now = system_clock()
    described = read_description(description.read_bytes(), source=str(description), now=now)
    if file.exists():
        raise CardPresentError(f"there is a card in {file} already")
    folder = SpecimenFolder(Settings.from_environment().data / "specimen")
    folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    pki = load_or_make(folder.pki, now=now)
    make_file(
        file,
        described.citizen,
        issuer_of_logins(pki, now),
        chip=DocumentMaker(pki, folder.terminals, now).make(described),
        cost=SPECIMEN_COST,
    )
    click.echo(f"{file}: document {described.number} of {described.citizen.key}", nl=False)
    click.echo(f", CAN {described.citizen.can}, PIN {described.citizen.pin}")
    for fault in sorted(described.faults):
        click.echo(f"  wrong on purpose: {fault}")
