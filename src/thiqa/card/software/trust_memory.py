"""Whom a chip trusts to send terminals, as it is written into the card's state."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from thiqa.base import b64decode, b64encode
from thiqa.card.channel.cv_certificates import TrustedKey, TrustState
from thiqa.card.channel.cv_certificates.errors import CvCertificateError


def write_trust(trust: TrustState) -> dict[str, Any]:
    """Write what the chip remembers as a JSON object."""
    return {
        "today": trust.today.isoformat(),
        "anchors": [b64encode(key.to_bytes()) for key in trust.anchors],
    }


def read_trust(members: Mapping[str, Any]) -> TrustState:
    """Read what `write_trust` has written; raises what CardState takes for damage."""
    if sorted(members) != ["anchors", "today"]:
        raise ValueError("what the chip trusts is incomplete")
    try:
        keys = [TrustedKey.from_memory(b64decode(key)) for key in members["anchors"]]
        return TrustState.personalised(keys, date.fromisoformat(members["today"]))
    except CvCertificateError as error:
        raise ValueError(f"what the chip trusts is damaged: {error}") from error
