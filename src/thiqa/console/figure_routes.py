"""Figures for auditors: by body and purpose, a month at a time."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from starlette.responses import Response
from starlette.routing import Route

from thiqa.audit import Figure, Figures, Records, read_figures
from thiqa.console.audit_texts import KINDS, plain, service_text
from thiqa.console.audit_views import FigureRow, FiguresView
from thiqa.console.console import Console
from thiqa.console.members import Visitor, for_auditors
from thiqa.console.paths import FIGURES_PATH
from thiqa.oidc.models import Client
from thiqa.web.browser import query_of

MONTH_FIELD = "month"
MONTHS = 12
SECONDS_PER_DAY = 86_400
_EPOCH = date(1970, 1, 1)


def figure_routes(console: Console) -> list[Route]:
    """Return the route of the figures."""
    return [Route(FIGURES_PATH, for_auditors(console, _figures))]


async def _figures(visitor: Visitor) -> Response:
    months = latest_months(datetime.fromtimestamp(visitor.now, UTC).date())
    named = query_of(visitor.request).get(MONTH_FIELD, "")
    month = next((each for each in months if f"{each:%Y-%m}" == named), months[0])
    first, end = (_number(day) for day in (month, next_month(month)))
    audit = visitor.console.audit
    figures = await audit.database.read(lambda records: read_figures(records, first, end))
    clients = await _clients(visitor, {row.client_id for row in figures.rows})
    view = FiguresView(
        action=FIGURES_PATH,
        months=tuple((f"{each:%Y-%m}", each == month) for each in months),
        rows=tuple(_row(row, clients) for row in figures.rows),
        until=_until(figures),
        is_whole=figures.is_whole,
    )
    return visitor.show(view)


def latest_months(today: date) -> list[date]:
    """Return the first days of this month and of those before it."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def next_month(month: date) -> date:
    """Return the first day of the month after this one."""
    return (month + timedelta(days=31)).replace(day=1)


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _until(figures: Figures) -> int | None:
    if figures.end_day == figures.first_day:
        return None
    return figures.end_day * SECONDS_PER_DAY - 1


async def _clients(visitor: Visitor, wanted: Iterable[str]) -> dict[str, Client]:
    async def unit(records: Records) -> dict[str, Client]:
        found = {each: await records.oidc.get_client(each) for each in wanted}
        return {each: client for each, client in found.items() if client is not None}

    return await visitor.console.audit.database.read(unit)


def _row(figure: Figure, clients: dict[str, Client]) -> FigureRow:
    client = clients.get(figure.client_id)
    purpose = client.purposes.get(figure.purpose) if client else None
    return FigureRow(
        service=service_text(figure.client_id, {name: each.name for name, each in clients.items()}),
        purpose=purpose.name if purpose else plain(figure.purpose),
        entries=tuple((KINDS[kind], number) for kind, number in figure.entries),
    )
