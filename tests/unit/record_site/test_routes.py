"""What a tiled log serves: each file of the published tree, for ever; and nothing beyond it."""

import asyncio
from collections.abc import Callable, Iterator

import httpx
import pytest

from public_log import filled, served
from specimen_log import POLICY
from stored_log import fetch, leaves, open_log
from thiqa.ledger.checkpoint import verify_checkpoint
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.public_files import decode_bundle

SIZE = 600
EDGE = SIZE % 256


@pytest.fixture(scope="module")
def log(shared_database_url: Callable[[], str]) -> Iterator[tuple[str, httpx.Client]]:
    url = filled(shared_database_url(), SIZE)
    with served(url) as address, httpx.Client(base_url=address) as client:
        yield url, client


@pytest.fixture(scope="module")
def client(log: tuple[str, httpx.Client]) -> httpx.Client:
    return log[1]


def test_the_checkpoint_is_kept_for_seconds(client: httpx.Client) -> None:
    response = client.get("/checkpoint")
    verified = verify_checkpoint(response.text, POLICY)
    assert verified.head.size == SIZE
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=2"


def test_the_policy_is_there_to_verify_by(client: httpx.Client) -> None:
    response = client.get("/policy")
    assert (response.status_code, response.text) == (200, POLICY.text)


@pytest.mark.parametrize(
    ("path", "hashes"),
    [("0/000", 256), ("0/001", 256), (f"0/002.p/{EDGE}", EDGE), ("0/002.p/1", 1), ("1/000.p/2", 2)],
)
def test_a_tile_has_exactly_the_width_of_its_name_and_is_kept_for_ever(
    client: httpx.Client, path: str, hashes: int
) -> None:
    response = client.get(f"/tile/{path}")
    assert response.status_code == 200
    assert len(response.content) == 32 * hashes
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "0/002",
        f"0/002.p/{EDGE + 1}",
        "0/003.p/1",
        "1/000",
        "1/000.p/3",
        "2/000.p/1",
        "63/000.p/1",
        "0/x999/x999/x999/x999/x999/x999/999",
        "entries/002",
        f"entries/002.p/{EDGE + 1}",
        "entries/003.p/1",
        "0/0",
        "0/000.p/256",
        "",
    ],
)
def test_what_is_not_in_the_published_tree_is_not_there_and_may_come(
    client: httpx.Client, path: str
) -> None:
    response = client.get(f"/tile/{path}")
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_bundles_have_the_leaves_in_order(log: tuple[str, httpx.Client], coding: str) -> None:
    url, client = log
    found: list[bytes] = []
    for path in ("000", "001", f"002.p/{EDGE}"):
        response = client.get(f"/tile/entries/{path}", headers={"accept-encoding": coding})
        assert response.headers.get("content-encoding", "identity") == coding
        assert response.headers["vary"] == "accept-encoding"
        found += decode_bundle(response.content)
    assert found == leaves(url)
    hashes = b"".join(client.get(f"/tile/0/{path}").content for path in ("000", "001"))
    assert hashes == b"".join(map(hash_leaf, found[:512]))


@pytest.mark.parametrize("path", ["checkpoint", "policy", "tile/0/000", "tile/entries/000"])
def test_what_an_asker_has_already_is_not_sent_again(client: httpx.Client, path: str) -> None:
    first = client.get(f"/{path}")
    again = client.get(f"/{path}", headers={"if-none-match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == first.headers["cache-control"]
    other = client.get(f"/{path}", headers={"if-none-match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000", "tile/entries/000"])
def test_head_says_what_get_would_send(client: httpx.Client, path: str) -> None:
    asked, got = client.head(f"/{path}"), client.get(f"/{path}")
    assert asked.content == b""
    assert {**asked.headers, "date": ""} == {**got.headers, "date": ""}


@pytest.mark.parametrize("path", ["checkpoint", "policy", "tile/0/000"])
def test_the_record_is_read_only_and_for_pages_of_every_site(
    client: httpx.Client, path: str
) -> None:
    assert client.get(f"/{path}").headers["access-control-allow-origin"] == "*"
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        refused = client.request(method, f"/{path}")
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")


def test_a_log_without_a_checkpoint_has_none(sqlite_url: str) -> None:
    with served(sqlite_url) as address:
        for path in ("checkpoint", "tile/0/000.p/1"):
            assert httpx.get(f"{address}/{path}").status_code == 404


def test_what_is_signed_and_not_published_is_not_shown(database_url: str) -> None:
    filled(database_url, 300)

    async def sign() -> None:
        async with open_log(database_url) as log:
            await log.append_many(300, 10)
            await log.sequencer.integrate()

    asyncio.run(sign())
    with served(database_url) as address:
        assert "\n300\n" in httpx.get(f"{address}/checkpoint").text
        assert httpx.get(f"{address}/tile/0/001.p/44").status_code == 200
        assert httpx.get(f"{address}/tile/0/001.p/45").status_code == 404
        assert httpx.get(f"{address}/tile/entries/001.p/45").status_code == 404
        filled(database_url, 0)
        assert httpx.get(f"{address}/tile/0/001.p/45").status_code == 200


def test_a_file_that_lost_something_is_not_served(database_url: str) -> None:
    filled(database_url, 300)
    fetch(database_url, "DELETE FROM ledger_leaf WHERE leaf_index = 7 RETURNING 1")
    fetch(database_url, "DELETE FROM ledger_tile RETURNING 1")
    with served(database_url) as address:
        for path in ("entries/000", "0/000"):
            response = httpx.get(f"{address}/tile/{path}")
            assert (response.status_code, response.headers["cache-control"]) == (500, "no-store")
        assert httpx.get(f"{address}/tile/entries/000.p/7").status_code == 200
