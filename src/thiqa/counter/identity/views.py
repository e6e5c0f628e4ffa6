"""What the result page shows of a citizen: labels, and values in both scripts."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.counter.identity.claims import YEAR, readable
from thiqa.counter.identity.models import Identity
from thiqa.web import Language
from thiqa.web.messages import message

LABELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (message("Family name"), ("family_name", "family_name#ar")),
    (message("First name"), ("given_name", "given_name#ar")),
    (message("Date of birth"), ("birthdate",)),
    (message("National number"), ("national_number",)),
    (message("Place of birth"), ("place_of_birth", "place_of_birth#ar")),
    (message("Address"), ("address", "address#ar")),
)
"""English messages of the labels, and the claims that each line shows."""

YEAR_ONLY = message("Only the year is known")
CODES = ("national_number",)


@dataclass(frozen=True, slots=True)
class Value:
    """A text with its language, where the claim's name says it (section 5.2)."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page; no values: the citizen left it out, or there is none."""

    label: str
    values: tuple[Value, ...]
    is_code: bool
    remark: str | None = None
    """An English message about the values."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """The result page."""

    rows: tuple[Row, ...]
    auth_time: int
    log: str
    index: int
    log_size: int
    at: int
    file_name: str
    check_command: str
    """What anybody can type to check the downloaded file."""


def result_view(identity: Identity, language: Language) -> ResultView:
    """Return what the page shows of an identity."""
    receipt = identity.receipt
    file_name = receipt_file_name(receipt.index)
    return ResultView(
        rows=claim_rows(identity.claims, language),
        auth_time=identity.auth_time,
        log=receipt.log,
        index=receipt.index,
        log_size=receipt.log_size,
        at=receipt.at,
        file_name=file_name,
        check_command=(
            f"thiqa receipt verify {file_name} --key {shlex.quote(receipt.log_key)}"
            " --without-witnesses"
        ),
    )


def claim_rows(claims: Mapping[str, Any], language: Language) -> tuple[Row, ...]:
    """Return the lines that say who somebody is; those without values were not given."""
    return tuple(
        Row(
            label, tuple(_values(claims, names, language)), names == CODES, remark_on(names, claims)
        )
        for label, names in LABELS
    )


def receipt_file_name(index: int) -> str:
    """Return the name under which a receipt is downloaded."""
    return f"thiqa-receipt-{index}.txt"


def _values(
    claims: Mapping[str, Any], names: tuple[str, ...], language: Language
) -> tuple[Value, ...]:
    texts = ((name, readable(name, claims.get(name), language)) for name in names)
    return tuple(Value(text, name.partition("#")[2] or None) for name, text in texts if text)


def remark_on(names: tuple[str, ...], claims: Mapping[str, Any]) -> str | None:
    """Return what has to be said of a line: that of a birth date no more than the year came."""
    if "birthdate" not in names or not YEAR.fullmatch(str(claims.get("birthdate", ""))):
        return None
    return YEAR_ONLY
