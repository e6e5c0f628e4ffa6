"""A card client with one card, and a browser at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from card_client_site import Browser, Client, specimens_client


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """A client with the card of the adult."""
    with specimens_client(tmp_path, "adult") as made:
        yield made


@pytest.fixture
def browser(client: Client) -> Iterator[Browser]:
    """A browser at that client."""
    with client.browser() as made:
        yield made
