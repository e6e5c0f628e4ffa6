"""A witness over HTTP, in front of a client of HTTP."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from serving import free_port, serving
from thiqa.witness import OpenWitness, witness_app
from thiqa.witness.app import MAX_REQUEST_BYTES
from thiqa.witness.models import hash_origin
from witnesses import WitnessedLog, verified


@pytest.fixture
def http(opened: OpenWitness) -> Iterator[httpx.Client]:
    """A client at the witness's address."""
    port = free_port()
    with (
        serving(witness_app(opened), port),
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


def add(http: httpx.Client, body: bytes) -> httpx.Response:
    """Ask for a cosignature."""
    return http.post("/add-checkpoint", content=body)


def test_a_cosignature_is_the_whole_answer(
    http: httpx.Client, opened: OpenWitness, log: WitnessedLog
) -> None:
    answer = add(http, log.request(0, 9))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    verified(answer.text, log.checkpoint(9), opened.key)


def test_a_conflict_tells_the_size_in_the_type_of_the_specification(
    http: httpx.Client, log: WitnessedLog
) -> None:
    add(http, log.request(0, 9))
    answer = add(http, log.request(0, 12))
    assert (answer.status_code, answer.text) == (409, "9\n")
    assert answer.headers["content-type"] == "text/x.tlog.size"


def test_each_refusal_has_its_status(
    http: httpx.Client, opened: OpenWitness, log: WitnessedLog
) -> None:
    opened.witness.add_checkpoint(log.request(0, 9))
    request = log.request(9, 12)
    assert add(http, b"old 0\n").status_code == 400
    assert add(http, b"").status_code == 400
    assert add(http, request.replace(b"log.example", b"log.elsewhere")).status_code == 404
    assert add(http, request.replace(b"\n12\n", b"\n13\n")).status_code == 403
    assert add(http, log.request(8, 12)).status_code == 409
    assert (
        add(http, request.replace(b"old 9\n", b"old 9\n" + b"A" * 43 + b"=\n")).status_code == 422
    )
    assert add(http, request).status_code == 200


def test_only_what_fits_is_read(http: httpx.Client) -> None:
    assert add(http, b"x" * MAX_REQUEST_BYTES).status_code == 400
    assert add(http, b"x" * (MAX_REQUEST_BYTES + 1)).status_code == 413


def test_a_checkpoint_is_served_for_monitors(http: httpx.Client, log: WitnessedLog) -> None:
    path = f"/{hash_origin(log.by.name)}/checkpoint"
    assert http.get(path).status_code == 404
    line = add(http, log.request(0, 9)).text
    answer = http.get(path)
    assert answer.text == log.checkpoint(9) + line
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert http.get(path.replace("/", "/0", 1)).status_code == 404


def test_the_first_page_says_who_this_is(
    http: httpx.Client, opened: OpenWitness, log: WitnessedLog
) -> None:
    lines = http.get("/").text.splitlines()
    assert opened.key.text in lines
    assert log.by.name in lines


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_checkpoint_is_added_by_post_alone(http: httpx.Client, method: str) -> None:
    assert http.request(method, "/add-checkpoint").status_code == 405


def test_a_file_that_is_gone_is_said_to_be(
    http: httpx.Client, opened: OpenWitness, log: WitnessedLog, folder: Path
) -> None:
    opened.store.close()
    assert add(http, log.request(0, 9)).status_code == 503
