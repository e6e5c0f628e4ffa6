"""The provider under test: with citizens who have cards, and the suite's clients registered."""

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conformance.citizen import PERSONA
from conformance.relying_parties import Document
from conformance.site import Site
from thiqa.base import system_clock
from thiqa.data import open_up_to_date
from thiqa.demo.places import LOOPBACK
from thiqa.demo.processes import Process, running
from thiqa.oidc.registration import read_registration
from thiqa.settings import PREFIX, Settings
from thiqa.specimen.population import SpecimenFolder, make_specimens, register_citizens
from thiqa.storage import Transaction

COMMAND = ("-m", "thiqa.cli")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the provider listens behind the TLS proxy, and where its things are."""

    home: Path
    port: int
    authorities: Path | None

    @property
    def ocsp_port(self) -> int:
        """The port of the responder that the cards name."""
        return self.port + 1

    @property
    def specimens(self) -> SpecimenFolder:
        """The cards."""
        return SpecimenFolder(self.home / "specimen")

    @property
    def card(self) -> Path:
        """The card of the citizen who plays along."""
        return self.specimens.card(PERSONA)

    def environment(self, site: Site) -> Mapping[str, str]:
        """Return this process's environment, settings of the provider included, and these."""
        trusted = {} if self.authorities is None else {"SSL_CERT_FILE": str(self.authorities)}
        return {
            **os.environ,
            **trusted,
            f"{PREFIX}ISSUER": site.issuer,
            f"{PREFIX}PORT": str(self.port),
            f"{PREFIX}DATA": str(self.home),
            f"{PREFIX}SPECIMEN": "true",
        }


@contextmanager
def running_provider(
    site: Site, placement: Placement, registrations: Sequence[Document]
) -> Iterator[None]:
    """Run the provider until the block ends."""
    environment = placement.environment(site)
    _furnish(placement, Settings.from_environment(environment), registrations)
    local = f"http://{LOOPBACK}"
    processes = [
        Process(
            "ocsp",
            [*COMMAND, "specimen", "ocsp", "--port", str(placement.ocsp_port)],
            f"{local}:{placement.ocsp_port}/",
        ),
        Process("provider", [*COMMAND, "serve"], f"{local}:{placement.port}/health/ready"),
    ]
    with running(processes, environment, placement.home / "logs"):
        yield


def _furnish(placement: Placement, settings: Settings, registrations: Sequence[Document]) -> None:
    personas = make_specimens(
        placement.specimens,
        settings.card_authorities,
        now=system_clock(),
        ocsp_url=f"http://{LOOPBACK}:{placement.ocsp_port}/",
    )
    clients = [read_registration(document) for document in registrations]

    async def register() -> None:
        async def put(records: Transaction) -> None:
            for client in clients:
                await records.oidc.put_client(client)

        async with open_up_to_date(settings) as database:
            await register_citizens(database, personas)
            await database.run(put)

    asyncio.run(register())
