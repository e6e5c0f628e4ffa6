"""Metrics count what all workers did, without a word about persons, for this machine alone."""

import re
import socket
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from provider_process import ProviderProcess
from serving import free_port
from thiqa.settings import Settings
from world import Processes, SpecimenCountry

REQUESTS = 40


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is shown here is not in the database: one kind is enough."""
    return sqlite_url


def samples(address: str) -> dict[tuple[str, str, str], float]:
    """Return the values by name, place and status."""
    text = httpx.get(f"{address}/metrics").raise_for_status().text
    return {
        (each.name, each.labels["place"], each.labels.get("status", "")): each.value
        for family in text_string_to_metric_families(text)
        if family.name.startswith("thiqa_request")
        for each in family.samples
        if "le" not in each.labels
    }


def test_the_requests_of_both_workers_are_counted(two_workers: Processes) -> None:
    (process,) = two_workers.processes
    before = samples(process.address)
    for _ in range(REQUESTS):  # each on a connection of its own: either worker may take it
        httpx.get(f"{process.address}/jwks")
        httpx.get(f"{process.address}/userinfo")
    httpx.get(f"{process.address}/no/such/page")
    counts = [samples(process.address) for _ in range(5)]
    for after in counts:
        gained = {key: value - before.get(key, 0) for key, value in after.items()}
        assert gained["thiqa_requests_total", "/jwks", "200"] == REQUESTS
        assert gained["thiqa_requests_total", "/userinfo", "401"] == REQUESTS
        assert gained["thiqa_request_seconds_count", "/userinfo", ""] == REQUESTS
        assert gained["thiqa_requests_total", "page", "404"] == 1


def test_metrics_name_places_and_no_persons(two_workers: Processes) -> None:
    (process,) = two_workers.processes
    citizen = two_workers.citizen()
    two_workers.service.identify(citizen)
    citizen.browser.get("/receipts/abc?x=AB123456")
    text = httpx.get(f"{process.address}/metrics").text
    places = set(re.findall(r'place="([^"]*)"', text))
    assert places <= {
        "page",
        "/par",
        "/token",
        "/userinfo",
        "/receipt",
        "/jwks",
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
        "/introspect",
        "/revoke",
        "/register",
        "/service",
        "/bc-authorize",
        "/reconciliation",
        "/record/checkpoint",
        "/record/policy",
        "/record/tile/",
        "/sandbox/scenarios.json",
        "/sandbox/scenarios.schema.json",
        "/health/live",
        "/health/ready",
        "/metrics",
    }
    assert citizen.national_number not in text


def test_metrics_are_for_this_machine_alone(country: SpecimenCountry, tmp_path: Path) -> None:
    address = _address_of_this_machine()
    (tmp_path / "card-authorities").symlink_to(country.authorities)
    port = free_port()
    settings = Settings(
        host=address,
        port=port,
        issuer=f"http://localhost:{port}",
        data=tmp_path,
        specimen=True,
    )
    with ProviderProcess(settings, port) as process:
        process.wait_until_ready()
        assert httpx.get(f"{process.address}/metrics").status_code == 404


def test_who_comes_through_a_proxy_is_not_this_machine(provider: Processes) -> None:
    (process,) = provider.processes
    headers = {"x-forwarded-for": "198.51.100.7"}
    assert httpx.get(f"{process.address}/metrics", headers=headers).status_code == 404
    assert httpx.get(f"{process.address}/metrics").status_code == 200


def _address_of_this_machine() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but the loopback's: nobody else can ask")
        address: str = probe.getsockname()[0]
        return address


def test_how_long_entries_wait_is_told_by_whoever_looked_last(two_workers: Processes) -> None:
    (process,) = two_workers.processes
    text = httpx.get(f"{process.address}/metrics").raise_for_status().text
    waiting = {
        each.labels["until"]: each.value
        for family in text_string_to_metric_families(text)
        if family.name == "thiqa_record_waiting_seconds"
        for each in family.samples
    }
    assert waiting == {"placed": 0, "published": 0}
