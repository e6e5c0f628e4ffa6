"""A public service asks who a citizen is, and everybody gets what is theirs."""

from services import CLAIMS, http
from thiqa.crypto import parse_jwks, verify_jws
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt
from world import Citizen, Service, World


def test_a_service_gets_the_claims_that_the_citizen_agreed_to(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    answer = citizen.walk(service.pushed())
    assert answer["iss"] == shared_world.issuer
    tokens = service.redeem(answer["code"]).json()
    claims = service.userinfo(tokens["access_token"]).json()
    assert claims["family_name#ar"]
    assert set(claims) == {"sub", *CLAIMS}
    jwks = parse_jwks(http().get(f"{shared_world.issuer}/jwks").json())
    id_token = verify_jws(tokens["id_token"], jwks).claims
    assert id_token["sub"] == claims["sub"]
    assert id_token["acr"] == "high"


def test_the_service_holds_a_receipt_that_verifies_offline(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    answer = citizen.walk(service.pushed())
    tokens = service.redeem(answer["code"]).json()
    receipt = service.receipt(tokens["access_token"])
    assert receipt.status_code == 200
    metadata = http().get(f"{shared_world.issuer}/.well-known/openid-configuration").json()
    verified = verify_receipt(
        receipt.text, LogPolicy.of_log(VerifierKey.parse(metadata["thiqa_record_key"]))
    )
    assert verified.entry.event.client_id == service.client_id
