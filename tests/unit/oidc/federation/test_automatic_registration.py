"""A relying party that has registered nowhere identifies a citizen, as far as it may."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from federation_sites import AuthoritySite, PartySite, signed_with_header
from federations import strange_signer
from services import NAMES, purpose, refusal, token_refusal
from thiqa.base import b64url_decode
from world import SpecimenCountry, World, on_one_database, provider_world

pytestmark = on_one_database
MARK = "https://authority.example/marks/processing"
VOUCHED = {
    "name": NAMES,
    "purposes": [purpose("benefits", {"given_name": True, "birthdate": False})],
    "default_purpose": "benefits",
}


@dataclass(frozen=True)
class Federation:
    """A provider in a federation: an anchor, an intermediate, and whoever joins."""

    world: World
    anchor: AuthoritySite
    middle: AuthoritySite
    trial: AuthoritySite
    """An anchor of a sandbox, where plain OpenID Connect is spoken."""
    stack: ExitStack

    def party(self, superior: AuthoritySite | None = None, **fields: Any) -> PartySite:
        """Return a relying party that is served and vouched for."""
        above = superior or self.middle
        party = PartySite([above.id], self.world.issuer, clock=self.world.clock, **fields)
        self.stack.enter_context(party.served())
        above.vouch(party.id, party.entity_jwks, entity_types=["openid_relying_party"])
        return party

    def mark(
        self,
        party: PartySite,
        vouched: Any,
        *,
        kind: str = MARK,
        issuer: AuthoritySite | None = None,
        **changes: Any,
    ) -> None:
        """Give a relying party a mark that it may process data, of the anchor's by default."""
        now, giver = self.world.clock(), issuer or self.anchor
        claims = {
            "iss": giver.id,
            "sub": party.id,
            "trust_mark_type": kind,
            "iat": now,
            "exp": now + 600,
            "thiqa_registration": vouched,
            **changes,
        }
        present = {name: value for name, value in claims.items() if value is not None}
        token = giver.signer.sign(present, typ="trust-mark+jwt")
        party.said = {"trust_marks": [{"trust_mark_type": kind, "trust_mark": token}]}


@pytest.fixture(scope="module")
def federation(
    country: SpecimenCountry,
    shared_database_url: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Federation]:
    """A provider that trusts one anchor for everything and another one for a sandbox."""
    data = tmp_path_factory.mktemp("federated")
    anchor, middle, trial = (AuthoritySite(clock=country.clock) for _ in range(3))
    middle.members = {"authority_hints": [anchor.id]}
    anchor.vouch(middle.id, middle.jwks, intermediate=True)
    anchor.members = {"trust_mark_issuers": {MARK: [anchor.id]}}
    file = data / "federation.json"
    document = {
        "organization_name": "Trial provider",
        "contacts": ["trust@example.org"],
        "authority_hints": [anchor.id],
        "trust_anchors": [
            {"entity_id": anchor.id, "jwks": anchor.jwks},
            {
                "entity_id": trial.id,
                "jwks": trial.jwks,
                "stage": "sandbox",
                "profile": "openid",
            },
        ],
        "purpose_marks": [{"trust_mark_type": MARK, "issuers": [anchor.id], "sectors": ["social"]}],
        "grants": {"http://127.0.0.1:1": VOUCHED},
    }
    file.write_text(json.dumps(document))
    with ExitStack() as stack:
        stack.enter_context(anchor.served())
        stack.enter_context(middle.served())
        stack.enter_context(trial.served())
        url = shared_database_url()
        world = stack.enter_context(provider_world(country, url, data, federation=str(file)))
        anchor.vouch(world.issuer, own_jwks(world), entity_types=["openid_provider"])
        yield Federation(world, anchor, middle, trial, stack)


def own_jwks(world: World) -> Any:
    """Return the keys that the provider shows of itself."""
    token = httpx.get(f"{world.issuer}/.well-known/openid-federation").text
    return json.loads(b64url_decode(token.split(".")[1]))["jwks"]


def test_the_provider_is_an_entity_itself(federation: Federation) -> None:
    world = federation.world
    response = httpx.get(f"{world.issuer}/.well-known/openid-federation")
    assert response.headers["content-type"] == "application/entity-statement+jwt"
    found = federation.anchor.resolve(world.issuer)
    discovered = httpx.get(f"{world.issuer}/.well-known/openid-configuration").json()
    named = {**found.metadata["openid_provider"]}
    assert named == {name: each for name, each in discovered.items() if name in named}
    assert discovered.keys() - named.keys() <= {"registration_endpoint"}
    assert discovered["client_registration_types_supported"] == ["automatic"]
    assert discovered["issuer"] == world.issuer
    assert found.metadata["federation_entity"] == {
        "organization_name": "Trial provider",
        "contacts": ["trust@example.org"],
    }


def test_a_stranger_gets_a_login_and_no_data(federation: Federation) -> None:
    party = federation.party()
    tokens = party.service.identify(federation.world.citizen())
    assert set(party.service.userinfo(tokens["access_token"]).json()) == {"sub"}
    claims = json.loads(b64url_decode(tokens["id_token"].split(".")[1]))
    assert claims["aud"] == party.id
    assert party.asked.count("/.well-known/openid-federation") == 1


def test_two_strangers_see_two_subjects(federation: Federation) -> None:
    citizen = federation.world.citizen()
    subjects = set()
    for party in (federation.party(), federation.party()):
        tokens = party.service.identify(citizen)
        subjects.add(party.service.userinfo(tokens["access_token"]).json()["sub"])
    assert len(subjects) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"claims": '{"userinfo":{"given_name":null}}'},
        {"claims": '{"id_token":{"national_number":{"essential":true}}}'},
        {"authorization_details": '[{"type":"thiqa_purpose","purpose":"benefits"}]'},
    ],
)
def test_a_stranger_may_ask_for_nothing_more(
    federation: Federation, changes: dict[str, str]
) -> None:
    party = federation.party()
    assert refusal(party.service.push(**changes)) == (400, "invalid_authorization_details")


def test_a_scope_gives_a_stranger_nothing(federation: Federation) -> None:
    party = federation.party()
    tokens = party.service.identify(federation.world.citizen(), scope="openid profile address")
    assert set(party.service.userinfo(tokens["access_token"]).json()) == {"sub"}


def test_a_trust_mark_carries_purposes(federation: Federation) -> None:
    party = federation.party()
    federation.mark(party, {**VOUCHED, "sector": "social"})
    tokens = party.service.identify(federation.world.citizen())
    assert set(party.service.userinfo(tokens["access_token"]).json()) == {
        "sub",
        "given_name",
        "birthdate",
    }
    recorded = party.service.recorded(tokens["access_token"])
    assert recorded.client_id == party.id


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f, p: f.mark(p, {**VOUCHED, "sector": "health"}),
        lambda f, p: f.mark(p, VOUCHED, exp=None),
        lambda f, p: f.mark(p, VOUCHED, sub="https://other.example"),
        lambda f, p: f.mark(p, VOUCHED, trust_mark_type="https://other.example"),
        lambda f, p: f.mark(p, {**VOUCHED, "default_purpose": "other"}),
        lambda f, p: f.mark(p, {"purposes": []}),
        lambda f, p: f.mark(p, None),
    ],
)
def test_a_mark_that_does_not_count_gives_no_purposes(federation: Federation, spoil: Any) -> None:
    party = federation.party()
    spoil(federation, party)
    changes = {"claims": '{"userinfo":{"given_name":null}}'}
    assert refusal(party.service.push(**changes)) == (400, "invalid_authorization_details")
    assert party.service.push().status_code == 201


def test_a_good_mark_that_the_operator_did_not_choose_gives_no_purposes(
    federation: Federation,
) -> None:
    other = "https://authority.example/marks/other"
    issuers = {MARK: [federation.anchor.id, federation.middle.id], other: [federation.anchor.id]}
    federation.anchor.members["trust_mark_issuers"] = issuers
    federation.world.clock.advance(1_000)  # what the anchor said before is forgotten
    changes = {"claims": '{"userinfo":{"given_name":null}}'}
    for kind, issuer in ((other, federation.anchor), (MARK, federation.middle)):
        party = federation.party()
        federation.mark(party, VOUCHED, kind=kind, issuer=issuer)
        assert refusal(party.service.push(**changes)) == (400, "invalid_authorization_details")
    party = federation.party()
    federation.mark(party, VOUCHED)
    assert party.service.push(**changes).status_code == 201
    federation.world.clock.moved = 0


def test_who_is_not_vouched_for_is_nobody(federation: Federation) -> None:
    party = federation.party()
    del federation.middle.subordinates[party.id]
    assert refusal(party.service.push()) == (401, "invalid_client")


def test_who_cannot_be_reached_is_nobody(federation: Federation) -> None:
    party = PartySite([federation.middle.id], federation.world.issuer)
    assert refusal(party.service.push()) == (401, "invalid_client")


def test_a_key_of_somebody_else_does_not_authenticate(federation: Federation) -> None:
    party = federation.party()
    forged = replace(party.service, key=strange_signer())
    assert refusal(forged.push()) == (401, "invalid_client")


def test_an_entity_key_does_not_sign_requests(federation: Federation) -> None:
    party = federation.party()
    confused = replace(party.service, key=party.entity_signer)
    assert refusal(confused.push()) == (401, "invalid_client")


def test_an_assertion_works_once(federation: Federation) -> None:
    party = federation.party()
    assertion = party.service.assertion()
    assert party.service.push(client_assertion=assertion).status_code == 201
    assert refusal(party.service.push(client_assertion=assertion)) == (401, "invalid_client")


def test_an_assertion_for_another_audience_is_refused(federation: Federation) -> None:
    party = federation.party()
    for audience in (f"{federation.world.issuer}/par", [federation.world.issuer], "x"):
        assertion = party.service.assertion(aud=audience)
        assert refusal(party.service.push(client_assertion=assertion)) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"client_registration_types": ["explicit"]}, "invalid_metadata"),
        ({"redirect_uris": None}, "invalid_metadata"),
        ({"redirect_uris": ["http://elsewhere.example/cb"]}, "invalid_metadata"),
        ({"redirect_uris": "https://x.example"}, "invalid_metadata"),
        ({"jwks": None}, "invalid_metadata"),
        ({"jwks": {"keys": []}}, "invalid_metadata"),
        ({"token_endpoint_auth_method": "client_secret_basic"}, "invalid_metadata"),
        ({"token_endpoint_auth_method": "none"}, "invalid_metadata"),
        ({"subject_type": "public"}, "invalid_metadata"),
        ({"response_types": ["id_token"]}, "invalid_metadata"),
        ({"grant_types": ["implicit"]}, "invalid_metadata"),
        ({"id_token_signed_response_alg": "none"}, "invalid_metadata"),
        ({"stage": "production", "profile": "openid", "sector": "health"}, None),
        ({"client_secret_digest": "A" * 43, "grant_types": ["authorization_code"]}, None),
    ],
)
def test_metadata_of_which_no_client_can_be_made(
    federation: Federation, parameters: dict[str, Any], code: str | None
) -> None:
    party = federation.party(parameters=parameters)
    response = party.service.push()
    if code is None:
        assert response.status_code == 201
    else:
        assert refusal(response) == (400, code)


def test_an_entity_that_is_no_relying_party(federation: Federation) -> None:
    party = federation.party()
    party.said = {"metadata": {"openid_provider": {}}}
    assert refusal(party.service.push()) == (400, "invalid_metadata")


def test_the_policy_of_a_superior_holds_here(federation: Federation) -> None:
    party = federation.party(parameters={"redirect_uris": ["http://127.0.0.1:9/callback"]})
    policy = {"openid_relying_party": {"redirect_uris": {"subset_of": ["https://other.example"]}}}
    federation.middle.subordinates[party.id]["metadata_policy"] = policy
    assert refusal(party.service.push()) == (400, "invalid_metadata")


def test_a_chain_in_the_header_saves_the_questions(federation: Federation) -> None:
    party = federation.party()
    chain = chain_of(federation, party)
    assertion = signed_with_header(
        party.key,
        party.service.claims(),
        kid=party.service.signer.kid,
        trust_chain=chain,
    )
    party.asked.clear()
    assert party.service.push(client_assertion=assertion).status_code == 201
    assert party.asked == []


def test_a_chain_of_somebody_else_is_no_help(federation: Federation) -> None:
    party, other = federation.party(), federation.party()
    assertion = signed_with_header(
        party.key,
        party.service.claims(),
        kid=party.service.signer.kid,
        trust_chain=chain_of(federation, other),
    )
    del federation.middle.subordinates[party.id]
    response = party.service.push(client_assertion=assertion)
    assert refusal(response) == (401, "invalid_client")
    assert party.asked == ["/.well-known/openid-federation"]


def test_nobody_becomes_another_by_a_chain_of_their_own(federation: Federation) -> None:
    victim, thief = federation.party(), federation.party()
    stolen = signed_with_header(
        thief.key,
        victim.service.claims(),
        kid=thief.service.signer.kid,
        trust_chain=chain_of(federation, thief),
    )
    response = victim.service.push(client_assertion=stolen)
    assert refusal(response) == (401, "invalid_client")
    assert victim.service.push().status_code == 201


def test_trust_that_was_withdrawn_ends(federation: Federation) -> None:
    party = federation.party()
    tokens = party.service.identify(federation.world.citizen())
    del federation.middle.subordinates[party.id]
    federation.world.clock.advance(300)
    assert party.service.userinfo(tokens["access_token"]).status_code == 200
    federation.world.clock.advance(600)
    assert refusal(party.service.push()) == (401, "invalid_client")
    refused = party.service.userinfo(tokens["access_token"])
    assert token_refusal(refused) == (401, "invalid_token")
    federation.world.clock.moved = 0


def test_an_operator_can_end_it_at_once(federation: Federation) -> None:
    party = federation.party()
    assert party.service.push().status_code == 201
    federation.world.retire(party.service)
    federation.world.clock.advance(10)
    assert refusal(party.service.push()) == (401, "invalid_client")
    federation.world.clock.advance(1_000)
    assert refusal(party.service.push()) == (401, "invalid_client")
    federation.world.clock.moved = 0


def test_a_provider_in_no_federation_knows_no_strangers(
    federation: Federation, shared_world: World
) -> None:
    party = federation.party()
    outside = replace(party.service, issuer=shared_world.issuer)
    assert refusal(outside.push()) == (401, "invalid_client")
    assert party.asked == []
    assert httpx.get(f"{shared_world.issuer}/.well-known/openid-federation").status_code == 404


def chain_of(federation: Federation, party: PartySite) -> list[str]:
    """Return the chain of a relying party, as it would fetch it itself."""

    def fetch(site: AuthoritySite, subject: str) -> str:
        return httpx.get(f"{site.id}/fetch", params={"sub": subject}).text

    return [
        party.configuration(),
        fetch(federation.middle, party.id),
        fetch(federation.anchor, federation.middle.id),
        httpx.get(f"{federation.anchor.id}/.well-known/openid-federation").text,
    ]


def request_object(party: PartySite, **changes: Any) -> str:
    """Return a signed request; None removes a claim."""
    now = party.clock()
    claims = {
        **party.service.request(),
        "iss": party.id,
        "aud": party.issuer,
        "nbf": now,
        "exp": now + 60,
        "jti": secrets.token_urlsafe(12),
        **changes,
    }
    present = {name: value for name, value in claims.items() if value is not None}
    return party.service.signer.sign(present, typ="oauth-authz-req+jwt")


def push_signed(party: PartySite, token: str) -> httpx.Response:
    """Push a signed request."""
    fields = {**party.service.credentials(), "client_id": party.id, "request": token}
    return party.service.post("/par", fields)


def test_a_signed_request_is_taken(federation: Federation) -> None:
    party = federation.party()
    response = push_signed(party, request_object(party))
    assert response.status_code == 201, response.text
    answer = federation.world.citizen().walk(
        party.service.authorize_url(response.json()["request_uri"])
    )
    assert party.service.redeem(answer["code"]).status_code == 200


def test_a_signed_request_works_once(federation: Federation) -> None:
    party = federation.party()
    token = request_object(party)
    assert push_signed(party, token).status_code == 201
    assert refusal(push_signed(party, token)) == (400, "invalid_request_object")
    again = request_object(party, jti=json.loads(b64url_decode(token.split(".")[1]))["jti"])
    assert refusal(push_signed(party, again)) == (400, "invalid_request_object")


@pytest.mark.parametrize(
    "changes",
    [
        {"jti": None},
        {"jti": 7},
        {"jti": ""},
        {"exp": None},
        {"exp": 1},
        {"aud": None},
        {"aud": "https://other.example"},
        {"aud": ["PROVIDER", "https://other.example"]},
        {"iss": None},
        {"iss": "https://other.example"},
        {"client_id": None},
        {"client_id": "https://other.example"},
        {"sub": "https://leaf.example"},
    ],
)
def test_a_signed_request_says_all_that_it_must(
    federation: Federation, changes: dict[str, Any]
) -> None:
    party = federation.party()
    if isinstance(changes.get("aud"), list):
        changes = {"aud": [party.issuer, "https://other.example"]}
    response = push_signed(party, request_object(party, **changes))
    assert refusal(response) == (400, "invalid_request_object")


def test_a_request_signed_by_somebody_else_is_refused(federation: Federation) -> None:
    party, other = federation.party(), federation.party()
    forged = replace(party.service, key=other.service.signer)
    claims = json.loads(b64url_decode(request_object(party).split(".")[1]))
    token = forged.signer.sign(claims, typ="oauth-authz-req+jwt")
    assert refusal(push_signed(party, token)) == (400, "invalid_request_object")


def test_an_old_chain_does_not_bring_back_an_old_key(federation: Federation) -> None:
    party = federation.party()
    old_key = party.service.signer.public_jwk
    now = federation.world.clock()
    party.said = {"iat": now - 3_700, "exp": now + 3_600}
    old_chain = chain_of(federation, party)
    party.said = {}
    party.parameters = {"jwks": {"keys": [strange_signer().public_jwk]}}
    stolen = signed_with_header(
        party.key, party.service.claims(), kid=old_key["kid"], trust_chain=old_chain
    )
    assert refusal(party.service.push(client_assertion=stolen)) == (401, "invalid_client")


def test_a_rotated_key_is_seen_at_once(federation: Federation) -> None:
    party = federation.party()
    assert party.service.push().status_code == 201
    rotated = replace(party.service, key=strange_signer())
    party.parameters = {"jwks": {"keys": [strange_signer().public_jwk]}}
    assert rotated.push().status_code == 201
    federation.world.clock.advance(6)
    assert refusal(party.service.push()) == (401, "invalid_client")
    federation.world.clock.moved = 0


def test_an_unknown_key_makes_us_ask_seldom(federation: Federation) -> None:
    party = federation.party()
    assert party.service.push().status_code == 201
    forged = replace(party.service, key=strange_signer())
    party.asked.clear()
    for _ in range(5):
        assert refusal(forged.push()) == (401, "invalid_client")
    assert len(party.asked) == 1


def authorize(party: PartySite, token: str) -> str:
    """Return the address that a plain request, signed, sends the browser to."""
    query = {"client_id": party.id, "response_type": "code", "scope": "openid", "request": token}
    return f"{party.issuer}/authorize?{httpx.QueryParams(query)}"


def test_in_a_sandbox_a_stranger_need_not_push(federation: Federation) -> None:
    party = federation.party(federation.trial)
    answer = federation.world.citizen().walk(authorize(party, request_object(party)))
    assert party.service.redeem(answer["code"]).status_code == 200


def test_a_plain_request_works_once_too(federation: Federation) -> None:
    party = federation.party(federation.trial)
    link = authorize(party, request_object(party))
    assert federation.world.citizen().browser.get(link).status_code == 303
    assert federation.world.citizen().browser.get(link).status_code == 400


@pytest.mark.parametrize("spoil", ["not vouched for", "metadata", "production"])
def test_a_stranger_whom_nobody_trusts_gets_an_explanation(
    federation: Federation, spoil: str
) -> None:
    party = federation.party(federation.trial if spoil != "production" else federation.anchor)
    if spoil == "not vouched for":
        del federation.trial.subordinates[party.id]
    if spoil == "metadata":
        party.parameters = {"subject_type": "public"}
    page = federation.world.citizen().browser.get(authorize(party, request_object(party)))
    assert page.status_code == 400
    assert "text/html" in page.headers["content-type"]
