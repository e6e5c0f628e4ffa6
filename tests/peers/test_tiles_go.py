"""Others' code follows our log over HTTP: as the provider serves it, and as nginx carries it.

They are Go's checksum database, torchwood, and the fsck of Tessera. nginx is the Debian package.
"""

import asyncio
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from hostile_log import HostileLog, hostile_log
from public_log import filled, served
from serving import free_port
from specimen_log import POLICY, log_of, signer
from stored_log import open_log
from thiqa.monitor import LogClient, Look, Monitor, StateFolder, open_http
from thiqa.record_site import ExportFolder, export

SOURCE = Path(__file__).parent / "tiles_go"
GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "record.md"
FOLLOWERS = ("sumdb", "torchwood", "tessera")
CARRIERS = ("provider", "nginx")
SIZE = 700
KEY = signer().verifier_key.text
BUILD_SECONDS = 400
SECONDS_TO_START = 10
IMMUTABLE = "public, max-age=31536000, immutable"
REST = """
worker_processes 1;
daemon off;
user root;
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
    {server}
}}
"""

pytestmark = pytest.mark.timeout(BUILD_SECONDS + 60)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    go = shutil.which("go")
    if go is None:
        pytest.skip("Go is not installed: no code of others has followed our log")
    made = tmp_path_factory.mktemp("tiles_go") / "follow"
    subprocess.run([go, "build", "-o", made, "."], cwd=SOURCE, check=True, timeout=BUILD_SECONDS)
    return made


def follow(program: Path, follower: str, url: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [program, follower, url, KEY], capture_output=True, text=True, check=False, timeout=100
    )


@pytest.fixture(scope="module", params=CARRIERS)
def url(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("record")
    shutil.copyfile(sqlite_template, folder / "thiqa.db")
    database = f"sqlite:///{folder / 'thiqa.db'}"
    filled(database, 300)
    filled(database, SIZE - 300, first=300)
    carrier = {"provider": served, "nginx": carried_by_nginx}[request.param]
    with carrier(database) as address:
        yield address


@contextmanager
def carried_by_nginx(database: str) -> Iterator[str]:
    """Export a record and have nginx serve the folder, configured as the guide says."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.fail("install the Debian package nginx for this test")
    folder, port = Path(database.removeprefix("sqlite:///")).parent, free_port()
    exported = folder / "exported"

    async def write() -> None:
        async with open_log(database) as log:
            await export(log.database, POLICY, ExportFolder(exported))

    asyncio.run(write())
    [shown] = re.findall(r"```nginx\n(.*?)```", GUIDE.read_text(), re.S)
    server = shown.replace("listen 443 ssl", f"listen 127.0.0.1:{port}").replace(
        "/srv/thiqa-record", str(exported)
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(REST.format(folder=folder, server=server))
    with subprocess.Popen([program, "-p", str(folder), "-c", str(configuration)]) as process:
        try:
            wait_until_it_listens(port, process)
            yield f"http://127.0.0.1:{port}/record"
        finally:
            process.terminate()


def wait_until_it_listens(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/")
            return
        except httpx.TransportError:
            assert process.poll() is None, "nginx has ended"
            assert time.monotonic() < deadline, "nginx does not listen"
            time.sleep(0.05)


@pytest.mark.parametrize("follower", FOLLOWERS)
def test_others_verify_every_entry(program: Path, follower: str, url: str) -> None:
    result = follow(program, follower, url)
    assert (result.returncode, result.stdout.strip()) == (0, str(SIZE)), result.stderr


def test_our_monitor_does_too(url: str, tmp_path: Path) -> None:
    async def look() -> Look:
        async with open_http() as http:
            state = StateFolder(tmp_path)
            return await Monitor(LogClient(url, http), POLICY, state, lambda: 0).look()

    assert asyncio.run(look()) == Look(SIZE, SIZE, [])


@pytest.mark.parametrize(
    ("path", "media_type", "cache"),
    [
        ("checkpoint", "text/plain; charset=utf-8", "public, max-age=2"),
        ("policy", "text/plain; charset=utf-8", "public, max-age=300"),
        ("tile/0/000", "application/octet-stream", IMMUTABLE),
        ("tile/0/002.p/188", "application/octet-stream", IMMUTABLE),
        ("tile/entries/001", "application/octet-stream", IMMUTABLE),
    ],
)
def test_whoever_carries_it_says_how_long_it_is_good(
    url: str, path: str, media_type: str, cache: str
) -> None:
    response = httpx.get(f"{url}/{path}", headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["cache-control"] == cache
    assert response.headers["access-control-allow-origin"] == "*"
    assert (response.headers.get("content-encoding") == "gzip") == ("entries" in path)
    etag = response.headers["etag"]
    again = httpx.get(f"{url}/{path}", headers={"accept-encoding": "gzip", "if-none-match": etag})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["tile/0/002", "tile/0/002.p/189", "tile/entries/003", ".lock"])
def test_nothing_else_is_there(url: str, path: str) -> None:
    response = httpx.get(f"{url}/{path}")
    assert response.status_code in {404, 418}
    assert response.headers.get("cache-control") in {None, "no-store"}


@pytest.fixture
def hostile() -> Iterator[HostileLog]:
    with hostile_log() as log:
        log.publish(log_of(SIZE))
        yield log


@pytest.mark.parametrize("follower", FOLLOWERS)
@pytest.mark.parametrize("path", ["checkpoint", "tile/0/002.p/188", "tile/1/000.p/2"])
def test_others_refuse_what_was_changed(
    program: Path, follower: str, path: str, hostile: HostileLog
) -> None:
    hostile.flip(path, 25)
    assert follow(program, follower, hostile.url).returncode == 1
