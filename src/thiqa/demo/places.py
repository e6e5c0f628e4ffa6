"""Where everything of the demonstration listens and lies."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from thiqa.base import ThiqaError

LOOPBACK = "127.0.0.1"
WITNESSES = 3
OTHER_BODIES = ("dgi", "registre-social")
"""Whom the services of the counter ask, by their ids in its catalogue."""


class PortTakenError(ThiqaError):
    """Something listens already where the demonstration wants to."""


@dataclass(frozen=True, slots=True)
class Places:
    """Ports and folders; the provider's name differs from the others', so cookies do too."""

    data: Path
    provider_port: int
    counter_port: int
    card_client_port: int
    ocsp_port: int
    payments_port: int
    bodies_port: int
    witness_port: int
    """The first of those of the witnesses."""
    catalogue: Path | None = None
    """The folder of the counter's services; none: those that come with it."""

    @property
    def provider(self) -> str:
        """The provider's issuer."""
        return f"http://localhost:{self.provider_port}"

    @property
    def counter(self) -> str:
        """The public service."""
        return f"http://{LOOPBACK}:{self.counter_port}"

    @property
    def card_client(self) -> str:
        """The citizen's card client."""
        return f"http://{LOOPBACK}:{self.card_client_port}"

    @property
    def authorities(self) -> str:
        """The specimen authorities, which answer for cards, seals and time stamps."""
        return f"http://{LOOPBACK}:{self.ocsp_port}/"

    @property
    def payments(self) -> str:
        """The payment provider."""
        return f"http://{LOOPBACK}:{self.payments_port}"

    @property
    def bodies(self) -> str:
        """The other public bodies that a service asks."""
        return f"http://{LOOPBACK}:{self.bodies_port}"

    @property
    def witnesses(self) -> Mapping[int, Path]:
        """The folders of the witnesses, by their ports."""
        ports = range(self.witness_port, self.witness_port + WITNESSES)
        return {port: self.data / f"witness-{number}" for number, port in enumerate(ports, 1)}

    @property
    def policy(self) -> Path:
        """The file that says how many witnesses must have cosigned the record."""
        return self.data / "record.policy"

    @property
    def cards(self) -> Path:
        """The folder of the specimen cards."""
        return self.data / "provider" / "specimen" / "cards"

    def environment(self) -> Mapping[str, str]:
        """Return the settings that every process of the demonstration is given."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("THIQA_", "COUNTER_")) or name == "THIQA_DATABASE"
        }
        catalogue = {"COUNTER_CATALOGUE": str(self.catalogue)} if self.catalogue else {}
        return {
            **inherited,
            **catalogue,
            "THIQA_ISSUER": self.provider,
            "THIQA_PORT": str(self.provider_port),
            "THIQA_DATA": str(self.data / "provider"),
            "THIQA_CARD_CLIENT": self.card_client,
            "THIQA_RECORD_ORIGIN": "specimen.thiqa.example/record",
            "THIQA_RECORD_POLICY": str(self.policy),
            "COUNTER_RECORD_POLICY": str(self.policy),
            "THIQA_SPECIMEN": "true",
            "COUNTER_ISSUER": self.provider,
            "COUNTER_PORT": str(self.counter_port),
            "COUNTER_DATA": str(self.data / "counter"),
            "COUNTER_PAYMENTS": self.payments,
            "COUNTER_BODIES": " ".join(f"{name}={self.bodies}/{name}" for name in OTHER_BODIES),
        }

    def refuse_taken_ports(self) -> None:
        """Raise PortTakenError, which names the port, what wants it and how to choose another."""
        wanted = [
            ("provider", self.provider_port),
            ("counter", self.counter_port),
            ("card-client", self.card_client_port),
            ("ocsp", self.ocsp_port),
            ("payments", self.payments_port),
            ("bodies", self.bodies_port),
            *(("witness", port) for port in self.witnesses),
        ]
        for name, port in wanted:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((LOOPBACK, port))
                except OSError as error:
                    raise PortTakenError(
                        f"port {port}, wanted for the {name}, is taken: stop what listens there,"
                        f" or choose another with --{name}-port"
                        f" (THIQA_DEMO_{name.upper().replace('-', '_')}_PORT)"
                    ) from error
