from collections.abc import Iterator

import pytest

from counter_bodies import BodiesSite, bodies_site
from thiqa.counter.sandbox.bodies.answering import Trouble


@pytest.fixture(scope="session")
def shared_bodies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BodiesSite]:
    """Both bodies, for tests that leave them running."""
    with bodies_site(tmp_path_factory.mktemp("bodies")) as made:
        yield made


@pytest.fixture
def bodies(shared_bodies: BodiesSite) -> BodiesSite:
    """Both bodies, to whom nothing goes wrong."""
    shared_bodies.bodies.trouble = Trouble.NONE
    shared_bodies.bodies.asked = []
    return shared_bodies
