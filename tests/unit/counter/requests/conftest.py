import pytest

from counter_requests import WithOffice, at_office, life


@pytest.fixture
def with_office(counter_url: str) -> WithOffice:
    """Runs a test's coroutine function with an office, on each kind of database."""
    return at_office(counter_url, life())
