"""Identifiers of a person that differ from sector to sector."""

import hmac

from thiqa.base import b64url_encode


def pairwise_subject(secret: bytes, sector: str, person_id: str) -> str:
    """Return the person's identifier in a sector (OpenID Connect Core, section 8.1).

    Two sectors cannot tell that theirs are the same person's without the secret.
    """
    return b64url_encode(hmac.digest(secret, f"{sector}\n{person_id}".encode(), "sha256"))
