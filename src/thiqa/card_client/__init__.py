"""The card client: on the citizen's own machine, between a site and the card."""

from thiqa.card_client.app import make_app
from thiqa.card_client.errors import CardClientError, HandoverError

__all__ = ["CardClientError", "HandoverError", "make_app"]
