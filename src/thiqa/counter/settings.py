"""The settings of the service: environment variables that begin with COUNTER_."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from thiqa.counter.errors import SettingsError

PREFIX = "COUNTER_"
MAX_WORKERS = 64


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the service runs, and whom it asks."""

    issuer: str = "http://localhost:8400"
    """The provider's issuer identifier, character by character."""
    host: str = "127.0.0.1"
    port: int = 8401
    url: str = "http://127.0.0.1:8401"
    """Our own address, as browsers see it."""
    client_id: str = "counter"
    data: Path = Path("counter-data")
    """The folder of the database and, unless it lies elsewhere, of the key."""
    key_file: Path = Path("counter-data/counter.pem")
    workers: int = 1
    """How many processes serve; they share the database and the folder, and nothing else."""
    database: str = ""
    """Our own database, `sqlite:///FILE` or `postgresql://…`; none: a file in our folder."""
    catalogue: Path | None = None
    """The folder of our services; none: those that come with the counter."""
    holidays: Path | None = None
    """A file of holidays besides the fixed ones, an ISO date on each line; none: no others."""
    payments: str = ""
    """The address of the payment provider; none: what has a fee cannot be paid here."""
    bodies: Mapping[str, str] = field(default_factory=dict)
    """Where other bodies answer: `dgi=https://… registre-social=https://…`."""
    record_policy: Path | None = None
    """A file (C2SP tlog-policy): which witnesses must have cosigned the record; none: nobody."""
    spool: Path | None = None
    """The folder in which messages are kept that nobody carries; none: one in our folder."""
    mail_server: str = ""
    """Who carries e-mails: `smtp://USER@HOST:PORT` (STARTTLS) or `smtps://…`; none: the spool."""
    mail_password_file: Path | None = None
    """The password at the mail server, in a file."""
    mail_sender: str = "counter@localhost.invalid"
    """Whom e-mails come from."""
    text_messages: str = ""
    """The operator's address that takes text messages; none: the spool."""
    text_messages_token_file: Path | None = None
    """The token at the operator, in a file."""
    text_messages_to: tuple[str, ...] = ("+212",)
    """The beginnings of numbers that text messages are sent to, parted by spaces."""

    @property
    def database_url(self) -> str:
        """Where our own database is."""
        return self.database or f"sqlite:///{self.data / 'counter.sqlite'}"

    @property
    def spool_folder(self) -> Path:
        """Where messages lie that nobody carries."""
        return self.spool or self.data / "notices"

    @property
    def letters_key_file(self) -> Path:
        """The file of the key that we sign letters to other organisations with."""
        return self.data / "letters.pem"

    @property
    def form_targets(self) -> tuple[str, ...]:
        """Where forms of our pages may lead, besides to us."""
        return (self.issuer, self.payments) if self.payments else (self.issuer,)

    @property
    def proof_key_file(self) -> Path:
        """The file of the key that our tokens are bound to."""
        return self.data / "dpop.pem"

    @property
    def https(self) -> bool:
        """Whether browsers reach us over https."""
        return self.url.startswith("https://")

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends the browser with its answer."""
        return f"{self.url}/callback"

    @property
    def backchannel_logout_uri(self) -> str:
        """Where the provider tells us that a citizen's session is over."""
        return f"{self.url}/backchannel-logout"

    @property
    def initiate_login_uri(self) -> str:
        """Where somebody else may send a browser to begin a login."""
        return f"{self.url}/start"

    @property
    def signed_out_uri(self) -> str:
        """Where the provider sends the browser after the logout."""
        return f"{self.url}/signed-out"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings; refuse unknown names and values that cannot work."""
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    unknown = given.keys() - set(Settings.__slots__)
    if unknown:
        raise SettingsError(f"unknown setting {PREFIX}{min(unknown).upper()}")
    port = _port(given.get("port", str(Settings().port)))
    host = given.get("host", Settings().host)
    data = Path(given.get("data", Settings().data))
    return Settings(
        issuer=_address("issuer", given.get("issuer", Settings().issuer)),
        host=host,
        port=port,
        url=_origin(_address("url", given.get("url", f"http://{host}:{port}"))),
        client_id=given.get("client_id", Settings().client_id),
        data=data,
        key_file=Path(given.get("key_file", data / "counter.pem")),
        workers=_workers(given.get("workers", str(Settings().workers))),
        database=given.get("database", ""),
        catalogue=_file(given, "catalogue"),
        holidays=_file(given, "holidays"),
        payments=_optional_address("payments", given.get("payments", "")),
        bodies=_bodies(given.get("bodies", "")),
        record_policy=_file(given, "record_policy"),
        spool=_file(given, "spool"),
        mail_server=given.get("mail_server", ""),
        mail_password_file=_file(given, "mail_password_file"),
        mail_sender=given.get("mail_sender", Settings().mail_sender),
        text_messages=_address("text_messages", found)
        if (found := given.get("text_messages"))
        else "",
        text_messages_token_file=_file(given, "text_messages_token_file"),
        text_messages_to=tuple(given.get("text_messages_to", "").split())
        or Settings().text_messages_to,
    )


def _file(given: Mapping[str, str], name: str) -> Path | None:
    return Path(given[name]) if given.get(name) else None


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise SettingsError(f"{PREFIX}PORT is not a port")
    return int(text)


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_WORKERS:
        raise SettingsError(f"{PREFIX}WORKERS is not a number from 1 to {MAX_WORKERS}")
    return int(text)


def _address(name: str, text: str) -> str:
    """Return an address: https, or http on this very machine; no slash at its end."""
    parts = urlsplit(text)
    if parts.query or parts.fragment or text.endswith("/") or not parts.hostname:
        raise SettingsError(f"{PREFIX}{name.upper()} is not an address without slash at its end")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_local(parts.hostname)):
        raise SettingsError(f"{PREFIX}{name.upper()} must be https (http on the loopback only)")
    return text


def _optional_address(name: str, text: str) -> str:
    return _address(name, text) if text else ""


def _bodies(text: str) -> dict[str, str]:
    """Return the addresses of other bodies, by the names that the catalogue gives them."""
    bodies = {}
    for word in text.split():
        name, is_there, address = word.partition("=")
        if not name or not is_there or name in bodies:
            raise SettingsError(f"{PREFIX}BODIES is a list of NAME=ADDRESS, each name once")
        bodies[name] = _address("bodies", address)
    return bodies


def _origin(address: str) -> str:
    if urlsplit(address).path:
        raise SettingsError(f"{PREFIX}URL is an origin: it has no path")
    return address


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
