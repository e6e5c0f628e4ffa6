"""What a change of a registration means for citizens: does it only ask for less?

At once, without approval, is what no citizen reads and what widens nothing: keys at the same
place, addresses and claims taken away, optional instead of essential, kept for a shorter time.
Whatever is not known to be of that kind needs approval.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from thiqa.console.models import Document

Rule = Callable[[Any, Any], bool]


def only_narrows(old: Document, new: Document) -> bool:
    """Tell whether a change needs no approval."""
    return all(
        old.get(member) == new.get(member)
        or (member in RULES and RULES[member](old.get(member), new.get(member)))
        for member in {*old, *new}
    )


def changed_members(old: Document, new: Document) -> tuple[str, ...]:
    """Return the members of a registration that differ, by name."""
    return tuple(sorted(each for each in {*old, *new} if old.get(each) != new.get(each)))


def _is_subset(old: Any, new: Any) -> bool:
    return set(new or ()) <= set(old or ())


def _is_other_key_set(old: Any, new: Any) -> bool:
    """Keys that lie in the registration are replaced by the owners themselves: a rotation."""
    return old is not None and new is not None


def _is_at_same_host(old: Any, new: Any) -> bool:
    """An address may go, or move within its own origin."""
    if old is None:
        return False
    return new is None or urlsplit(old)[:2] == urlsplit(new)[:2]


def _asks_for_less(old: Any, new: Any) -> bool:
    before = {purpose["id"]: purpose for purpose in old or ()}
    return all(
        purpose["id"] in before and _purpose_asks_for_less(before[purpose["id"]], purpose)
        for purpose in new or ()
    )


def _purpose_asks_for_less(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    claims = {claim["name"]: claim["essential"] for claim in old["claims"]}
    return (
        old["name"] == new["name"]
        and old["law"] == new["law"]
        and new["retention_days"] <= old["retention_days"]
        and all(
            claim["name"] in claims and (claims[claim["name"]] or not claim["essential"])
            for claim in new["claims"]
        )
    )


RULES: Mapping[str, Rule] = {
    "redirect_uris": _is_subset,
    "post_logout_redirect_uris": _is_subset,
    "grant_types": _is_subset,
    "jwks": _is_other_key_set,
    "jwks_uri": _is_at_same_host,
    "backchannel_logout_uri": _is_at_same_host,
    "initiate_login_uri": _is_at_same_host,
    "purposes": _asks_for_less,
}
"""By member: whether a change of it is live at once."""
