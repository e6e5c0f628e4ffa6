"""A start that cannot succeed says why in one line, and exits with status 1."""

import socket
from pathlib import Path

import pytest

from operation.conftest import Run
from serving import free_port
from specimen_log import witnessed_policy
from tls_certificates import SERVER_AUTH, self_signed
from world import SpecimenCountry


@pytest.fixture
def settings(country: SpecimenCountry, sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    """Settings that are good for a start."""
    data = tmp_path / "provider"
    data.mkdir()
    country.furnish(data)
    return {
        "THIQA_DATA": str(data),
        "THIQA_DATABASE": sqlite_url,
        "THIQA_PORT": str(free_port()),
        "THIQA_SPECIMEN": "true",
    }


def refusal(run: Run, settings: dict[str, str], *arguments: str, status: int = 1) -> str:
    """Start a provider that must refuse; return its one line."""
    done = run("serve", *arguments, **settings)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_taken_port_is_named(thiqa: Run, settings: dict[str, str], workers: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = refusal(thiqa, settings, "--port", str(port), "--workers", workers)
    assert f"port {port} at 127.0.0.1 is taken" in line
    assert "THIQA_PORT" in line


def test_an_address_that_is_not_this_machines_is_named(
    thiqa: Run, settings: dict[str, str]
) -> None:
    line = refusal(thiqa, {**settings, "THIQA_HOST": "192.0.2.1"})
    assert "nothing can listen at 192.0.2.1" in line


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("THIQA_WORKER", "2", "THIQA_WORKER is not a setting; settings are THIQA_ISSUER"),
        ("THIQA_ISSUER", "http://id.example", "THIQA_ISSUER must be https"),
    ],
)
def test_a_wrong_setting_is_named(
    thiqa: Run, settings: dict[str, str], name: str, value: str, said: str
) -> None:
    assert said in refusal(thiqa, {**settings, name: value})


def test_a_record_without_witnesses_is_named(thiqa: Run, settings: dict[str, str]) -> None:
    line = refusal(thiqa, {**settings, "THIQA_SPECIMEN": "false"})
    assert "THIQA_RECORD_POLICY must name a policy file with a quorum of witnesses" in line


def test_a_policy_without_addresses_is_named(
    thiqa: Run, settings: dict[str, str], tmp_path: Path
) -> None:
    policy = tmp_path / "record.policy"
    policy.write_text(witnessed_policy(address="").text)
    line = refusal(thiqa, {**settings, "THIQA_RECORD_POLICY": str(policy)})
    assert "too few witnesses have a URL" in line


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_key_directory_that_others_can_read_is_refused(
    thiqa: Run, settings: dict[str, str], workers: str
) -> None:
    keys = Path(settings["THIQA_DATA"]) / "keys"
    keys.chmod(0o755)
    line = refusal(thiqa, settings, "--workers", workers)
    assert "keys is open to other users: chmod go-rwx it" in line


def test_a_key_that_others_can_read_is_refused(thiqa: Run, settings: dict[str, str]) -> None:
    key = next((Path(settings["THIQA_DATA"]) / "keys").glob("sign-*.pem"))
    key.chmod(0o640)
    assert f"{key.name} is open to other users" in refusal(thiqa, settings)


@pytest.mark.parametrize("kind", ["sign-ES256", "record"])
def test_a_damaged_key_is_named(thiqa: Run, settings: dict[str, str], kind: str) -> None:
    key = next((Path(settings["THIQA_DATA"]) / "keys").glob(f"{kind}-*.pem"))
    key.write_text("-----BEGIN PRIVATE KEY-----\n")
    assert key.name in refusal(thiqa, settings)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_missing_card_authorities_are_named(
    thiqa: Run, settings: dict[str, str], workers: str
) -> None:
    authorities = Path(settings["THIQA_DATA"]) / "card-authorities"
    authorities.unlink()
    line = refusal(thiqa, settings, "--workers", workers)
    assert f"{authorities} has no certificate" in line


def test_a_file_that_is_no_certificate_is_named(thiqa: Run, settings: dict[str, str]) -> None:
    authorities = Path(settings["THIQA_DATA"]) / "card-authorities"
    authorities.unlink()
    authorities.mkdir()
    (authorities / "broken.pem").write_text("no certificate")
    assert "broken.pem" in refusal(thiqa, settings)


def test_a_database_that_does_not_answer_is_named(thiqa: Run, settings: dict[str, str]) -> None:
    url = f"postgresql://thiqa:s3cret@127.0.0.1:{free_port()}/thiqa"
    line = refusal(thiqa, {**settings, "THIQA_DATABASE": url})
    assert "database" in line
    assert "s3cret" not in line


def test_a_folder_that_cannot_be_made_is_named(
    thiqa: Run, settings: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.touch()
    data = file / "data"
    line = refusal(thiqa, {**settings, "THIQA_DATA": str(data)})
    assert str(data) in line


@pytest.fixture
def with_tls(settings: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Settings with TLS of its own, good for a start."""
    certificate, key = self_signed("localhost", purpose=SERVER_AUTH).write(tmp_path, "server")
    return {**settings, "THIQA_TLS_CERTIFICATE": str(certificate), "THIQA_TLS_KEY": str(key)}


@pytest.mark.parametrize("name", ["THIQA_TLS_CERTIFICATE", "THIQA_TLS_KEY"])
def test_a_file_of_tls_that_cannot_be_used_is_named(
    thiqa: Run, with_tls: dict[str, str], tmp_path: Path, name: str
) -> None:
    broken = tmp_path / "broken.pem"
    for path in (broken, tmp_path / "absent.pem"):
        broken.write_text("neither a certificate nor a key")
        assert name in refusal(thiqa, {**with_tls, name: str(path)})


def test_certificates_that_nobody_could_show_are_not_asked_for(
    thiqa: Run, with_tls: dict[str, str]
) -> None:
    asking = {**with_tls, "THIQA_ASK_CLIENT_CERTIFICATES": "true"}
    assert "client-authorities" in refusal(thiqa, asking)


def test_an_authority_of_services_that_is_none_is_named(
    thiqa: Run, settings: dict[str, str]
) -> None:
    folder = Path(settings["THIQA_DATA"]) / "client-authorities"
    folder.mkdir()
    (folder / "service.pem").write_text(self_signed("a service").pem)
    assert "authority" in refusal(thiqa, settings)
