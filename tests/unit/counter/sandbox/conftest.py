from collections.abc import Iterator

import pytest

from payment_sites import PaymentSite, payment_site


@pytest.fixture(scope="session")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaymentSite]:
    """A payment provider with one merchant, for tests that leave it running."""
    with payment_site(tmp_path_factory.mktemp("provider")) as made:
        yield made


@pytest.fixture
def site(shared_site: PaymentSite) -> PaymentSite:
    """The provider on another day, at which nobody has paid yet."""
    shared_site.reset()
    return shared_site
