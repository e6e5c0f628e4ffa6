"""The programs of the demonstration, each a process of its own."""

from pathlib import Path

from thiqa.demo.places import LOOPBACK, Places
from thiqa.demo.processes import Process

COMMAND = ("-m", "thiqa.cli")
SANDBOX = ("-m", "thiqa.counter.sandbox")


def programs(places: Places, cards: Path) -> list[Process]:
    """Return the programs in the order of their start; `cards` are those in the card reader."""
    return [
        _of_thiqa("ocsp", places.ocsp_port, "specimen", "ocsp"),
        *(
            _of_thiqa(folder.name, port, "witness", "serve", str(folder))
            for port, folder in places.witnesses.items()
        ),
        Process("provider", [*COMMAND, "serve"], f"{places.provider}/health/ready"),
        Process("counter", ["-m", "thiqa.counter"], f"{places.counter}/health"),
        _of_others("payments", places.payments_port, places),
        _of_others("bodies", places.bodies_port, places),
        _of_thiqa("card-client", places.card_client_port, "card-client", "--specimens", str(cards)),
    ]


def _of_thiqa(name: str, port: int, *command: str) -> Process:
    return Process(name, [*COMMAND, *command, "--port", str(port)], f"http://{LOOPBACK}:{port}/")


def _of_others(name: str, port: int, places: Places) -> Process:
    data = places.data / name
    options = ("--port", str(port), "--data", str(data), "--counter", places.counter)
    return Process(name, [*SANDBOX, name, *options], f"http://{LOOPBACK}:{port}/")
