"""A service that asks every few seconds finds the connection that it left open."""

import http.client
import time
from urllib.parse import urlsplit

from thiqa.oidc.backchannel.models import INTERVAL_SECONDS
from world import Processes

LIVE = "/health/live"


def test_a_connection_outlives_the_interval_at_which_a_service_may_poll(
    provider: Processes,
) -> None:
    (process,) = provider.processes
    connection = http.client.HTTPConnection(urlsplit(process.address).netloc, timeout=5)
    connection.request("GET", LIVE)
    connection.getresponse().read()
    port = connection.sock.getsockname()
    time.sleep(INTERVAL_SECONDS + 0.5)
    connection.request("GET", LIVE)
    assert connection.getresponse().read() == b"alive"
    assert connection.sock.getsockname() == port
    connection.close()
