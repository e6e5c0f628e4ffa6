"""Identifiers of a person that differ from sector to sector."""

import hmac

from thiqa.base import b64url_encode

_REGISTER = b"thiqa register of subjects"


def pairwise_subject(secret: bytes, sector: str, person_id: str) -> str:
    """Return the person's identifier in a sector (OpenID Connect Core, section 8.1).

    Two sectors cannot tell that theirs are the same person's without the secret.
    """
    return b64url_encode(hmac.digest(secret, f"{sector}\n{person_id}".encode(), "sha256"))


def subject_digest(secret: bytes, sector: str, subject: str) -> bytes:
    """Return under what the register of identifiers finds one: without the secret it says nothing.

    A row of the register tells neither the sector nor the identifier, so that whoever reads the
    register alone does not learn where somebody was.
    """
    key = hmac.digest(secret, _REGISTER, "sha256")
    return hmac.digest(key, f"{sector}\n{subject}".encode(), "sha256")
