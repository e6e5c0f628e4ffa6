"""`thiqa demo`."""

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from thiqa.card import load_personas
from thiqa.demo.places import LOOPBACK, Places
from thiqa.demo.preparation import AUDITORS, OPERATORS, prepare
from thiqa.demo.processes import Process, ProcessError, running
from thiqa.demo.walk import walk_through

COMMAND = ("-m", "thiqa.cli")
POLL_SECONDS = 0.5

Command = Callable[..., Any]


def _port(name: str, default: int) -> Callable[[Command], Command]:
    return click.option(
        f"--{name}-port",
        default=default,
        show_default=True,
        envvar=f"THIQA_DEMO_{name.upper().replace('-', '_')}_PORT",
    )


@click.command()
@click.option("--data", default="demo-data", type=click.Path(file_okay=False, path_type=Path))
@click.option("--once", is_flag=True, help="Stop after the walk; exit status 0 if all held.")
@_port("provider", 8400)
@_port("counter", 8401)
@_port("card-client", 8402)
@_port("ocsp", 8403)
@_port("witness", 8410)
def demo(
    data: Path,
    once: bool,
    provider_port: int,
    counter_port: int,
    card_client_port: int,
    ocsp_port: int,
    witness_port: int,
) -> None:
    """Set up a specimen country, walk through the main job, then serve it for visitors."""
    places = Places(
        data.absolute(), provider_port, counter_port, card_client_port, ocsp_port, witness_port
    )
    places.refuse_taken_ports()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it stops its processes
    prepare(places)
    with running(processes(places), places.environment(), places.data / "logs") as children:
        walk_through(places, load_personas()["adult"], click.echo)
        click.echo("\nEvery step held.")
        if once:
            return
        _announce(places)
        _wait(children)


def processes(places: Places) -> list[Process]:
    """Return the programs with the address at which each says that it is ready."""
    return [
        Process(
            "ocsp",
            [*COMMAND, "specimen", "ocsp", "--port", str(places.ocsp_port)],
            places.authorities,
        ),
        *(
            Process(
                folder.name,
                [*COMMAND, "witness", "serve", str(folder), "--port", str(port)],
                f"http://{LOOPBACK}:{port}/",
            )
            for port, folder in places.witnesses.items()
        ),
        Process("provider", [*COMMAND, "serve"], f"{places.provider}/health/ready"),
        Process("counter", ["-m", "thiqa.counter"], f"{places.counter}/health"),
        Process(
            "card-client",
            [
                *COMMAND,
                "card-client",
                "--port",
                str(places.card_client_port),
                "--specimens",
                str(places.cards),
            ],
            f"{places.card_client}/",
        ),
    ]


def _announce(places: Places) -> None:
    click.echo(f"\nThe public service   {places.counter}/")
    click.echo(f"The citizen's pages  {places.provider}/")
    click.echo(f"The card client      {places.card_client}/")
    click.echo(f"The sandbox          {places.provider}/sandbox")
    click.echo(f"The console          {places.provider}/console")
    click.echo(f"The record           {places.provider}/record/checkpoint")
    witnesses = " ".join(f"http://{LOOPBACK}:{port}/" for port in places.witnesses)
    click.echo(f"Its witnesses        {witnesses}")
    click.echo("\nSpecimen citizens (nobody of them exists):")
    for persona in load_personas().values():
        click.echo(f"  PIN {persona.pin:<8} {persona.key:<17} {persona.note}")
    click.echo(f"\nOperators, who approve services at the console: {' and '.join(OPERATORS)}")
    click.echo(f"Auditors, who see figures and open entries there: {' and '.join(AUDITORS)}")
    click.echo("\nCtrl-C stops everything.")


def _wait(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    try:
        while all(child.poll() is None for child in children):
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        click.echo("stopping …")
        return
    raise ProcessError("a process ended; its log is in the folder logs of the data")
