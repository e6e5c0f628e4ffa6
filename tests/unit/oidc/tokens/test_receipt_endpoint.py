import pytest

from thiqa.ledger.receipts import RECEIPT_WAIT_SECONDS
from thiqa.oidc.tokens.receipt_endpoint import DEFAULT_WAIT_SECONDS, preferred_wait


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("wait=0", 0),
        ("wait=5", 5),
        ("respond-async, wait=3", 3),
        ("Wait=4; foo=bar", 4),
        ('wait="7"', 7),
        ("wait=1, wait=9", 1),
        ("wait=999999", RECEIPT_WAIT_SECONDS),
    ],
)
def test_a_service_says_how_long_it_waits(header: str, seconds: float) -> None:
    assert preferred_wait(header) == seconds


@pytest.mark.parametrize(
    "header", [None, "", "wait", "wait=-1", "wait=x", "wait=1.5", "wait=9999999", "x" * 999]
)
def test_what_is_not_understood_is_ignored(header: str | None) -> None:
    assert preferred_wait(header) == DEFAULT_WAIT_SECONDS
