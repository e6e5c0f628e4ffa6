"""How a verified claim is named beside the plain one: in requests kept, consents and the record."""

PROOF = "verified_claims"
"""The proof itself: how and when the citizen was verified."""
VERIFIED = f"{PROOF}."


def verified_name(claim: str) -> str:
    """Return the name under which the verified form of a claim is asked for and released."""
    return VERIFIED + claim


def plain_name(name: str) -> str:
    """Return the claim that a name stands for, verified or not."""
    return name.removeprefix(VERIFIED)
