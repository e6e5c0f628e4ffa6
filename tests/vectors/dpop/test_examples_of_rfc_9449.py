"""The proofs that RFC 9449 prints, verified as if they had come in now."""

import json
from pathlib import Path
from typing import Any

import pytest

from thiqa.oidc.errors import InvalidDpopProofError, UseDpopNonceError
from thiqa.oidc.tokens.dpop import Call, access_token_hash, verify_proof
from thiqa.oidc.tokens.dpop_nonce import DpopNonces

EXAMPLES = json.loads((Path(__file__).parent / "examples.json").read_text())
REQUESTS = ["token", "resource"]


class NoncesNotNeeded(DpopNonces):
    """Stands in for a server that gives no nonces, as that of the examples."""

    def check(self, nonce: object, now: int) -> int:
        assert nonce is None
        return now + 60


def call(example: dict[str, Any], **changes: Any) -> Call:
    given = {
        "method": example["method"],
        "addresses": (example["address"],),
        "access_token": example.get("access_token"),
    }
    return Call(**{**given, **changes})


@pytest.mark.parametrize("request_to", REQUESTS)
def test_an_example_proves_the_key_of_section_6_1(request_to: str) -> None:
    example = EXAMPLES[request_to]
    proof = verify_proof(example["proof"], call(example), NoncesNotNeeded(b""), example["iat"])
    assert proof.jkt == EXAMPLES["jkt"]


def test_the_hash_of_the_access_token_is_the_one_of_section_7_1() -> None:
    token = EXAMPLES["resource"]["access_token"]
    assert access_token_hash(token) == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"


@pytest.mark.parametrize("request_to", REQUESTS)
@pytest.mark.parametrize(
    "changes",
    [{"method": "PUT"}, {"addresses": ("https://other.example/token",)}, {"access_token": "other"}],
    ids=str,
)
def test_an_example_is_not_for_another_request(request_to: str, changes: dict[str, Any]) -> None:
    example = EXAMPLES[request_to]
    with pytest.raises(InvalidDpopProofError):
        verify_proof(
            example["proof"], call(example, **changes), NoncesNotNeeded(b""), example["iat"]
        )


@pytest.mark.parametrize("request_to", REQUESTS)
def test_here_an_example_would_need_a_nonce(request_to: str) -> None:
    example = EXAMPLES[request_to]
    with pytest.raises(UseDpopNonceError):
        verify_proof(example["proof"], call(example), DpopNonces(b"secret"), example["iat"])
