"""The provider under test: with citizens who have cards, and the suite's clients registered."""

import asyncio
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conformance.certificates import Authority
from conformance.citizen import PERSONA
from conformance.setup import Setup
from conformance.site import Site, trust
from thiqa.base import system_clock
from thiqa.data import open_up_to_date
from thiqa.demo.places import LOOPBACK
from thiqa.demo.processes import Process, running, started
from thiqa.oidc.clients.registration import read_registration
from thiqa.settings import PREFIX, Settings
from thiqa.specimen.population import SpecimenFolder, make_specimens, register_citizens
from thiqa.storage import Transaction

COMMAND = ("-m", "thiqa.cli")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the provider's things are; `suite_authority` (PEM) vouches for the suite."""

    home: Path
    suite_authority: Path
    ocsp_port: int

    @property
    def specimens(self) -> SpecimenFolder:
        """The cards."""
        return SpecimenFolder(self.home / "specimen")

    @property
    def card(self) -> Path:
        """The card of the citizen who plays along."""
        return self.specimens.card(PERSONA)

    @property
    def authorities(self) -> Path:
        """Who vouches for the suite and for the provider (PEM)."""
        return self.home / "authorities.pem"

    @property
    def federation(self) -> Path:
        """Whom the provider trusts in a federation."""
        return self.home / "federation.json"

    @property
    def own_certificate(self) -> Path:
        """The provider's certificate."""
        return self.home / "provider.pem"

    @property
    def own_key(self) -> Path:
        """Its key."""
        return self.home / "provider.key"

    def environment(self, site: Site) -> Mapping[str, str]:
        """Return this process's environment, settings of the provider included, and these."""
        settings = {
            "ISSUER": site.issuer,
            "PORT": str(site.port),
            "DATA": str(self.home),
            "SPECIMEN": "true",
            "TLS_CERTIFICATE": str(self.own_certificate),
            "TLS_KEY": str(self.own_key),
            "ASK_CLIENT_CERTIFICATES": "true",
            "MUTUAL_TLS_ORIGIN": site.issuer,
            "FEDERATION": str(self.federation) if self.federation.exists() else "",
        }
        named = {f"{PREFIX}{name}": value for name, value in settings.items()}
        return {**os.environ, **named}


@contextmanager
def running_provider(
    site: Site, placement: Placement, authority: Authority, setups: Sequence[Setup]
) -> Iterator[None]:
    """Run the provider, with TLS of its own, until the block ends."""
    _federate(placement, setups)
    environment = placement.environment(site)
    settings = Settings.from_environment(environment)
    _certify(site, placement, settings, authority)
    asyncio.run(_register(placement, settings, setups))
    ocsp = f"http://{LOOPBACK}:{placement.ocsp_port}/"
    processes = [
        Process("ocsp", [*COMMAND, "specimen", "ocsp", "--port", str(placement.ocsp_port)], ocsp),
        Process(
            "provider",
            [*COMMAND, "serve"],
            f"{site.issuer}/health/ready",
            trust(placement.authorities),
        ),
    ]
    with running(processes, environment, placement.home / "logs"):
        yield


def initial_access_token(site: Site, placement: Placement) -> str:
    """Return a token with which the suite registers clients (RFC 7591, section 3)."""
    command = [*COMMAND, "client", "initial-access-token", "--days", "1"]
    with started(command, placement.environment(site)) as finish:
        return finish().strip()


def _federate(placement: Placement, setups: Sequence[Setup]) -> None:
    if anchors := [each for setup in setups for each in setup.trust_anchors]:
        placement.federation.write_text(json.dumps({"trust_anchors": anchors}), "utf-8")


def _certify(site: Site, placement: Placement, settings: Settings, authority: Authority) -> None:
    own = authority.certify_server(site.host)
    placement.own_certificate.write_text(own.pem, "ascii")
    placement.own_key.touch(0o600)
    placement.own_key.write_text(own.key_pem, "ascii")
    suite = placement.suite_authority.read_text("ascii")
    placement.authorities.write_text(f"{suite}\n{authority.own.pem}", "ascii")
    trusted = {settings.client_authorities: authority.own.pem, settings.service_authorities: suite}
    for folder, certificate in trusted.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "conformance.pem").write_text(certificate, "ascii")


async def _register(placement: Placement, settings: Settings, setups: Sequence[Setup]) -> None:
    personas = make_specimens(
        placement.specimens,
        settings.card_authorities,
        now=system_clock(),
        ocsp_url=f"http://{LOOPBACK}:{placement.ocsp_port}/",
    )
    clients = [read_registration(each) for setup in setups for each in setup.registrations]

    async def put(records: Transaction) -> None:
        for client in clients:
            await records.oidc.put_client(client)

    async with open_up_to_date(settings) as database:
        await register_citizens(database, personas)
        await database.run(put)
