"""`python -m thiqa.counter clerk invite`: the first clerk of a body has nobody to invite them."""

import argparse
import asyncio
import os

from thiqa.base import system_clock
from thiqa.counter.catalogue.loading import BODIES_FILE, OUR_FOLDER, load_bodies
from thiqa.counter.database import CounterDatabase
from thiqa.counter.desk.enrolment import invite
from thiqa.counter.desk.models import Role
from thiqa.counter.desk.paths import INVITATION_PATH
from thiqa.counter.errors import SettingsError
from thiqa.counter.settings import read_settings


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its part."""
    parser = commands.add_parser("clerk", help="say who may decide about requests")
    parts = parser.add_subparsers(required=True, metavar="PART")
    new = parts.add_parser("invite", help="print a link that makes whoever opens it a clerk, once")
    new.add_argument("--body", required=True, help="the public body, by its id in bodies.yaml")
    new.add_argument("--role", choices=[role.value for role in Role], default=Role.CLERK.value)
    new.add_argument("--label", default="", help="what colleagues call them")
    new.set_defaults(run=print_invitation)


def print_invitation(chosen: argparse.Namespace) -> int:
    """Print the link of a new invitation."""
    settings = read_settings(os.environ)
    bodies = load_bodies((settings.catalogue or OUR_FOLDER) / BODIES_FILE)
    if chosen.body not in bodies:
        raise SettingsError(f"no such body: {chosen.body}; there are {', '.join(sorted(bodies))}")
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    code = asyncio.run(_invite(settings.database_url, chosen.body, Role(chosen.role), chosen.label))
    print(settings.url + INVITATION_PATH.format(code=code))
    return 0


async def _invite(url: str, body: str, role: Role, label: str) -> str:
    async with CounterDatabase(url) as database:
        return await database.run(
            lambda records: invite(records, body, role, label, system_clock())
        )
