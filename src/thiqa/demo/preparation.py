"""What the demonstration needs before its processes start."""

import asyncio
import json

from thiqa.base import system_clock
from thiqa.card import Persona
from thiqa.data import open_up_to_date
from thiqa.demo.places import LOOPBACK, Places
from thiqa.demo.processes import started
from thiqa.oidc.clients.registration import read_registration
from thiqa.oidc.models import Client
from thiqa.settings import Settings
from thiqa.specimen.population import SpecimenFolder, make_specimens, register_citizens
from thiqa.storage import Transaction


def prepare(places: Places) -> None:
    """Make keys, cards and citizens as far as they are missing, and register the service.

    The same as `thiqa specimen make` and `thiqa client add`, without two more processes.
    """
    places.data.mkdir(parents=True, exist_ok=True)
    environment = places.environment()
    settings = Settings.from_environment(environment)
    with started(["-m", "thiqa.counter", "--registration"], environment) as registering:
        personas = make_specimens(
            SpecimenFolder(settings.data / "specimen"),
            settings.card_authorities,
            now=system_clock(),
            ocsp_url=f"http://{LOOPBACK}:{places.ocsp_port}/",
        )
        registration = registering()
    asyncio.run(_register(settings, personas, read_registration(json.loads(registration))))


async def _register(settings: Settings, personas: list[Persona], service: Client) -> None:
    async def put(records: Transaction) -> None:
        await records.oidc.put_client(service)

    async with open_up_to_date(settings) as database:
        await register_citizens(database, personas)
        await database.run(put)
