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
from thiqa.demo.preparation import AUDITORS, CLERK, OPERATORS, invite_a_clerk, prepare
from thiqa.demo.processes import ProcessError, running
from thiqa.demo.programs import programs
from thiqa.demo.steps import Walk
from thiqa.demo.visitor import Visitor
from thiqa.demo.walk import walk_through

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
@click.option(
    "--catalogue",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the counter's services; left out: those that come with it.",
)
@_port("provider", 8400)
@_port("counter", 8401)
@_port("card-client", 8402)
@_port("ocsp", 8403)
@_port("payments", 8405)
@_port("bodies", 8406)
@_port("witness", 8410)
def demo(
    data: Path,
    once: bool,
    catalogue: Path | None,
    provider_port: int,
    counter_port: int,
    card_client_port: int,
    ocsp_port: int,
    payments_port: int,
    bodies_port: int,
    witness_port: int,
) -> None:
    """Set up a specimen country, walk through the main job, then serve it for visitors."""
    places = Places(
        data.absolute(),
        provider_port,
        counter_port,
        card_client_port,
        ocsp_port,
        payments_port,
        bodies_port,
        witness_port,
        catalogue.absolute() if catalogue else None,
    )
    places.refuse_taken_ports()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it stops its processes
    prepare(places)
    with running(
        programs(places, places.cards), places.environment(), places.data / "logs"
    ) as children:
        walk_through(new_walk(places), click.echo)
        click.echo("\nEvery step held.")
        if once:
            return
        _announce(places)
        _wait(children)


def new_walk(places: Places) -> Walk:
    """Return a walk that has not begun."""
    citizen, clerk = (Visitor(places, load_personas()[key]) for key in ("adult", CLERK))
    return Walk(places, citizen, clerk, invite_a_clerk(places))


def _announce(places: Places) -> None:
    click.echo(f"\nThe public service   {places.counter}/")
    click.echo(f"The citizen's pages  {places.provider}/")
    click.echo(f"The card client      {places.card_client}/")
    click.echo(f"The sandbox          {places.provider}/sandbox")
    click.echo(f"The console          {places.provider}/console")
    click.echo(f"Payments (sandbox)   {places.payments}/")
    click.echo(f"The record           {places.provider}/record/checkpoint")
    witnesses = " ".join(f"http://{LOOPBACK}:{port}/" for port in places.witnesses)
    click.echo(f"Its witnesses        {witnesses}")
    click.echo("\nSpecimen citizens (nobody of them exists):")
    for persona in load_personas().values():
        click.echo(f"  PIN {persona.pin:<8} {persona.key:<17} {persona.note}")
    click.echo(f"\nOperators, who approve services at the console: {' and '.join(OPERATORS)}")
    click.echo(f"Auditors, who see figures and open entries there: {' and '.join(AUDITORS)}")
    click.echo(f"Clerk of the police at the counter's desk ({places.counter}/desk): {CLERK}")
    click.echo("\nCtrl-C stops everything.")


def _wait(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    try:
        while all(child.poll() is None for child in children):
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        click.echo("stopping …")
        return
    raise ProcessError("a process ended; its log is in the folder logs of the data")
