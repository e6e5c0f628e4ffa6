"""What a card trusts outlives the loss of power, and damage to it is named."""

from typing import Any

import pytest

from terminals import TODAY, Hierarchy, below, trusting
from thiqa.base import EncodingError, b64encode
from thiqa.card.channel.cv_certificates import Role, verify_certificate
from thiqa.card.software.trust_memory import read_trust, write_trust

HIERARCHY = Hierarchy()
TRUST = trusting(HIERARCHY.anchor)


def test_what_was_written_is_read() -> None:
    link = below(HIERARCHY.authority, Role.AUTHORITY, "MACVCA00002").certificate
    taught = TRUST.after(verify_certificate(link, HIERARCHY.anchor, TODAY), HIERARCHY.anchor)
    for trust in (TRUST, taught):
        assert read_trust(write_trust(trust)) == trust


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"today": "2026-13-01"}, id="no day"),
        pytest.param({"today": 20260101}, id="a number"),
        pytest.param({"anchors": []}, id="nobody"),
        pytest.param({"anchors": ["AA=="]}, id="no key"),
        pytest.param({"anchors": ["§"]}, id="no base64"),
        pytest.param({"anchors": 3 * [b64encode(HIERARCHY.anchor.to_bytes())]}, id="three"),
        pytest.param({"anchors": None}, id="no list"),
        pytest.param({"more": 1}, id="more members"),
    ],
)
def test_damage_is_named(change: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, EncodingError)):
        read_trust({**write_trust(TRUST), **change})
