import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from thiqa.counter.catalogue import load_catalogue
from thiqa.counter.purpose import SERVICE_NAME, SIGN_IN
from thiqa.counter.registration import registration
from thiqa.counter.settings import Settings
from thiqa.crypto import Algorithm, KeyFileError, parse_jwks
from thiqa.crypto.key_file import ensure_signer
from thiqa.oidc.clients.registration import read_registration

LANGUAGES = ["ar", "fr", "zgh", "en"]


def test_the_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "counter.pem"
    kid = ensure_signer(path).kid
    assert ensure_signer(path).kid == kid
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_key_open_to_others_is_refused(tmp_path: Path) -> None:
    ensure_signer(tmp_path / "counter.pem")
    (tmp_path / "counter.pem").chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod"):
        ensure_signer(tmp_path / "counter.pem")


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "counter.pem").write_text("no key")
    (tmp_path / "counter.pem").chmod(0o600)
    with pytest.raises(KeyFileError, match="private key"):
        ensure_signer(tmp_path / "counter.pem")


def test_the_registration_says_all_that_the_provider_needs(tmp_path: Path) -> None:
    signer = ensure_signer(tmp_path / "counter.pem")
    document = registration(Settings(), signer)
    (key,) = parse_jwks(document["jwks"])
    assert (key.kid, key.algorithm) == (signer.kid, Algorithm.ES256)
    assert document["redirect_uris"] == ["http://127.0.0.1:8401/callback"]
    assert document["post_logout_redirect_uris"] == ["http://127.0.0.1:8401/signed-out"]
    first, *others, desk = document["purposes"]
    assert first["id"] == document["default_purpose"] == SIGN_IN.id
    assert first["claims"] == desk["claims"] == []
    services = {service.purpose.id: service for service in load_catalogue().values()}
    assert [purpose["id"] for purpose in others] == list(services)
    for purpose in others:
        claims = services[purpose["id"]].purpose.claims
        assert [each["name"] for each in purpose["claims"]] == [each.name for each in claims]


def test_the_provider_takes_the_registration(tmp_path: Path) -> None:
    document = registration(Settings(), ensure_signer(tmp_path / "counter.pem"))
    client = read_registration(document)
    assert len(client.purposes) == len(load_catalogue()) + 2


@pytest.mark.parametrize("texts", [SERVICE_NAME, SIGN_IN.name, SIGN_IN.law])
def test_every_text_is_there_in_four_languages(texts: dict[str, str]) -> None:
    assert list(texts) == LANGUAGES
    assert all(texts.values())


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "thiqa.counter", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_registration_is_printed_for_the_provider(tmp_path: Path) -> None:
    printed = run("--registration", COUNTER_DATA=str(tmp_path))
    assert printed.returncode == 0, printed.stderr
    signer = ensure_signer(tmp_path / "counter.pem")
    assert json.loads(printed.stdout) == registration(Settings(), signer)


def test_a_wrong_setting_ends_with_a_sentence(tmp_path: Path) -> None:
    printed = run("--registration", COUNTER_DATA=str(tmp_path), COUNTER_PORT="no")
    assert (printed.returncode, printed.stderr) == (2, "COUNTER_PORT is not a port\n")
