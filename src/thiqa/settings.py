"""One frozen object with every setting, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from thiqa.base import ThiqaError

PREFIX = "THIQA_"


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
    card_client: str = "http://127.0.0.1:8402"
    """Where the citizen's card client listens on the citizen's own machine."""
    record_origin: str = "thiqa.example/record"
    """The name of the record in its checkpoints (C2SP tlog-checkpoint)."""
    timezone: str = "Africa/Casablanca"
    """The time zone of the dates on pages."""
    ocsp_cache_seconds: int = 0
    """How long an answer about a card's revocation is good; 0 asks at every login."""
    specimen: bool = False
    """Say on every page that nothing is real, and fetch keys from the loopback."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise SettingsError(f"{PREFIX}ISSUER must be an origin like https://id.example")
        if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise SettingsError(f"{PREFIX}ISSUER must be https, except on the loopback")
        if not 1 <= self.workers <= 64:
            raise SettingsError(f"{PREFIX}WORKERS must be from 1 to 64")
        if not 1 <= self.port <= 65_535:
            raise SettingsError(f"{PREFIX}PORT must be from 1 to 65535")

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
    def card_authorities(self) -> Path:
        """The directory with the certificates (PEM) of the authorities that issue cards."""
        return self.data / "card-authorities"

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


def _read(name: str, text: str, kind: Any) -> Any:
    try:
        if kind is int:
            return int(text)
        if kind is bool:
            return {"1": True, "true": True, "0": False, "false": False}[text.lower()]
    except (ValueError, KeyError) as error:
        raise SettingsError(f"{name}={text!r} is not a {kind.__name__}") from error
    return Path(text) if kind is Path else text


def _names(types: Mapping[str, Any]) -> str:
    return ", ".join(f"{PREFIX}{name.upper()}" for name in types)
