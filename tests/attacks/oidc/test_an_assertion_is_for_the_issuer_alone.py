"""An assertion that was made for somebody else, or for several, proves nothing here."""

import pytest

from services import Service, refusal
from world import World, on_one_database

pytestmark = on_one_database

AUDIENCES = {
    "the token endpoint": lambda issuer: f"{issuer}/token",
    "the endpoint that it is sent to": lambda issuer: f"{issuer}/par",
    "the issuer with a slash": lambda issuer: f"{issuer}/",
    "the issuer in capitals": lambda issuer: issuer.upper(),
    "a list with the issuer alone": lambda issuer: [issuer],
    "a list with the issuer and another": lambda issuer: [issuer, "https://other.example"],
    "an object": lambda issuer: {"iss": issuer},
    "another issuer": lambda _: "https://other.example",
    "nothing": lambda _: None,
    "an empty text": lambda _: "",
    "a number": lambda _: 1,
}


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("path", ["/par", "/token"])
def test_an_assertion_for_another_audience_is_refused(
    service: Service, audience: str, path: str
) -> None:
    assertion = service.assertion(aud=AUDIENCES[audience](service.issuer))
    fields = {**service.request(), "grant_type": "authorization_code", "code": "x"}
    response = service.post(path, {**fields, **service.credentials(assertion)})
    assert refusal(response) == (401, "invalid_client")


def test_an_assertion_for_the_issuer_is_accepted(service: Service) -> None:
    assert service.push().status_code == 201


@pytest.mark.parametrize("audience", sorted({*AUDIENCES} - {"the token endpoint"}))
def test_in_the_sandbox_the_token_endpoint_is_the_one_exception(
    shared_world: World, audience: str
) -> None:
    plain = {"stage": "sandbox", "profile": "openid"}
    service = shared_world.new_service(changes=plain)
    good = service.assertion(aud=f"{service.issuer}/token")
    assert service.push(client_assertion=good).status_code == 201
    bad = service.assertion(aud=AUDIENCES[audience](service.issuer))
    assert refusal(service.push(client_assertion=bad)) == (401, "invalid_client")
