"""`python -m thiqa.counter payments`: compare a day, or give money back."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import date
from zoneinfo import ZoneInfo

from thiqa.base import Clock, Money, MoneyError, StorageUnavailableError, new_secret, system_clock
from thiqa.counter.database import CounterDatabase
from thiqa.counter.errors import SettingsError
from thiqa.counter.letters import Correspondent, PublishedKeys, Writer
from thiqa.counter.letters.http import new_letters_client
from thiqa.counter.payments.errors import GatewayError, StatementRefusedError
from thiqa.counter.payments.models import (
    Difference,
    Payment,
    ReconciledDay,
    Refund,
    RefundReason,
    State,
)
from thiqa.counter.payments.reconciling import Reconciling
from thiqa.counter.payments.refunds import order_back
from thiqa.counter.payments.signed_gateway import SignedGateway
from thiqa.counter.records import Records
from thiqa.counter.requests.numbers import parse_number
from thiqa.counter.settings import PREFIX, Settings, read_settings
from thiqa.crypto.key_file import ensure_signer

TIME_ZONE = "Africa/Casablanca"
AGREED, DIFFERENT, UNUSABLE, UNAVAILABLE = 0, 1, 2, 3
"""Exit statuses: both books agree; they differ; it was asked wrongly; it cannot be known now."""


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("payments", help="compare the books, give money back")
    parts = parser.add_subparsers(required=True, metavar="PART")
    compare = parts.add_parser(
        "reconcile",
        help="compare a day with the provider's statement; status 1: they differ, 3: not known",
    )
    compare.add_argument("day", type=date.fromisoformat, help="as 2026-11-21")
    compare.set_defaults(run=print_reconciliation)
    refund = parts.add_parser("refund", help="give back a part of what was paid for a request")
    refund.add_argument("number", help="of the request")
    refund.add_argument("minor", type=int, help="in minor units: 1050 for 10.50")
    refund.add_argument("--key", default="", help="the same key again gives nothing back again")
    refund.set_defaults(run=print_refund)


def print_reconciliation(chosen: argparse.Namespace) -> int:
    """Compare the day that was chosen."""
    return reconcile_day(read_settings(os.environ), chosen.day)


def reconcile_day(settings: Settings, day: date, clock: Clock = system_clock) -> int:
    """Compare a day; print each difference, and return the exit status."""

    async def compare(reconciling: Reconciling) -> ReconciledDay:
        return await reconciling.reconcile(day)

    try:
        found = asyncio.run(_with_provider(settings, compare, clock))
    except (GatewayError, StatementRefusedError, StorageUnavailableError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return UNAVAILABLE
    for each in found.differences:
        print(line_of(each))
    print(f"{found.day}: {found.movements} movements, {len(found.differences)} differences")
    return DIFFERENT if found.differences else AGREED


def line_of(each: Difference) -> str:
    """Return a difference on one line, its members parted by tabs."""
    members = (
        each.kind.value,
        each.number or "-",
        each.payment_id,
        each.refund_id or "-",
        _amount(each.ours),
        _amount(each.theirs),
    )
    return "\t".join(members)


def print_refund(chosen: argparse.Namespace) -> int:
    """Order the refund that was chosen."""
    return order_refund(read_settings(os.environ), chosen.number, chosen.minor, chosen.key)


def order_refund(
    settings: Settings, typed: str, minor: int, key: str, clock: Clock = system_clock
) -> int:
    """Order a refund, which the counter has done; return the exit status."""
    number = parse_number(typed)
    if number is None:
        raise SettingsError("not a number of a request")
    key = key or new_secret()
    refund = asyncio.run(_order(settings.database_url, number, minor, key, clock()))
    if refund is None:
        print("nothing was ordered: so much was not paid, or the key was used", file=sys.stderr)
        return DIFFERENT
    print(f"ordered: {_amount(refund.amount)} of {number}")
    return AGREED


async def _order(url: str, number: str, minor: int, key: str, now: int) -> Refund | None:
    async def order(records: Records) -> Refund | None:
        paid = [each for each in await records.payments.list_of_request(number) if _is_paid(each)]
        if not paid:
            return None
        amount = _checked(minor, paid[0].amount.currency)
        return await order_back(records, paid[0], amount, key, RefundReason.BY_HAND, now)

    async with CounterDatabase(url) as database:
        return await database.run(order)


def _is_paid(payment: Payment) -> bool:
    return payment.state is State.PAID


def _checked(minor: int, currency: str) -> Money:
    try:
        return Money(minor, currency)
    except MoneyError as error:
        raise SettingsError(str(error)) from error


async def _with_provider(
    settings: Settings, act: Callable[[Reconciling], Awaitable[ReconciledDay]], clock: Clock
) -> ReconciledDay:
    if not settings.payments:
        raise SettingsError(f"{PREFIX}PAYMENTS names no provider")
    writer = Writer(settings.url, ensure_signer(settings.letters_key_file), clock)
    async with (
        CounterDatabase(settings.database_url) as database,
        new_letters_client() as http,
    ):
        keys = PublishedKeys(settings.payments, http, clock)
        gateway = SignedGateway(Correspondent(keys, writer, http))
        return await act(Reconciling(database, gateway, clock, ZoneInfo(TIME_ZONE)))


def _amount(amount: Money | None) -> str:
    return "-" if amount is None else f"{amount.minor} {amount.currency}"
