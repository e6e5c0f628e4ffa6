"""A library that nobody here wrote resolves what our authorities and relying parties say."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from federation_sites import RP, AuthoritySite, PartySite
from peers.node import Program, installed, running
from thiqa.oidc.federation.errors import MetadataRefusedError

POLICY = {
    RP: {
        "response_types": {"subset_of": ["code"]},
        "contacts": {"add": ["trust@example.org"]},
        "subject_type": {"value": "pairwise"},
        "token_endpoint_auth_method": {"one_of": ["private_key_jwt"], "default": "private_key_jwt"},
    }
}


@pytest.fixture(scope="module")
def resolver() -> Iterator[Program]:
    """The library, running."""
    with running(installed(Path(__file__).parent / "openid_federation") / "resolver.mjs") as made:
        yield made


@pytest.fixture
def sites() -> Iterator[tuple[AuthoritySite, AuthoritySite, PartySite]]:
    """An anchor with a policy, an intermediate, and a relying party below."""
    anchor, middle = AuthoritySite(), AuthoritySite()
    party = PartySite([middle.id])
    middle.members = {"authority_hints": [anchor.id]}
    anchor.vouch(middle.id, middle.jwks, metadata_policy=POLICY)
    # The library wants client_registration_types wherever there is metadata of this type.
    given = {"client_name": "Named above", "client_registration_types": ["automatic"]}
    middle.vouch(party.id, party.entity_jwks, metadata={RP: given})
    with ExitStack() as stack:
        for site in (anchor, middle, party):
            stack.enter_context(site.served())
        yield anchor, middle, party


Sites = tuple[AuthoritySite, AuthoritySite, PartySite]


def ask(resolver: Program, sites: Sites) -> dict[str, Any]:
    """Let the library resolve the relying party."""
    return resolver.ask({"entity_id": sites[2].id, "trust_anchors": [sites[0].id]})


def test_it_finds_the_same_chain_and_the_same_metadata(resolver: Program, sites: Sites) -> None:
    anchor, middle, party = sites
    ours = anchor.resolve(party.id)
    answer = ask(resolver, sites)
    assert "chains" in answer, answer
    (chain,) = answer["chains"]
    theirs = [tuple(each) for each in chain["statements"]]
    assert set(theirs) <= {(each.issuer, each.subject) for each in ours.chain.statements}
    assert {(middle.id, party.id), (anchor.id, middle.id)} <= set(theirs)
    expected = {**ours.metadata[RP]}
    found = {name: chain["metadata"][RP].get(name) for name in expected}
    assert found == expected
    assert expected["client_name"] == "Named above"


@pytest.mark.parametrize(
    "parameters",
    [{"token_endpoint_auth_method": "client_secret_basic"}, {"response_types": "code"}],
)
def test_it_refuses_what_we_refuse(
    resolver: Program, sites: Sites, parameters: dict[str, Any]
) -> None:
    anchor, _, party = sites
    party.parameters = parameters
    with pytest.raises(MetadataRefusedError):
        anchor.resolve(party.id)
    assert ask(resolver, sites).get("chains", []) == []
