"""The clerk's program of the guide, with a library of others, and a citizen at their own phone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jwskate import Jwk

from citizens import Citizen
from decoupled import POLLING, page_of, requests_on
from examples.running_example import EXAMPLES, PROXIES
from proofs import ProofKey
from services import Service
from thiqa.base import b64url_decode
from thiqa.oidc.backchannel.number import number_to_match
from world import World

WAIT_SECONDS = 60


@pytest.fixture
def asked(shared_world: World, citizen: Citizen, tmp_path: Path) -> "subprocess.Popen[str]":
    """The program, which has asked for a citizen and waits."""
    key = Jwk.generate(alg="ES256").with_kid_thumbprint()
    (tmp_path / "key.json").write_text(key.to_json())
    service: Service = shared_world.new_service(
        proof_key=ProofKey(shared_world.clock),
        changes={**POLLING, "jwks": {"keys": [key.public_jwk().to_dict()]}},
    )
    environment = {n: v for n, v in os.environ.items() if n.lower() not in PROXIES}
    environment |= {
        "ISSUER": shared_world.issuer,
        "CLIENT_ID": service.client_id,
        "KEY_FILE": str(tmp_path / "key.json"),
    }
    return subprocess.Popen(
        [sys.executable, EXAMPLES / "python" / "clerk.py", citizen.national_number, "Window 3"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(program: "subprocess.Popen[str]") -> int:
    """Return the number that the clerk reads out."""
    assert program.stdout is not None
    line = program.stdout.readline()
    assert line.startswith("Please pick "), program.communicate()
    return int(line.split()[2])


def picked(citizen: Citizen, number: int) -> Any:
    [fields] = requests_on(page_of(citizen))
    assert number_to_match(b64url_decode(fields["a"])) == number
    return citizen.post("/requests/answer", {**fields, "number": str(number)})


def test_the_clerk_reads_what_the_citizen_agreed_to(
    asked: "subprocess.Popen[str]", citizen: Citizen
) -> None:
    location = picked(citizen, said(asked)).headers["location"]
    page = citizen.browser.get(location).text
    assert "Window 3" in page
    citizen.post("/consent", {**citizen.fields(location), "decision": "agree"})
    output, errors = asked.communicate(timeout=WAIT_SECONDS)
    assert asked.returncode == 0, errors
    assert json.loads(output)["family_name#ar"]


def test_the_clerk_is_told_that_the_citizen_said_no(
    asked: "subprocess.Popen[str]", citizen: Citizen
) -> None:
    location = picked(citizen, said(asked)).headers["location"]
    citizen.post("/consent", {**citizen.fields(location), "decision": "refuse"})
    _, errors = asked.communicate(timeout=WAIT_SECONDS)
    assert asked.returncode == 1
    assert "nothing was given" in errors
