"""An authority answers as OpenID Federation 1.0, sections 8 and 9, want it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from federation_sites import AuthoritySite, PartySite
from thiqa.base import b64url_decode
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.federation.authority import read_authority

KIND = "https://marks.example/public-body"
OTHER = "https://elsewhere.example"


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[AuthoritySite, PartySite]]:
    """An authority with a path in its name, and a relying party below it."""
    authority = AuthoritySite(path="/national")
    party = PartySite([authority.id])
    authority.vouch(party.id, party.entity_jwks, entity_types=["openid_relying_party"])
    authority.vouch(OTHER, party.entity_jwks, entity_types=["openid_provider"], intermediate=True)
    authority.members = {
        "contacts": ["trust@example.org"],
        "trust_mark_issuers": {KIND: [authority.id]},
        "trust_marks": [
            {"trust_mark_type": KIND, "sub": party.id, "claims": {"level": "gold"}},
            {"trust_mark_type": KIND, "sub": OTHER, "revoked": True},
        ],
    }
    with authority.served(), party.served():
        yield authority, party


Sites = tuple[AuthoritySite, PartySite]


def ask(site: AuthoritySite, path: str, query: Any = None) -> httpx.Response:
    return httpx.get(f"{site.id}{path}", params=query)


def read(response: httpx.Response, typ: str) -> Any:
    """Return the claims of a signed answer of a type."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == f"application/{typ}"
    header, payload, _ = response.text.split(".")
    assert json.loads(b64url_decode(header))["typ"] == typ
    return json.loads(b64url_decode(payload))


def refused(response: httpx.Response) -> tuple[int, str]:
    """Return status and code of a refusal, in the form of section 8.9."""
    assert response.headers["content-type"] == "application/json"
    assert set(response.json()) == {"error", "error_description"}
    return response.status_code, response.json()["error"]


def test_its_configuration_names_its_endpoints(sites: Sites) -> None:
    claims = read(ask(sites[0], "/.well-known/openid-federation"), "entity-statement+jwt")
    assert claims["iss"] == claims["sub"] == sites[0].id
    entity = claims["metadata"]["federation_entity"]
    assert entity["organization_name"] == "Trial authority"
    assert entity["federation_fetch_endpoint"] == f"{sites[0].id}/fetch"
    assert entity["federation_list_endpoint"] == f"{sites[0].id}/list"
    assert "authority_hints" not in claims
    assert claims["trust_mark_issuers"] == {KIND: [sites[0].id]}


def test_a_subordinate_is_fetched(sites: Sites) -> None:
    authority, party = sites
    claims = read(ask(authority, "/fetch", {"sub": party.id}), "entity-statement+jwt")
    assert (claims["iss"], claims["sub"]) == (authority.id, party.id)
    assert claims["jwks"] == party.entity_jwks
    assert claims["source_endpoint"] == f"{authority.id}/fetch"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, (400, "invalid_request")),
        ({"sub": ""}, (400, "invalid_request")),
        ({"sub": ["a", "b"]}, (400, "invalid_request")),
        ({"sub": "https://unknown.example"}, (404, "not_found")),
        ({"sub": "SELF"}, (400, "invalid_request")),
    ],
)
def test_a_wrong_fetch_is_refused(sites: Sites, query: Any, expected: tuple[int, str]) -> None:
    query = {"sub": sites[0].id} if query == {"sub": "SELF"} else query
    assert refused(ask(sites[0], "/fetch", query)) == expected


def test_the_list_can_be_filtered(sites: Sites) -> None:
    authority, party = sites

    def listed(**query: Any) -> list[str]:
        response = ask(authority, "/list", query)
        assert response.headers["content-type"] == "application/json"
        found: list[str] = response.json()
        return found

    assert listed() == [party.id, OTHER]
    assert listed(entity_type="openid_provider") == [OTHER]
    assert listed(entity_type=["openid_provider", "openid_relying_party"]) == [party.id, OTHER]
    assert listed(intermediate="true") == [OTHER]
    assert listed(intermediate="false") == [party.id]
    assert listed(trust_marked="true") == [party.id]
    assert listed(trust_mark_type=KIND) == [party.id]
    assert listed(unknown="x") == [party.id, OTHER]
    assert refused(ask(authority, "/list", {"intermediate": "maybe"}))[0] == 400


def test_a_subordinate_is_resolved(sites: Sites) -> None:
    authority, party = sites
    (entry,) = [ask(authority, "/trust-mark", {"trust_mark_type": KIND, "sub": party.id}).text]
    party.said = {"trust_marks": [{"trust_mark_type": KIND, "trust_mark": entry}]}
    query = {"sub": party.id, "trust_anchor": [OTHER, authority.id]}
    claims = read(ask(authority, "/resolve", query), "resolve-response+jwt")
    assert (claims["iss"], claims["sub"]) == (authority.id, party.id)
    assert len(claims["trust_chain"]) == 3
    assert set(claims["metadata"]) == {"openid_relying_party"}
    assert claims["trust_marks"] == party.said["trust_marks"]
    filtered = ask(authority, "/resolve", {**query, "entity_type": "openid_provider"})
    assert read(filtered, "resolve-response+jwt")["metadata"] == {}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sub": None}, (400, "invalid_request")),
        ({"trust_anchor": None}, (400, "invalid_request")),
        ({"trust_anchor": "https://unknown.example"}, (404, "invalid_trust_anchor")),
        ({"sub": "https://unknown.example"}, (404, "not_found")),
        ({"sub": OTHER}, (404, "not_found")),
    ],
)
def test_what_cannot_be_resolved(
    sites: Sites, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    query = {"sub": sites[1].id, "trust_anchor": sites[0].id, **changes}
    present = {name: value for name, value in query.items() if value is not None}
    assert refused(ask(sites[0], "/resolve", present)) == expected


def test_trust_marks_are_given_listed_and_looked_up(sites: Sites) -> None:
    authority, party = sites
    query = {"trust_mark_type": KIND, "sub": party.id}
    response = ask(authority, "/trust-mark", query)
    claims = read(response, "trust-mark+jwt")
    assert (claims["sub"], claims["level"]) == (party.id, "gold")
    assert refused(ask(authority, "/trust-mark", {**query, "sub": OTHER})) == (404, "not_found")
    assert ask(authority, "/trust-marked", {"trust_mark_type": KIND}).json() == [party.id]
    assert ask(authority, "/trust-marked", {**query, "sub": OTHER}).json() == []

    def status(token: str) -> httpx.Response:
        return httpx.post(f"{authority.id}/trust-mark-status", data={"trust_mark": token})

    def said(token: str) -> str:
        claims = read(status(token), "trust-mark-status-response+jwt")
        assert claims["trust_mark"] == token
        state: str = claims["status"]
        return state

    assert said(response.text) == "active"
    revoked = authority.signer.sign({**claims, "sub": OTHER}, typ="trust-mark+jwt")
    assert said(revoked) == "revoked"
    expired = authority.signer.sign({**claims, "exp": claims["iat"]}, typ="trust-mark+jwt")
    assert said(expired) == "expired"
    forged = party.entity_signer.sign(claims, typ="trust-mark+jwt")
    assert said(forged) == "invalid"
    for stranger in (
        "x",
        party.entity_signer.sign({**claims, "iss": party.id}, typ="trust-mark+jwt"),
    ):
        assert refused(status(stranger)) == (404, "not_found")
    assert refused(httpx.post(f"{authority.id}/trust-mark-status")) == (415, "invalid_request")


def test_other_paths_and_methods(sites: Sites) -> None:
    assert refused(ask(sites[0], "/other")) == (404, "not_found")
    assert httpx.post(f"{sites[0].id}/fetch").status_code == 405


def test_our_resolver_resolves_through_it(sites: Sites) -> None:
    authority, party = sites
    assert authority.resolve(party.id).superior == authority.id


@pytest.mark.parametrize(
    "changes",
    [
        {"entity_id": "ftp://x"},
        {"entity_id": "https://x.example?y"},
        {"subordinates": {"nobody": {"jwks": {"keys": []}}}},
        {"subordinates": {OTHER: {"jwks": {"keys": []}}}},
        {"subordinates": {OTHER: {}}},
        {"unknown": 1},
        {"trust_marks": [{"trust_mark_type": KIND, "sub": "nobody"}]},
    ],
)
def test_a_file_with_a_mistake_is_refused(changes: dict[str, Any]) -> None:
    document = {"entity_id": OTHER, "organization_name": "x", "subordinates": {}}
    read_authority(document)
    with pytest.raises(RegistrationError):
        read_authority({**document, **changes})
