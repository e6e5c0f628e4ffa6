"""From five seconds after a service is retired, no endpoint serves it, whatever it holds."""

from dataclasses import replace
from urllib.parse import urlsplit

from services import LOGGED_OUT_URI, REDIRECT_URI, refusal, token_refusal
from thiqa.oidc.clients.directory import REGISTRATION_CACHE_SECONDS
from thiqa.oidc.models import Stage
from world import World


def test_nowhere(world: World) -> None:
    service, citizen, other = world.new_service(), world.citizen(), world.citizen("no-first-name")
    tokens = service.identify(citizen, scope="openid offline_access")
    code = citizen.walk(service.pushed())["code"]
    pushed, logging_in = service.pushed(), other.open(service.pushed())
    consenting = citizen.open(service.pushed())
    fields = {**citizen.fields(consenting), "decision": "agree"}
    world.retire(service)
    world.clock.advance(REGISTRATION_CACHE_SECONDS)

    assert refusal(service.push()) == (401, "invalid_client")
    assert refusal(service.redeem(code)) == (401, "invalid_client")
    assert refusal(service.refresh(tokens["refresh_token"])) == (401, "invalid_client")
    for path in ("/userinfo", "/receipt"):
        assert token_refusal(service.get(path, tokens["access_token"])) == (401, "invalid_token")
    pages = [
        citizen.browser.get(pushed),
        other.browser.get(logging_in),
        other.browser.get(logging_in.replace("/login", "/login/cancel")),
        citizen.browser.get(consenting),
        citizen.post("/consent", fields),
        citizen.post("/consent", {**fields, "decision": "refuse"}),
    ]
    for page in pages:
        assert page.status_code == 400
        assert "location" not in page.headers
    query = {"client_id": service.client_id, "post_logout_redirect_uri": LOGGED_OUT_URI}
    signing_out = citizen.browser.get("/end-session", params=query)
    assert signing_out.status_code == 400
    assert urlsplit(REDIRECT_URI).netloc not in signing_out.text


def test_the_citizen_still_sees_what_it_did(world: World) -> None:
    service, citizen = world.new_service(), world.citizen()
    citizen.walk(service.pushed(), remember="on")
    world.retire(service)
    history = citizen.browser.get("/history").text
    assert "Trial service" in history
    fields = citizen.fields("/consents")
    assert citizen.post("/consents/withdraw", fields).headers["location"].endswith("withdrawn=1")


def test_a_service_that_was_set_back_to_a_draft_is_on_no_page(world: World) -> None:
    service, citizen, other = world.new_service(), world.citizen(), world.citizen("no-first-name")
    pushed, logging_in = service.pushed(), other.open(service.pushed())
    consenting = citizen.open(service.pushed())
    fields = {**citizen.fields(consenting), "decision": "agree"}
    client = world.run(lambda records: records.oidc.get_client(service.client_id))
    assert client is not None
    draft = replace(client, stage=Stage.DRAFT)
    world.run(lambda records: records.oidc.put_client(draft))
    query = {"client_id": service.client_id, "post_logout_redirect_uri": LOGGED_OUT_URI}
    pages = [
        citizen.browser.get(pushed),
        other.browser.get(logging_in),
        citizen.browser.get(consenting),
        citizen.post("/consent", fields),
        citizen.browser.get("/end-session", params=query),
    ]
    for page in pages:
        assert page.status_code == 400
        assert "location" not in page.headers
