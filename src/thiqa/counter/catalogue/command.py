"""`python -m thiqa.counter catalogue`: files checked before the counter reads them."""

import argparse
import sys
from pathlib import Path

from thiqa.counter.catalogue.errors import CatalogueFaultError
from thiqa.counter.catalogue.loading import (
    BODIES_FILE,
    OUR_FOLDER,
    load_bodies,
    load_services,
)
from thiqa.counter.catalogue.shape import BODIES_SCHEMA, SERVICE_SCHEMA, schema_text

FAULTY = 1


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("catalogue", help="check the files of services")
    parts = parser.add_subparsers(required=True, metavar="PART")
    check = parts.add_parser("check", help="say what is wrong in files, each with its line")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument(
        "--bodies",
        type=Path,
        help=f"the file of the public bodies; otherwise {BODIES_FILE} beside it, or ours",
    )
    check.set_defaults(run=check_files)
    schema = parts.add_parser("schema", help="print the JSON Schema of a service, for editors")
    schema.add_argument("--bodies", action="store_true", help="that of the bodies instead")
    schema.set_defaults(run=print_schema)


def check_files(chosen: argparse.Namespace) -> int:
    """Print what is wrong with files of services: 0 if nothing is."""
    files = [path for path in chosen.files if path.name != BODIES_FILE]
    try:
        services = load_services(files, load_bodies(_bodies_file(chosen.bodies, chosen.files[0])))
    except CatalogueFaultError as error:
        print(error, file=sys.stderr)
        return FAULTY
    for service in services:
        print(f"{service.id}: good, version {service.version[:12]}")
    return 0


def print_schema(chosen: argparse.Namespace) -> int:
    """Print a published schema."""
    print(schema_text(BODIES_SCHEMA if chosen.bodies else SERVICE_SCHEMA), end="")
    return 0


def _bodies_file(given: Path | None, first: Path) -> Path:
    beside = first.with_name(BODIES_FILE)
    return given or (beside if beside.is_file() else OUR_FOLDER / BODIES_FILE)
