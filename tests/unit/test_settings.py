from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from thiqa.login.policy import MAX_CACHE_SECONDS
from thiqa.settings import MAX_OCSP_CACHE_SECONDS, Settings, SettingsError


def read(**environment: str) -> Settings:
    """Read the settings of an environment."""
    return Settings.from_environment(environment)


def test_nothing_has_to_be_set() -> None:
    settings = read(HOME="/home/somebody")
    assert settings == Settings()
    assert settings.issuer == "http://localhost:8400"


def test_every_setting_is_read_in_its_kind() -> None:
    settings = read(
        THIQA_ISSUER="https://id.example",
        THIQA_HOST="::1",
        THIQA_PORT="443",
        THIQA_WORKERS="4",
        THIQA_DATA="/var/lib/thiqa",
        THIQA_DATABASE="postgresql://thiqa@/thiqa",
        THIQA_AUTHENTICATION_DATABASE="postgresql://thiqa_login@/thiqa",
        THIQA_CARD_CLIENT="http://127.0.0.1:9000",
        THIQA_RECORD_ORIGIN="id.example/record",
        THIQA_RECORD_POLICY="/etc/thiqa/record.policy",
        THIQA_RECORD_DELAY="600",
        THIQA_SEALS="/etc/thiqa/seals.toml",
        THIQA_TIMEZONE="UTC",
        THIQA_OCSP_CACHE_SECONDS="60",
        THIQA_TLS_CERTIFICATE="/etc/thiqa/tls.pem",
        THIQA_TLS_KEY="/etc/thiqa/tls.key",
        THIQA_ASK_CLIENT_CERTIFICATES="true",
        THIQA_MUTUAL_TLS_ORIGIN="https://mtls.id.example",
        THIQA_TRUSTED_PROXIES="192.0.2.1,2001:db8::/64",
        THIQA_CLIENT_CERTIFICATE_HEADER="x-client-cert",
        THIQA_FEDERATION="/etc/thiqa/federation.json",
        THIQA_SPECIMEN="true",
    )
    changed = {each.name for each in fields(settings)} - {
        each.name
        for each in fields(settings)
        if getattr(settings, each.name) == getattr(Settings(), each.name)
    }
    assert changed == {each.name for each in fields(settings)}
    assert settings.data == Path("/var/lib/thiqa")
    assert (settings.port, settings.specimen) == (443, True)


def test_the_cache_of_the_login_can_be_set_as_far_as_the_login_allows() -> None:
    assert MAX_OCSP_CACHE_SECONDS == MAX_CACHE_SECONDS


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]  # this is what must fail


def test_the_embedded_database_is_in_the_folder_of_the_data() -> None:
    assert read(THIQA_DATA="/srv/thiqa").database_url == "sqlite:////srv/thiqa/thiqa.db"
    assert read(THIQA_DATABASE="sqlite:///other.db").database_url == "sqlite:///other.db"


@pytest.mark.parametrize(
    ("issuer", "https"), [("https://id.example", True), ("http://localhost:8400", False)]
)
def test_browsers_come_over_https_when_the_issuer_says_so(issuer: str, https: bool) -> None:
    assert read(THIQA_ISSUER=issuer).https is https


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WORKER", "2", "THIQA_WORKER is not a setting; settings are THIQA_ISSUER, THIQA_HOST"),
        ("WORKERS", "many", "THIQA_WORKERS='many' is not a whole number"),
        ("WORKERS", "", "THIQA_WORKERS='' is not a whole number"),
        ("WORKERS", "0", "THIQA_WORKERS must be from 1 to 64"),
        ("WORKERS", "65", "THIQA_WORKERS must be from 1 to 64"),
        ("PORT", "0", "THIQA_PORT must be from 1 to 65535"),
        ("PORT", "65536", "THIQA_PORT must be from 1 to 65535"),
        ("SPECIMEN", "perhaps", "THIQA_SPECIMEN='perhaps' is not true or false"),
        ("ISSUER", "id.example", "THIQA_ISSUER must be an origin"),
        ("ISSUER", "https://id.example/", "THIQA_ISSUER must be an origin"),
        ("ISSUER", "https://id.example?x", "THIQA_ISSUER must be an origin"),
        ("ISSUER", "https://id.example#x", "THIQA_ISSUER must be an origin"),
        ("ISSUER", "https://me@id.example", "THIQA_ISSUER must be an origin"),
        ("ISSUER", "ftp://id.example", "THIQA_ISSUER must be an origin"),
        ("ISSUER", "http://id.example", "THIQA_ISSUER must be https, except on the loopback"),
        ("TIMEZONE", "Africa/Nowhere", "THIQA_TIMEZONE must be like Africa/Casablanca"),
        ("TIMEZONE", "../../etc/passwd", "THIQA_TIMEZONE must be like Africa/Casablanca"),
        ("CARD_CLIENT", "127.0.0.1:8402", "THIQA_CARD_CLIENT must be an origin"),
        ("OCSP_CACHE_SECONDS", "-1", "THIQA_OCSP_CACHE_SECONDS must be from 0 to 60"),
        ("RECORD_ORIGIN", "two words", "THIQA_RECORD_ORIGIN must be like id.example/record"),
        ("RECORD_ORIGIN", "a+b", "THIQA_RECORD_ORIGIN must be like id.example/record"),
        ("RECORD_ORIGIN", "", "THIQA_RECORD_ORIGIN must be like id.example/record"),
        ("DATABASE", "mysql://db/thiqa", "THIQA_DATABASE must begin with postgresql://"),
        ("TLS_KEY", "/etc/thiqa/tls.key", "THIQA_TLS_CERTIFICATE and THIQA_TLS_KEY go together"),
        ("ASK_CLIENT_CERTIFICATES", "true", "needs THIQA_TLS_CERTIFICATE"),
        ("MUTUAL_TLS_ORIGIN", "mtls.id.example", "THIQA_MUTUAL_TLS_ORIGIN must be like https://"),
        ("MUTUAL_TLS_ORIGIN", "http://id.example", "THIQA_MUTUAL_TLS_ORIGIN must be like https://"),
        ("TRUSTED_PROXIES", "proxy.example", "THIQA_TRUSTED_PROXIES must be like 192.0.2.1"),
        ("TRUSTED_PROXIES", "192.0.2.1/24", "THIQA_TRUSTED_PROXIES must be like 192.0.2.1"),
        ("TRUSTED_PROXIES", "192.0.2.1,", "THIQA_TRUSTED_PROXIES must be like 192.0.2.1"),
        ("CLIENT_CERTIFICATE_HEADER", "Client-Cert", "must be a name in small letters"),
        ("CLIENT_CERTIFICATE_HEADER", "", "must be a name in small letters"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_right(
    name: str, value: str, said: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read(**{f"THIQA_{name}": value})
    assert said in str(refused.value)
