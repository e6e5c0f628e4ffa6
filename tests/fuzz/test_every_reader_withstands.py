"""Some hundred mutated inputs for each reader; `python -m fuzz` runs a million."""

import pytest

from fuzz.__main__ import every_target
from fuzz.outcome import Outcome, Target
from fuzz.running import run

INPUTS = 250
NAMES = (
    "agreement-key",
    "answer",
    "card",
    "card-verifiable",
    "certificate",
    "channel-answer",
    "channel-command",
    "com",
    "command",
    "data-group",
    "deviation-list",
    "document",
    "master-list",
    "pace-answer",
    "pace-command",
    "public-key",
    "reader",
    "reports",
    "revocation-list",
    "security-infos",
    "sod",
    "status-answer",
    "status-list",
    "status-question",
    "tlv",
    "zone",
)


@pytest.fixture(scope="module")
def targets() -> dict[str, Target]:
    return every_target()


def test_every_target_is_run(targets: dict[str, Target]) -> None:
    assert sorted(targets) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_mutated_inputs_are_refused_or_say_the_same(name: str, targets: dict[str, Target]) -> None:
    inputs = INPUTS // 5 if name in {"document", "reader"} else INPUTS
    tally = run(name, targets[name], inputs=inputs, seed=9303)
    assert tally.inputs == inputs
    assert tally.outcomes[Outcome.REFUSED] > inputs // 4
