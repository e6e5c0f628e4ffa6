"""A card client with one card, and a browser at it."""

from collections.abc import Iterator

import pytest

from card_client_site import Browser, Client, specimens_client


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client with the card of the adult, which no attack may reach."""
    with specimens_client(tmp_path_factory.mktemp("cards"), "adult") as made:
        yield made


@pytest.fixture
def browser(client: Client) -> Iterator[Browser]:
    """A browser at that client."""
    with client.browser() as made:
        yield made
