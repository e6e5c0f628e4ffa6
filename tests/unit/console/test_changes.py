"""What is live at once, and what needs approval."""

from collections.abc import Callable
from typing import Any

import pytest

from services import NAMES, Service, purpose
from thiqa.console.changes import changed_members, only_narrows
from thiqa.console.registration import document_of, fingerprint_of
from thiqa.oidc.clients.registration import read_registration

Change = Callable[[dict[str, Any]], None]


def document() -> dict[str, Any]:
    """Return a registration with something of everything."""
    return document_of(
        read_registration(
            Service("https://id.example").registration(
                jwks=None,
                jwks_uri="https://service.example/jwks",
                redirect_uris=["https://service.example/a", "https://service.example/b"],
                backchannel_logout_uri="https://service.example/out",
                dpop_bound_access_tokens=True,
            )
        )
    )


def claims(change: Callable[[list[dict[str, Any]]], None]) -> Change:
    return lambda members: change(members["purposes"][0]["claims"])


NARROW: dict[str, Change] = {
    "nothing": lambda members: None,
    "a claim less": claims(lambda each: each.pop(0) and None),
    "a claim optional": claims(lambda each: each[0].update(essential=False)),
    "kept for less long": lambda members: members["purposes"][0].update(retention_days=1),
    "a purpose less": lambda members: members["purposes"].pop(1) and None,
    "an address less": lambda members: members["redirect_uris"].pop() and None,
    "keys at the same host": lambda members: members.update(jwks_uri="https://service.example/new"),
    "no logout address": lambda members: members.pop("backchannel_logout_uri") and None,
}
WIDE: dict[str, Change] = {
    "a claim more": claims(lambda each: each.append({"name": "gender", "essential": False})),
    "a claim essential": claims(
        lambda each: [claim.update(essential=True) for claim in each] and None
    ),
    "kept longer": lambda members: members["purposes"][0].update(retention_days=31),
    "a purpose more": lambda members: members["purposes"].append(purpose("new", {"name": True})),
    "another name": lambda members: members.update(name={**NAMES, "en": "Tax office"}),
    "another article": lambda members: members["purposes"][0]["law"].update(
        reference={**NAMES, "en": "Law 1"}
    ),
    "another purpose text": lambda members: members["purposes"][0].update(
        name={**NAMES, "en": "Something else"}
    ),
    "another sector": lambda members: members.update(sector="health"),
    "an address more": lambda members: members["redirect_uris"].append("https://evil.example/"),
    "keys of another host": lambda members: members.update(jwks_uri="https://evil.example/jwks"),
    "keys in the clear": lambda members: members.update(jwks_uri="http://service.example/jwks"),
    "no bound tokens": lambda members: members.pop("dpop_bound_access_tokens") and None,
    "a logout address elsewhere": lambda members: members.update(
        backchannel_logout_uri="https://evil.example/out"
    ),
    "another default purpose": lambda members: members.update(default_purpose="age"),
    "a member that nobody knows": lambda members: members.update(unknown=True),
}


@pytest.mark.parametrize("name", NARROW)
def test_what_narrows_is_live_at_once(name: str) -> None:
    old, new = document(), document()
    NARROW[name](new)
    assert only_narrows(old, new)


@pytest.mark.parametrize("name", WIDE)
def test_what_widens_or_is_read_by_citizens_needs_approval(name: str) -> None:
    old, new = document(), document()
    WIDE[name](new)
    assert old != new
    assert not only_narrows(old, new)


def test_the_members_that_differ_are_named() -> None:
    old, new = document(), document()
    new["sector"] = "health"
    del new["backchannel_logout_uri"]
    assert changed_members(old, new) == ("backchannel_logout_uri", "sector")


def test_a_fingerprint_is_of_one_registration_alone() -> None:
    prints = {fingerprint_of(document())}
    for change in (*WIDE.values(), *list(NARROW.values())[1:]):
        changed = document()
        change(changed)
        prints.add(fingerprint_of(changed))
    assert len(prints) == len(WIDE) + len(NARROW)
    assert fingerprint_of(document()) in prints
