"""One frozen object with every setting, read once from the environment."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from thiqa.base import ThiqaError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PREFIX = "THIQA_"
DATABASES = ("postgresql://", "sqlite:///")
MAX_OCSP_CACHE_SECONDS = 60
"""What the login allows at most: a card that was reported as stolen is refused soon."""
_ORIGIN_LINE = re.compile(r"[!-*,-~]{1,255}")
"""C2SP signed-note: a key's name has no white space and no plus sign; ours is ASCII."""
_HEADER = re.compile(r"[a-z0-9-]{1,64}")
_KINDS = {int: "a whole number", bool: "true or false"}


class SettingsError(ThiqaError):
    """A setting that does not exist or cannot be read; the text names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the provider; each is an environment variable THIQA_<NAME>."""

    issuer: str = "http://localhost:8400"
    """What the provider calls itself: its public origin, without a trailing slash."""
    host: str = "127.0.0.1"
    """The address to listen at."""
    port: int = 8400
    """The port to listen at."""
    workers: int = 1
    """How many processes serve; they share the database and the key directory."""
    data: Path = Path("thiqa-data")
    """Where the keys, the trusted authorities and the embedded database are."""
    database: str = ""
    """postgresql://user:password@host/name, or sqlite:///path; empty: SQLite below `data`."""
    authentication_database: str = ""
    """The same PostgreSQL database under the login role of its authentication side; empty: one
    login role for both sides."""
    card_client: str = "http://127.0.0.1:8402"
    """Where the citizen's card client listens on the citizen's own machine."""
    record_origin: str = "thiqa.example/record"
    """The name of the record in its checkpoints (C2SP tlog-checkpoint)."""
    record_policy: str = ""
    """The file that says which witnesses must have cosigned the record (C2SP tlog-policy); only a
    specimen does without."""
    record_delay: int = 3_600
    """How many seconds an entry may wait for being published, before no more entries are made."""
    timezone: str = "Africa/Casablanca"
    """The time zone of the dates on pages."""
    ocsp_cache_seconds: int = 0
    """How long an answer about a card's revocation is good; 0 asks at every login."""
    tls_certificate: str = ""
    """The server's certificate and its chain (PEM); empty: TLS ends at a proxy in front."""
    tls_key: str = ""
    """The private key of that certificate (PEM)."""
    ask_client_certificates: bool = False
    """Ask clients of our own TLS for a certificate (RFC 8705); they may go on without one."""
    mutual_tls_origin: str = ""
    """Where services show certificates, for the metadata; empty: no mutual TLS."""
    trusted_proxies: str = ""
    """Addresses or networks, with commas: who may say in a header which certificate it saw."""
    client_certificate_header: str = "client-cert"
    """That header: client-cert (RFC 9440), or any other with PEM escaped as in a URL (nginx)."""
    federation: str = ""
    """The file that says whom we trust in an OpenID Federation; empty: we are in none."""
    seals: str = ""
    """The file that says whose seals we hold, and which service may have what sealed; empty:
    seals.toml below `data`, if it is there."""
    specimen: bool = False
    """Say on every page that nothing is real, open the sandbox, fetch keys from the loopback."""

    def __post_init__(self) -> None:
        _check_issuer(self.issuer)
        _check_range("WORKERS", self.workers, 1, 64)
        _check_range("PORT", self.port, 1, 65_535)
        _check_range("RECORD_DELAY", self.record_delay, 60, 86_400)
        _check_range("OCSP_CACHE_SECONDS", self.ocsp_cache_seconds, 0, MAX_OCSP_CACHE_SECONDS)
        if self.database and not self.database.startswith(DATABASES):
            raise SettingsError(f"{PREFIX}DATABASE must begin with {' or '.join(DATABASES)}")
        if self.authentication_database and not (
            self.database.startswith(DATABASES[0])
            and self.authentication_database.startswith(DATABASES[0])
        ):
            raise SettingsError(f"{PREFIX}AUTHENTICATION_DATABASE goes with PostgreSQL alone")
        if not _is_origin(self.card_client):
            raise SettingsError(f"{PREFIX}CARD_CLIENT must be an origin like http://127.0.0.1:8402")
        if not _ORIGIN_LINE.fullmatch(self.record_origin):
            raise SettingsError(f"{PREFIX}RECORD_ORIGIN must be like id.example/record, in ASCII")
        _check_timezone(self.timezone)
        _check_tls(self)
        _ = self.proxies

    @property
    def https(self) -> bool:
        """Whether browsers reach the provider over https."""
        return self.issuer.startswith("https:")

    @property
    def database_url(self) -> str:
        """The address of the database."""
        return self.database or f"sqlite:///{self.data.absolute() / 'thiqa.db'}"

    @property
    def keys(self) -> Path:
        """The key directory."""
        return self.data / "keys"

    @property
    def service_authorities(self) -> Path:
        """The directory with the certificates (PEM) that are trusted besides those of browsers
        when we call services."""
        return self.data / "service-authorities"

    @property
    def card_authorities(self) -> Path:
        """The directory with the certificates (PEM) of the authorities that issue cards."""
        return self.data / "card-authorities"

    @property
    def document_trust(self) -> Path:
        """The folder that says whose identity cards and passports are trusted."""
        return self.data / "trust"

    @property
    def lost_documents(self) -> Path:
        """The signed list of lost and stolen documents that is asked without being named."""
        return self.data / "lost-documents" / "today.list"

    @property
    def seals_file(self) -> Path:
        """The operator's file of seals; where there is none, nothing is issued."""
        return Path(self.seals) if self.seals else self.data.absolute() / "seals.toml"

    @property
    def seal_authorities(self) -> Path:
        """The directory with the certificates (PEM) of the authorities that issue seals."""
        return self.data / "seal-authorities"

    @property
    def time_stamp_authorities(self) -> Path:
        """The directory with the certificates (PEM) of the authorities behind time stamps."""
        return self.data / "time-stamp-authorities"

    @property
    def proxies(self) -> tuple[Network, ...]:
        """The networks of the trusted proxies."""
        return _networks(self.trusted_proxies)

    @property
    def client_authorities(self) -> Path:
        """The directory with the authorities (PEM) of the certificates of services."""
        return self.data / "client-authorities"

    @property
    def client_certificates(self) -> Path:
        """The directory with certificates (PEM) of services that nobody else vouches for."""
        return self.data / "client-certificates"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings; refuse a variable THIQA_… that is none of them."""
        environment = os.environ if environment is None else environment
        given = {name: text for name, text in environment.items() if name.startswith(PREFIX)}
        types = {field.name: field.type for field in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in given.items():
            setting = name.removeprefix(PREFIX).lower()
            if setting not in types:
                raise SettingsError(f"{name} is not a setting; settings are {_names(types)}")
            values[setting] = _read(name, text, types[setting])
        return cls(**values)


def _is_origin(address: str) -> bool:
    """Tell whether an address is scheme, host and port, and nothing else."""
    parts = urlsplit(address)
    rest = (parts.path, parts.query, parts.fragment, parts.username)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(rest)


def certificates_in(directory: Path) -> list[Path]:
    """Return the files of certificates in a directory, in their order; none if it is not there."""
    return sorted(directory.glob("*.pem")) if directory.is_dir() else []


def _check_tls(settings: Settings) -> None:
    if bool(settings.tls_certificate) != bool(settings.tls_key):
        raise SettingsError(f"{PREFIX}TLS_CERTIFICATE and {PREFIX}TLS_KEY go together")
    if settings.ask_client_certificates and not settings.tls_certificate:
        raise SettingsError(f"{PREFIX}ASK_CLIENT_CERTIFICATES needs {PREFIX}TLS_CERTIFICATE")
    origin = settings.mutual_tls_origin
    if origin and not (_is_origin(origin) and origin.startswith("https:")):
        raise SettingsError(f"{PREFIX}MUTUAL_TLS_ORIGIN must be like https://mtls.id.example")
    if not _HEADER.fullmatch(settings.client_certificate_header):
        raise SettingsError(f"{PREFIX}CLIENT_CERTIFICATE_HEADER must be a name in small letters")


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(each.strip()) for each in text.split(",") if text)
    except ValueError as error:
        raise SettingsError(
            f"{PREFIX}TRUSTED_PROXIES must be like 192.0.2.1,10.1.0.0/16"
        ) from error


def _check_issuer(issuer: str) -> None:
    if not _is_origin(issuer):
        raise SettingsError(f"{PREFIX}ISSUER must be an origin like https://id.example")
    parts = urlsplit(issuer)
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise SettingsError(f"{PREFIX}ISSUER must be https, except on the loopback")


def _check_range(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise SettingsError(f"{PREFIX}{name} must be from {least} to {most}")


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"{PREFIX}TIMEZONE must be like Africa/Casablanca") from error


def _read(name: str, text: str, kind: Any) -> Any:
    try:
        if kind is int:
            return int(text)
        if kind is bool:
            return {"1": True, "true": True, "0": False, "false": False}[text.lower()]
    except (ValueError, KeyError) as error:
        raise SettingsError(f"{name}={text!r} is not {_KINDS[kind]}") from error
    return Path(text) if kind is Path else text


def _names(types: Mapping[str, Any]) -> str:
    return ", ".join(f"{PREFIX}{name.upper()}" for name in types)
