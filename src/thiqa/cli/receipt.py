"""`thiqa receipt`: receipts of the record, checked by whoever holds them."""

import sys
from pathlib import Path

import click

from thiqa.base import ThiqaError
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.policy_file import parse_policy
from thiqa.ledger.verify import check_receipt_file

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
