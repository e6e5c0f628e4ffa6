"""`python -m conformance`: run plans of the conformance suite against the provider."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx

from conformance.certificates import make_authority
from conformance.citizen import Citizen
from conformance.device import Device, listening
from conformance.module_run import Outcome, run_module
from conformance.plans import PLANS, Plan, chosen, configuration
from conformance.provider import Placement, initial_access_token, running_provider
from conformance.report import line, summary
from conformance.setup import Occasion, Setup
from conformance.site import Site, trust
from conformance.suite import Suite
from thiqa.base import ThiqaError

SUITE_TIMEOUT_SECONDS = 60


def main() -> int:
    """Run the plans, print what came of them, and return the exit status."""
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it stops its processes
    try:
        with tempfile.TemporaryDirectory(prefix="thiqa-conformance-") as home:
            outcomes = _run(options, Path(options.keep or home).absolute())
    except (ThiqaError, httpx.HTTPError) as error:
        print(f"conformance: {error}", file=sys.stderr)
        return 2
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _options() -> argparse.Namespace:
    names = ", ".join(plan.key for plan in PLANS)
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("plans", nargs="*", metavar="PLAN", help=f"of {names}; default: all")
    parser.add_argument("--suite", default="https://localhost:8443", help="where the suite is")
    parser.add_argument(
        "--suite-authority", type=Path, required=True, help="PEM: who vouches for the suite"
    )
    parser.add_argument("--issuer", default="https://localhost:8444", help="the provider's name")
    parser.add_argument("--ocsp-port", type=int, default=8493, help="where cards are asked about")
    parser.add_argument("--modules", default="", help="only modules with this in their name")
    parser.add_argument("--keep", type=Path, help="a folder for the provider's data and logs")
    return parser.parse_args()


def _run(options: argparse.Namespace, home: Path) -> Sequence[Outcome]:
    plans = chosen(options.plans)
    sites = [Site(options.issuer, options.suite, f"thiqa-{plan.key}") for plan in plans]
    authority = make_authority()
    home.mkdir(parents=True, exist_ok=True)
    placement = Placement(home, options.suite_authority, options.ocsp_port)

    def new_citizen() -> Citizen:
        return Citizen(sites[0], placement.card, trust(placement.authorities))

    outcomes: list[Outcome] = []
    with listening(new_citizen) as device:
        setups = [
            plan.set_up(Occasion(site, plan.variant, authority, device.address))
            for plan, site in zip(plans, sites, strict=True)
        ]
        with running_provider(sites[0], placement, authority, setups):
            for plan, site, setup in zip(plans, sites, setups, strict=True):
                outcomes += _run_plan(plan, site, setup, placement, device, options.modules)
    return outcomes


def _run_plan(
    plan: Plan, site: Site, setup: Setup, placement: Placement, device: Device, only: str
) -> Sequence[Outcome]:
    trusted = trust(placement.authorities)
    outcomes = []
    with httpx.Client(base_url=site.suite, timeout=SUITE_TIMEOUT_SECONDS, verify=trusted) as http:
        suite = Suite(http)
        token = initial_access_token(site, placement) if setup.registers else None
        told = configuration(plan, site, setup, token)
        created = suite.create_plan(plan.name, plan.variant, told)
        print(f"{plan.key}: {plan.name} {dict(plan.variant)} ({created.id})", flush=True)
        for module in created.modules:
            if only in module.name:
                citizen = Citizen(site, placement.card, trusted)
                outcome = run_module(suite, created, module, citizen)
                outcomes.append(replace(outcome, notes=[*outcome.notes, *device.take_notes()]))
                print(line(outcomes[-1]), flush=True)
    print(f"{summary(plan.key, outcomes)}\n", flush=True)
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
