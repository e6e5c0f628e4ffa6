"""The life of an authorization, searched to its last state; each control is needed."""

import re
import subprocess
from pathlib import Path

import pytest

MODEL = Path(__file__).with_name("authorization.pml")
SCENES = ("AUTHORIZE", "REDEEM", "USE")
ATTACKS = {
    "NO_CLIENT_AT_AUTHORIZE": "AUTHORIZE",
    "NO_SINGLE_OPENING": "AUTHORIZE",
    "NO_BROWSER_BINDING": "AUTHORIZE",
    "NO_CLIENT_BINDING": "REDEEM",
    "NO_EXPIRY": "REDEEM",
    "NO_PKCE": "REDEEM",
    "NO_KEY_BINDING": "REDEEM",
    "NO_COMPARE_AND_SWAP": "REDEEM",
    "NO_REVOCATION": "REDEEM",
    "NO_KEY_AT_RESOURCE": "USE",
    "NO_REVOCATION_CHECK": "USE",
    "NO_PROOF_STORE": "USE",
}
"""Each control that can be taken out of the model, and the scene in which it is missed."""
LONGEST_PATH = 100_000


def search(folder: Path, scene: str, *without: str) -> tuple[int, bool]:
    """Search every state; return how many violations there are, and whether all was seen."""
    macros = [f"-D{name}" for name in (f"SCENE_{scene}", *without)]
    tools = (
        ["spin", *macros, "-a", str(MODEL)],
        ["gcc", "-O1", "-w", "-DSAFETY", "-DMEMLIM=2048", "-o", "pan", "pan.c"],
    )
    for tool in tools:
        subprocess.run(tool, cwd=folder, check=True, capture_output=True)
    # -E: that somebody waits for ever (a code that never comes) is no fault.
    command = ["./pan", "-E", f"-m{LONGEST_PATH}"]
    found = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True).stdout
    errors = re.search(r"errors: (\d+)", found)
    assert errors, found
    whole = "Search not completed" not in found and "max search depth too small" not in found
    return int(errors[1]), whole


@pytest.mark.parametrize("scene", SCENES)
def test_no_order_of_events_is_unsafe(tmp_path: Path, scene: str) -> None:
    assert search(tmp_path, scene) == (0, True)


@pytest.mark.parametrize("control", ATTACKS)
def test_without_a_control_the_search_finds_the_attack(tmp_path: Path, control: str) -> None:
    violations, _ = search(tmp_path, ATTACKS[control], control)
    assert violations > 0


def test_every_control_of_the_model_is_tried() -> None:
    assert set(re.findall(r"\bNO_[A-Z_]+\b", MODEL.read_text())) == set(ATTACKS)
