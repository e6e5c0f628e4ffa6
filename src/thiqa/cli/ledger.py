"""`thiqa ledger`: receipts of the record, checked by whoever holds them."""

from pathlib import Path

import click

from thiqa.ledger.verify import check_receipt_file


@click.group()
def ledger() -> None:
    """Check the record."""


@ledger.command()
@click.argument("receipt", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "verifier_key", required=True, help="The record's public key (C2SP form).")
def verify(receipt: Path, verifier_key: str) -> None:
    """Check a RECEIPT offline, with the record's public key only."""
    report = check_receipt_file(receipt.read_bytes(), verifier_key)
    for line in report.lines:
        click.echo(line)
