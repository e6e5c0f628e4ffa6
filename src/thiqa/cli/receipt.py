"""`thiqa receipt`: receipts and promises, checked by whoever holds them, and a page for others."""

import sys
from importlib.resources import files
from pathlib import Path

import click

from thiqa.base import ThiqaError
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.policy_file import parse_policy
from thiqa.ledger.verify import check_promise_file, check_receipt_file
from thiqa.portal.verify_page import make_verify_page
from thiqa.web import load_catalogues

NO_WITNESS_ASKED = 3
"""The exit status of a receipt that holds by the log's own word alone."""

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class PolicyFileError(ThiqaError):
    """The policy cannot be read, or there is none."""


@click.group()
def receipt() -> None:
    """Check receipts."""


@receipt.command()
@click.argument("file", type=_FILE)
@click.option("--policy", type=_FILE, help="Whom you trust: a file (C2SP tlog-policy).")
@click.option("--key", help="The record's public key (C2SP form), if the policy does not name it.")
@click.option(
    "--without-witnesses",
    is_flag=True,
    help="Be content with the word of the log itself: exit status 0 without any witness.",
)
def verify(file: Path, policy: Path | None, key: str | None, without_witnesses: bool) -> None:
    """Check the receipt in FILE offline: exit status 0 if it is on the record, 1 if not.

    3 says that it is by the log's own word, and that no witness was asked.
    """
    trusted = policy_of(policy, key)
    for line in check_receipt_file(file.read_bytes(), trusted).lines:
        click.echo(line)
    if not trusted.needs_witnesses and not without_witnesses:
        sys.exit(NO_WITNESS_ASKED)


@receipt.command()
@click.argument("file", type=_FILE)
@click.option("--policy", type=_FILE, help="Whom you trust: a file (C2SP tlog-policy).")
@click.option("--key", help="The record's public key (C2SP form), if the policy does not name it.")
def promise(file: Path, policy: Path | None, key: str | None) -> None:
    """Check the promise of a receipt in FILE, and say by when the receipt must be there."""
    for line in check_promise_file(file.read_bytes(), policy_of(policy, key)):
        click.echo(line)


@receipt.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--policy", type=_FILE, help="Whom the page trusts: a file (C2SP tlog-policy).")
@click.option("--key", help="The record's public key (C2SP form), if the policy does not name it.")
def page(file: Path, policy: Path | None, key: str | None) -> None:
    """Write the page that checks receipts into FILE, to hand on or to put on a site of your own."""
    catalogues = load_catalogues([Path(str(files("thiqa.web"))) / "locale"])
    file.write_bytes(make_verify_page(policy_of(policy, key), catalogues).html)


def policy_of(file: Path | None, key: str | None) -> LogPolicy:
    """Return whom somebody trusts who names a policy file, a key, or both."""
    if file is None and key is None:
        raise PolicyFileError("whom you trust must be said: with --policy, or with --key")
    policy = LogPolicy.of_log() if file is None else _read_policy(file)
    return policy if key is None else policy.with_log(VerifierKey.parse(key.strip()))


def _read_policy(file: Path) -> LogPolicy:
    try:
        return parse_policy(file.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise PolicyFileError(f"{file} is not UTF-8") from error
