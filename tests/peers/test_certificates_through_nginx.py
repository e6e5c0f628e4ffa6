"""Certificates of services through nginx, with the configuration of the operator's guide.

Needs the Debian package nginx.
"""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from citizens import Citizen
from mutual_tls_site import MutualTlsSite, mutual_tls_site
from services import Service, refusal
from serving import free_port
from thiqa.crypto import key_of_certificate
from tls_certificates import Identity, self_signed
from world import World, on_one_database

pytestmark = on_one_database

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "operator.md"
HEADER = "x-client-certificate"
SECONDS_TO_START = 10
REST = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    {server}
}}
"""


@pytest.fixture(scope="module")
def site(shared_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MutualTlsSite]:
    with mutual_tls_site(shared_world, tmp_path_factory.mktemp("nginx")) as made:
        yield made


@pytest.fixture(scope="module")
def origin(site: MutualTlsSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of nginx, which passes certificates on to a provider that believes it."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.fail("install the Debian package nginx for this test")
    folder, port = tmp_path_factory.mktemp("proxy"), free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(configured(site, folder, port))
    with subprocess.Popen([program, "-p", str(folder), "-c", str(configuration)]) as process:
        try:
            wait_until_it_listens(port, process)
            yield f"https://localhost:{port}"
        finally:
            process.terminate()


def configured(site: MutualTlsSite, folder: Path, port: int) -> str:
    """Return the guide's configuration, with the addresses and files of this test."""
    [shown] = re.findall(r"```nginx\n(.*?)```", GUIDE.read_text(), re.S)
    provider = site.behind_proxies("127.0.0.1", HEADER)
    server = (
        shown.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
        .replace("mtls.id.example", "localhost")
        .replace("http://127.0.0.1:8400", provider.replace("localhost", "127.0.0.1"))
    )
    certificate, key = site.server.write(folder, "server")
    return REST.format(folder=folder, certificate=certificate, key=key, server=server)


def wait_until_it_listens(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            httpx.get(f"http://localhost:{port}/")
            return
        except httpx.TransportError:
            assert process.poll() is None, "nginx has ended"
            assert time.monotonic() < deadline, "nginx does not listen"
            time.sleep(0.05)


@pytest.fixture
def known(site: MutualTlsSite, origin: str) -> Service:
    """A service that is known by a certificate of the authority."""
    identity = site.identity("town-hall")
    return site.service(identity, origin, tls_client_auth_subject_dn="CN=town-hall")


def with_certificate(site: MutualTlsSite, service: Service, identity: Identity | None) -> Service:
    return replace(service, key=service.signer, client=site.client(identity))


def test_a_service_identifies_a_citizen_with_its_certificate(
    site: MutualTlsSite, known: Service, citizen: Citizen
) -> None:
    token = known.identify(citizen)["access_token"]
    assert known.userinfo(token).is_success
    thief = with_certificate(site, known, site.identity("town-hall"))
    assert thief.userinfo(token).status_code == 401


def test_a_certificate_that_vouches_for_itself_gets_through(
    site: MutualTlsSite, origin: str
) -> None:
    identity = self_signed("alone")
    jwk = key_of_certificate(identity.certificate).key.as_dict(private=False)
    service = site.service(
        identity,
        origin,
        token_endpoint_auth_method="self_signed_tls_client_auth",
        jwks={"keys": [jwk]},
    )
    assert service.push().status_code == 201


@pytest.mark.parametrize("persona", ["none", "self-signed", "of another service"])
def test_another_certificate_is_refused(site: MutualTlsSite, known: Service, persona: str) -> None:
    identities = {
        "none": None,
        "self-signed": self_signed("town-hall"),
        "of another service": site.identity("tax-office"),
    }
    response = with_certificate(site, known, identities[persona]).push()
    assert refusal(response) == (401, "invalid_client")


def test_what_a_client_says_of_itself_does_not_get_through(
    site: MutualTlsSite, known: Service, origin: str
) -> None:
    victim = site.identity("town-hall")
    form = {"client_id": known.client_id, **known.request()}
    for identity in (None, self_signed("forger")):
        response = site.client(identity).post(
            f"{origin}/par", data=form, headers={HEADER: quote(victim.pem)}
        )
        assert refusal(response) == (401, "invalid_client")
