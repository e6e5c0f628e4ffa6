"""What a citizen was shown before agreeing: kept by its hash, which is on the record."""

import hashlib

from thiqa.base import b64url_decode, b64url_encode
from thiqa.oidc.errors import AlteredTextError
from thiqa.oidc.store import Records


async def keep_shown(records: Records, text: str) -> str:
    """Keep the text of a consent page; return its hash as the record holds it."""
    text_hash = hashlib.sha256(text.encode()).digest()
    await records.oidc.put_consent_text(text_hash, text)
    return b64url_encode(text_hash)


async def read_shown(records: Records, text_hash: str) -> str | None:
    """Return the text that the record holds the hash of; None if it was not kept."""
    wanted = b64url_decode(text_hash)
    text = await records.oidc.get_consent_text(wanted)
    if text is not None and hashlib.sha256(text.encode()).digest() != wanted:
        raise AlteredTextError("the text that was kept is not the one that was shown")
    return text
