"""The driver's proofs of possession are those that a service would send."""

import time

from bench.client import Client
from bench.cpu_time import Meter
from bench.flows.peer import Peer
from bench.flows.provider import authorization
from bench.proofs import ProofKey, Prover
from thiqa.oidc.tokens.dpop import Call, verify_proof
from thiqa.oidc.tokens.dpop_nonce import DpopNonces

URL = "http://127.0.0.1:8400/token"


def proof(line: str) -> str:
    name, _, text = line.removesuffix("\r\n").partition(": ")
    assert name == "dpop"
    return text


def test_a_proof_verifies_for_its_request_and_token() -> None:
    now = int(time.time())
    nonces = DpopNonces(b"secret")
    call = Call("GET", (URL,), "token")
    key = ProofKey()
    one, other = (
        verify_proof(proof(key.line("GET", URL, nonces.current(now), "token")), call, nonces, now)
        for _ in range(2)
    )
    assert one.jkt == other.jkt
    assert one.use_digest != other.use_digest


def test_without_a_key_nothing_is_proved_and_the_token_is_a_bearer_token() -> None:
    assert Prover(1, "/par", bytes).line(None, "POST", "/token") == ""
    assert authorization("token", "") == "authorization: Bearer token\r\n"
    assert authorization("token", "dpop: x\r\n") == "authorization: DPoP token\r\ndpop: x\r\n"


def test_one_key_is_used_again_and_new_keys_are_not() -> None:
    client = Client("bench", "https://rp.example")
    plain = Peer(1, Meter(1, None), client, Prover(1, "/par", bytes))
    assert plain.new_key() is None
    steady, changing = plain.with_dpop(), plain.with_new_keys()
    assert steady.new_key() is steady.new_key() is not None
    assert changing.new_key() is not changing.new_key()
