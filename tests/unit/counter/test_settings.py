from pathlib import Path

import pytest

from thiqa.counter.app import make_app
from thiqa.counter.errors import SettingsError
from thiqa.counter.settings import Settings, read_settings


def test_without_settings_the_demonstration_addresses_hold() -> None:
    assert read_settings({"PATH": "/bin", "THIQA_PORT": "1"}) == Settings()


def test_addresses_and_files_follow_from_the_settings() -> None:
    settings = read_settings(
        {"COUNTER_PORT": "9000", "COUNTER_DATA": "/srv/counter", "COUNTER_CLIENT_ID": "police"}
    )
    assert settings.redirect_uri == "http://127.0.0.1:9000/callback"
    assert settings.signed_out_uri == "http://127.0.0.1:9000/signed-out"
    assert settings.key_file == Path("/srv/counter/counter.pem")
    assert settings.client_id == "police"
    assert not settings.https
    assert read_settings({"COUNTER_URL": "https://counter.example"}).https


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COUNTER_PROT", "8401"),
        ("COUNTER_HTTPS", "1"),
        ("COUNTER_PORT", "0"),
        ("COUNTER_PORT", "65536"),
        ("COUNTER_PORT", "http"),
        ("COUNTER_WORKERS", "0"),
        ("COUNTER_WORKERS", "65"),
        ("COUNTER_WORKERS", "many"),
        ("COUNTER_ISSUER", "http://id.example"),
        ("COUNTER_ISSUER", "https://id.example/"),
        ("COUNTER_ISSUER", "https://id.example?x=1"),
        ("COUNTER_ISSUER", "id.example"),
        ("COUNTER_URL", "http://counter.example"),
        ("COUNTER_URL", "https://counter.example/path"),
    ],
)
def test_a_setting_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


def test_a_record_policy_is_read_at_the_start(tmp_path: Path) -> None:
    policy = tmp_path / "record.policy"
    settings = read_settings(
        {"COUNTER_RECORD_POLICY": str(policy), "COUNTER_DATA": str(tmp_path / "data")}
    )
    assert settings.record_policy == policy
    with pytest.raises(SettingsError, match="COUNTER_RECORD_POLICY"):
        make_app(settings)
    policy.write_text("quorum nobody\n")
    with pytest.raises(SettingsError, match="COUNTER_RECORD_POLICY"):
        make_app(settings)
