import os
import socket
from pathlib import Path

import pytest

from serving import free_port, free_ports
from thiqa.demo.places import WITNESSES, Places, PortTakenError
from thiqa.settings import Settings


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Free places."""
    return Places(tmp_path, *(free_port() for _ in range(6)), free_ports(WITNESSES))


def test_the_processes_are_given_settings_that_can_be_read(places: Places) -> None:
    settings = Settings.from_environment(places.environment())
    assert settings.issuer == places.provider
    assert settings.card_client == places.card_client
    assert settings.specimen
    assert places.cards.is_relative_to(settings.data)


def test_settings_of_whoever_starts_it_do_not_get_through(places: Places) -> None:
    environment = places.environment()
    inherited = {name for name in environment if name in os.environ}
    assert not any(name.startswith(("THIQA_", "COUNTER_")) for name in inherited)


def test_free_ports_are_taken_without_a_word(places: Places) -> None:
    places.refuse_taken_ports()


def test_a_taken_port_is_named_with_what_wanted_it(places: Places) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", places.counter_port))
        taken.listen()
        with pytest.raises(PortTakenError, match=f"{places.counter_port}, wanted for the counter"):
            places.refuse_taken_ports()
