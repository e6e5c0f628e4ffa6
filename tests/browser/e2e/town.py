"""The processes of a demonstration: authority, witnesses, provider, counter, card client."""

import shutil
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citizens import Citizen
from services import Service
from serving import free_port, free_ports
from thiqa.card import Persona, load_personas
from thiqa.demo.command import prepare
from thiqa.demo.places import WITNESSES, Places
from thiqa.demo.processes import running
from thiqa.demo.programs import programs
from thiqa.oidc.clients.registration import read_registration
from thiqa.oidc.models import Client
from thiqa.specimen.population import SpecimenFolder
from thiqa.storage import Transaction
from world import run_on


@dataclass(frozen=True)
class Town:
    """Where everything is, and what is in the citizen's card reader."""

    places: Places

    @property
    def origins(self) -> tuple[str, ...]:
        """The only three that a browser may ever ask."""
        return (self.places.provider, self.places.counter, self.places.card_client)

    @property
    def reader(self) -> Path:
        """The folder that the card client takes for its readers."""
        return self.places.data / "reader"

    @property
    def database(self) -> str:
        """The provider's database."""
        return f"sqlite:///{self.places.data / 'provider' / 'thiqa.db'}"

    def persona(self, key: str) -> Persona:
        """Return a specimen citizen."""
        return load_personas()[key]

    def insert(self, *keys: str) -> None:
        """Put fresh cards into the readers, and take out whatever was there."""
        self.reader.mkdir(exist_ok=True)
        for path in self.reader.iterdir():
            path.unlink()
        for key in keys:
            shutil.copy2(self.places.cards / f"{key}.json", self.reader)

    def citizen(self, key: str = "adult") -> Citizen:
        """Return a citizen whose browser is a program, for what is not looked at."""
        folder = SpecimenFolder(self.places.data / "provider" / "specimen")
        return Citizen(self.places.provider, folder, key)

    def register(
        self, service: Service, *, disguise: Callable[[Client], Client] = lambda client: client
    ) -> None:
        """Register a service; `disguise` changes what is stored, past every check."""
        client = disguise(read_registration(service.registration()))
        self.run(lambda records: records.oidc.put_client(client))

    def run(self, unit: Callable[[Transaction], Coroutine[Any, Any, Any]]) -> Any:
        """Run a unit of work beside the provider; not in this thread, where a browser's loop is."""
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(run_on, self.database, unit).result()


def any_places(data: Path) -> Places:
    """Return places with ports that were free a moment ago."""
    return Places(data, *(free_port() for _ in range(6)), free_ports(WITNESSES))


@contextmanager
def running_town(places: Places) -> Iterator[Town]:
    """Set a town up and run it until the block ends."""
    town = Town(places)
    prepare(places)
    town.insert("adult")
    with running(programs(places, town.reader), places.environment(), places.data / "logs"):
        yield town
