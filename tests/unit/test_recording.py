"""Which witnesses the settings ask for."""

from pathlib import Path

import pytest

from specimen_log import ORIGIN, signer, witness
from thiqa.recording import record_policy
from thiqa.settings import Settings, SettingsError

KEY = signer().verifier_key
W = [witness(number).key.text for number in range(3)]
TWO_OF_THREE = "".join(
    [
        *(f"witness w{number} {key} https://w{number}.example/\n" for number, key in enumerate(W)),
        "group witnesses 2 w0 w1 w2\nquorum witnesses\n",
    ]
)


def _settings(tmp_path: Path, text: str | None, *, specimen: bool = False) -> Settings:
    file = tmp_path / "record.policy"
    if text is not None:
        file.write_text(text)
    return Settings(record_policy=str(file), specimen=specimen)


def test_our_own_log_is_added_to_the_policy(tmp_path: Path) -> None:
    policy = record_policy(_settings(tmp_path, TWO_OF_THREE), KEY)
    assert policy.keys_of_log(ORIGIN) == [KEY]
    assert policy.needs_witnesses


def test_other_logs_of_the_policy_are_left_out_and_older_keys_of_ours_stay(tmp_path: Path) -> None:
    older, other = signer(1).verifier_key, signer(2, "log.example/other").verifier_key
    text = f"log {older.text}\nlog {other.text}\n{TWO_OF_THREE}"
    policy = record_policy(_settings(tmp_path, text), KEY)
    assert [log.key for log in policy.logs] == [older, KEY]


def test_a_provider_does_not_start_without_witnesses() -> None:
    with pytest.raises(SettingsError, match="THIQA_RECORD_POLICY"):
        record_policy(Settings(), KEY)


def test_a_policy_that_asks_for_no_witness_is_none(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="THIQA_RECORD_POLICY"):
        record_policy(_settings(tmp_path, "quorum none\n"), KEY)


def test_a_specimen_does_without_witnesses(tmp_path: Path) -> None:
    assert not record_policy(Settings(specimen=True), KEY).needs_witnesses
    settings = _settings(tmp_path, "quorum none\n", specimen=True)
    assert not record_policy(settings, KEY).needs_witnesses


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "No such file"),
        ("quorum everybody\n", "line 1"),
        (TWO_OF_THREE.replace("https://w0.example/", "").replace("https://w1.example/", ""), "URL"),
    ],
)
def test_what_keeps_a_policy_from_being_met_is_said(
    tmp_path: Path, text: str | None, why: str
) -> None:
    with pytest.raises(SettingsError, match=why):
        record_policy(_settings(tmp_path, text), KEY)
