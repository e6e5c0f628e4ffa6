"""Whom a chip trusts to send terminals, as it is written into the card's state."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from thiqa.base import b64decode, b64encode
from thiqa.card.channel.cv_certificates import (
    Authorization,
    KeyReference,
    TrustedKey,
    TrustState,
)
from thiqa.card.channel.cv_certificates.public_key import CvPublicKey, read_public_key


def write_trust(trust: TrustState) -> dict[str, Any]:
    """Write what the chip remembers as a JSON object."""
    return {
        "today": trust.today.isoformat(),
        "anchors": [_write_key(key) for key in trust.anchors],
    }


def read_trust(members: Mapping[str, Any]) -> TrustState:
    """Read what `write_trust` has written."""
    if sorted(members) != ["anchors", "today"]:
        raise ValueError("what the chip trusts is incomplete")
    return TrustState.personalised(
        (_read_key(**key) for key in members["anchors"]), date.fromisoformat(members["today"])
    )


def _write_key(key: TrustedKey) -> dict[str, str]:
    return {
        "reference": str(key.reference),
        "key": b64encode(key.key.to_bytes(with_parameters=True)),
        "authorization": b64encode(key.authorization.to_bytes()),
        "effective": key.effective.isoformat(),
        "expires": key.expires.isoformat(),
    }


def _read_key(
    reference: str, key: str, authorization: str, effective: str, expires: str
) -> TrustedKey:
    public_key = read_public_key(b64decode(key))
    if not isinstance(public_key, CvPublicKey):
        raise ValueError("a key without its curve")
    return TrustedKey(
        KeyReference.from_text(reference),
        public_key,
        Authorization.from_bytes(b64decode(authorization)),
        date.fromisoformat(effective),
        date.fromisoformat(expires),
    )
