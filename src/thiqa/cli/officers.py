"""`thiqa officers`: who may approve services, and who may link identifiers of sectors."""

import click

from thiqa.base import system_clock
from thiqa.data import run_unit
from thiqa.officers import Officer, Role
from thiqa.people import Person
from thiqa.storage import Transaction

ROLES = click.Choice([role.value for role in Role])


@click.group()
def officers() -> None:
    """Name the persons who decide for the provider."""


@officers.command()
@click.argument("national_number")
@click.argument("role", type=ROLES)
def add(national_number: str, role: str) -> None:
    """Give the person with this NATIONAL_NUMBER a ROLE."""

    async def unit(records: Transaction) -> bool:
        person = await person_of(records, national_number)
        return await records.officers.add(Officer(person.id, Role(role), system_clock()))

    click.echo(f"{national_number} {'is now' if run_unit(unit) else 'was already'}: {role}")


@officers.command()
@click.argument("national_number")
@click.argument("role", type=ROLES)
def remove(national_number: str, role: str) -> None:
    """Take a ROLE from the person with this NATIONAL_NUMBER."""

    async def unit(records: Transaction) -> bool:
        person = await person_of(records, national_number)
        return await records.officers.remove(person.id, Role(role))

    click.echo(f"{national_number} {'is no longer' if run_unit(unit) else 'was not'}: {role}")


@officers.command("list")
def list_officers() -> None:
    """List all officers and their roles."""

    async def unit(records: Transaction) -> list[tuple[str, Role]]:
        found = []
        for officer in await records.officers.list_officers():
            person = await records.people.get(officer.person_id)
            found.append((person.national_number if person else officer.person_id, officer.role))
        return found

    for name, role in run_unit(unit):
        click.echo(f"{name}\t{role}")


async def person_of(records: Transaction, national_number: str) -> Person:
    """Return the person who bears a number, or end the command."""
    person = await records.people.find_by_national_number(national_number)
    if person is None:
        raise click.ClickException(f"nobody with the number {national_number} is registered")
    return person
