"""The shared citizens go on without disputes: nobody has more than a few."""

from collections.abc import Iterator

import pytest

from disputes import close_all
from world import World


@pytest.fixture(autouse=True)
def _no_dispute_stays_open(shared_world: World) -> Iterator[None]:
    yield
    close_all(shared_world)
