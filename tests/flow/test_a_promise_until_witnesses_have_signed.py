"""A receipt before its witnesses: both parties hold a promise, and get the receipt afterwards."""

import re
import time
from pathlib import Path

import httpx
import pytest

from serving import free_port, serving
from thiqa.base import b64encode
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.policy_file import parse_policy
from thiqa.ledger.promise import verify_promise
from thiqa.ledger.receipt import parse_receipt, verify_receipt
from thiqa.witness import KnownLog, make_folder, open_folder, witness_app
from world import SpecimenCountry, World, provider_world

PATIENCE_SECONDS = 30


@pytest.fixture
def policy(tmp_path: Path) -> tuple[Path, int]:
    """A policy whose one witness does not answer yet, and the port where it will."""
    port = free_port()
    key = make_folder(tmp_path / "witness", "witness.example")
    file = tmp_path / "record.policy"
    file.write_text(f"witness w {key.text} http://127.0.0.1:{port}\nquorum w\n")
    return file, port


def test_a_promise_is_kept_when_the_witness_is_there(
    country: SpecimenCountry, sqlite_url: str, tmp_path: Path, policy: tuple[Path, int]
) -> None:
    file, port = policy
    data = tmp_path / "provider"
    data.mkdir()
    with provider_world(country, sqlite_url, data, record_policy=str(file)) as world:
        trusted = whom_to_trust(world)
        citizen = world.citizen()
        token = world.service.identify(citizen)["access_token"]
        start = time.monotonic()
        early = world.service.get("/receipt", token)
        assert time.monotonic() - start < PATIENCE_SECONDS
        assert early.status_code == httpx.codes.ACCEPTED
        assert early.headers["retry-after"] == "1"
        promise = verify_promise(early.text, LogPolicy(trusted.logs))
        found = re.search(r"/receipts/[0-9a-f]{36}", citizen.browser.get("/history").text)
        assert found
        page = citizen.browser.get(found[0]).text
        assert "The proof is on its way" in page
        assert b64encode(promise.leaf_hash).replace("+", "&#43;") in page.replace("+", "&#43;")
        assert verify_promise(citizen.browser.get(f"{found[0]}/promise").text, trusted).by

        with (
            open_folder(tmp_path / "witness", country.clock) as opened,
            serving(witness_app(opened), port),
        ):
            opened.store.add_log(KnownLog(trusted.logs[0].key.name, trusted.logs[0].key))
            deadline = time.monotonic() + PATIENCE_SECONDS
            while (given := world.service.get("/receipt", token)).status_code != httpx.codes.OK:
                assert time.monotonic() < deadline
        receipt = verify_receipt(given.text, trusted)
        assert receipt.entry == promise.entry
        assert hash_leaf(parse_receipt(given.text).leaf) == promise.leaf_hash
        assert [each.key.name for each in receipt.checkpoint.cosigned_by] == ["witness.example"]
        assert "--policy record.policy<" in citizen.browser.get(found[0]).text


def whom_to_trust(world: World) -> LogPolicy:
    """Return the policy that the provider publishes."""
    return parse_policy(httpx.get(f"{world.issuer}/record/policy").text)
