"""An address to be pinged at does not make the provider speak to its own network (SSRF)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from decoupled import hearing
from provider_parts import CLIENT, NOW, SERVICE, Parts
from thiqa.oidc.backchannel.delivery import PingDelivery
from thiqa.oidc.backchannel.models import Ping
from thiqa.oidc.clients.registration import read_registration
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.models import CIBA_GRANT
from thiqa.web.fetch import Fetcher


def deliver(url: str, *addresses: str) -> Parts:
    """Let the provider ping a client at an address that its name server gives."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    parts = Parts()
    registered = replace(CLIENT, backchannel_client_notification_endpoint=url)
    parts.records.oidc.clients[CLIENT.id] = registered
    ping = Ping(b"p", CLIENT.id, "request", "token", 0, NOW, NOW + 900)
    parts.records.oidc.pings = {ping.id: ping}
    fetcher = Fetcher(timeout_seconds=1.0, resolve=resolve)
    asyncio.run(PingDelivery(parts.provider, fetcher.post).deliver_due())
    return parts


PRIVATE = ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.0.1", "::1", "fd00::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_never_pinged(address: str) -> None:
    with hearing() as ear:
        for scheme in ("https", "http"):
            for addresses in ((address,), ("8.8.8.8", address)):
                url = f"{scheme}://service.example:{ear.port}/ping"
                parts = deliver(url, *addresses)
                assert len(parts.records.oidc.pings) == 1, "it has failed, and is tried later"
        assert ear.heard == []


@pytest.mark.parametrize(
    "uri",
    [
        "http://service.example/ping",
        "https://service.example/ping#x",
        "https://user:secret@service.example/ping",
        "ftp://service.example/ping",
        "file:///etc/passwd",
        "/ping",
    ],
)
def test_a_strange_address_is_not_registered(uri: str) -> None:
    changes = {
        "grant_types": [CIBA_GRANT],
        "backchannel_token_delivery_mode": "ping",
        "backchannel_client_notification_endpoint": uri,
    }
    with pytest.raises(RegistrationError):
        read_registration(SERVICE.registration(**changes))
