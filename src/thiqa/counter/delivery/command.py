"""`python -m thiqa.counter sealing`: what the provider's operator has to allow us."""

import argparse
import json
import os
from typing import Any

from thiqa.counter.catalogue import load_catalogue
from thiqa.counter.catalogue.models import Catalogue
from thiqa.counter.settings import read_settings


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "sealing", help="print what the provider has to seal for us, for `thiqa seal add`"
    )
    parser.set_defaults(run=print_request)


def print_request(_: argparse.Namespace) -> int:
    """Print it as JSON."""
    settings = read_settings(os.environ)
    request = sealing_request(load_catalogue(settings.catalogue), settings.client_id)
    print(json.dumps(request, ensure_ascii=False, indent=2))
    return 0


def sealing_request(catalogue: Catalogue, client_id: str) -> dict[str, Any]:
    """Return which seals our services need, and the types of what is sealed with each."""
    seals: dict[str, dict[str, Any]] = {}
    for service in catalogue.values():
        body = service.body
        empty = {"id": body.seal, "name": dict(body.name), "documents": [], "answers": []}
        seal = seals.setdefault(body.seal, empty)
        if service.document is not None:
            seal["documents"].append(service.document.type)
        if service.answer is not None:
            seal["answers"].append(service.answer.type)
    used = [seal for seal in seals.values() if seal["documents"] or seal["answers"]]
    return {"service": client_id, "seals": used}
