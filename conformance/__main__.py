"""`python -m conformance`: run plans of the conformance suite against the provider."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx

from conformance.citizen import Citizen
from conformance.module_run import Outcome, run_module
from conformance.plans import PLANS, Plan, chosen, configuration
from conformance.provider import Placement, running_provider
from conformance.report import line, summary
from conformance.setup import Setup
from conformance.site import Site, trust
from conformance.suite import Suite
from thiqa.base import ThiqaError

SUITE_TIMEOUT_SECONDS = 60


def main() -> int:
    """Run the plans, print what came of them, and return the exit status."""
    options = _options()
    try:
        with tempfile.TemporaryDirectory(prefix="thiqa-conformance-") as home:
            outcomes = _run(options, Path(options.keep or home))
    except (ThiqaError, httpx.HTTPError) as error:
        print(f"conformance: {error}", file=sys.stderr)
        return 2
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _options() -> argparse.Namespace:
    names = ", ".join(plan.key for plan in PLANS)
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("plans", nargs="*", metavar="PLAN", help=f"of {names}; default: all")
    parser.add_argument("--suite", default="https://localhost:8443", help="where the suite is")
    parser.add_argument("--issuer", default="https://localhost:8444", help="the TLS proxy's name")
    parser.add_argument("--port", type=int, default=8490, help="where the proxy looks for us")
    parser.add_argument("--authorities", type=Path, help="PEM: who certified suite and proxy")
    parser.add_argument("--modules", default="", help="only modules with this in their name")
    parser.add_argument("--keep", type=Path, help="a folder for the provider's data and logs")
    return parser.parse_args()


def _run(options: argparse.Namespace, home: Path) -> Sequence[Outcome]:
    plans = chosen(options.plans)
    sites = [Site(options.issuer, options.suite, f"thiqa-{plan.key}") for plan in plans]
    setups = [plan.set_up(site, plan.variant) for plan, site in zip(plans, sites, strict=True)]
    placement = Placement(home.absolute(), options.port, options.authorities)
    registrations = [each for setup in setups for each in setup.registrations]
    outcomes: list[Outcome] = []
    trusted = trust(options.authorities)
    with (
        running_provider(sites[0], placement, registrations),
        httpx.Client(base_url=options.suite, timeout=SUITE_TIMEOUT_SECONDS, verify=trusted) as http,
    ):
        for plan, site, setup in zip(plans, sites, setups, strict=True):
            outcomes += _run_plan(plan, site, setup, Suite(http), placement, options)
    return outcomes


def _run_plan(
    plan: Plan,
    site: Site,
    setup: Setup,
    suite: Suite,
    placement: Placement,
    options: argparse.Namespace,
) -> Sequence[Outcome]:
    trusted = trust(options.authorities)
    created = suite.create_plan(plan.name, plan.variant, configuration(plan, site, setup))
    print(f"{plan.key}: {plan.name} {dict(plan.variant)} ({created.id})", flush=True)
    outcomes = []
    for module in created.modules:
        if options.modules in module.name:
            outcome = run_module(
                suite, created, module, lambda: Citizen(site, placement.card, trusted)
            )
            outcomes.append(outcome)
            print(line(outcome), flush=True)
    print(f"{summary(plan.key, outcomes)}\n", flush=True)
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
