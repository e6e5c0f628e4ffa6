"""What the demonstration needs before its processes start."""

import asyncio
import json

from thiqa.base import system_clock
from thiqa.card import Persona
from thiqa.data import open_up_to_date
from thiqa.demo.places import Places
from thiqa.demo.processes import started
from thiqa.demo.witnesses import make_witnesses
from thiqa.officers import Officer, Role
from thiqa.oidc.clients.registration import read_registration
from thiqa.oidc.models import Client
from thiqa.settings import Settings
from thiqa.specimen.bodies import make_seals
from thiqa.specimen.country import trust_specimens
from thiqa.specimen.population import SpecimenFolder, make_specimens, register_citizens
from thiqa.specimen.sealing import allow_sealing
from thiqa.storage import Transaction

OPERATORS = ("birth-month-only", "latin-name-only")
"""Who approves services in the demonstration, by the keys of the specimen citizens."""
AUDITORS = ("no-first-name", "birth-year-only")
"""Who sees figures there, and opens entries."""
CLERK = "latin-name-only"
"""Who decides about police record sheets at the counter's desk."""


def prepare(places: Places) -> None:
    """Make keys, cards and citizens as far as they are missing; register service and operators.

    The same as `thiqa specimen make`, `thiqa specimen trust`, `thiqa client add`,
    `thiqa seal add` and `thiqa officers add`, without more processes.
    """
    places.data.mkdir(parents=True, exist_ok=True)
    environment = places.environment()
    settings = Settings.from_environment(environment)
    make_witnesses(places, settings)
    with (
        started(["-m", "thiqa.counter", "--registration"], environment) as registering,
        started(["-m", "thiqa.counter", "sealing"], environment) as sealing,
    ):
        folder, url = SpecimenFolder(settings.data / "specimen"), places.authorities
        personas = make_specimens(
            folder, settings.card_authorities, now=system_clock(), ocsp_url=url
        )
        make_seals(
            folder.seals,
            seal_authorities=settings.seal_authorities,
            time_stamp_authorities=settings.time_stamp_authorities,
            now=system_clock(),
            base_url=url,
        )
        trust_specimens(folder, settings.document_trust, settings.lost_documents, system_clock())
        allow_sealing(settings.seals_file, folder.seals, json.loads(sealing()))
        registration = registering()
    asyncio.run(_register(settings, personas, read_registration(json.loads(registration))))


def invite_a_clerk(places: Places, body: str = "dgsn") -> str:
    """Return the address at which somebody becomes a clerk of a body, once."""
    command = ["-m", "thiqa.counter", "clerk", "invite", "--body", body, "--label", "Specimen"]
    with started(command, places.environment()) as inviting:
        return inviting().strip()


async def _register(settings: Settings, personas: list[Persona], service: Client) -> None:
    offices = ((OPERATORS, Role.OPERATOR), (AUDITORS, Role.AUDITOR))
    officers = [
        (each.national_number, role)
        for keys, role in offices
        for each in personas
        if each.key in keys
    ]

    async def put(records: Transaction) -> None:
        await records.oidc.put_client(service)
        for number, role in officers:
            person = await records.people.find_by_national_number(number)
            if person is not None:
                await records.officers.add(Officer(person.id, role, system_clock()))

    async with open_up_to_date(settings) as database:
        await register_citizens(database, personas)
        await database.run(put)
