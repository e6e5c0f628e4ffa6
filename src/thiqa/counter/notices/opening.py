"""The carriers that the settings name; what nobody carries lies in the spool."""

import ipaddress
import ssl
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from thiqa.base import Clock
from thiqa.counter.errors import SettingsError
from thiqa.counter.notices.addresses import read_email
from thiqa.counter.notices.carriers import Carrier, Notices
from thiqa.counter.notices.errors import AddressError
from thiqa.counter.notices.models import Channel
from thiqa.counter.notices.smtp import MailServer, SmtpCarrier
from thiqa.counter.notices.spool import Spool
from thiqa.counter.notices.text_message import TextMessageCarrier
from thiqa.counter.purpose import SERVICE_NAME
from thiqa.counter.settings import PREFIX, Settings

PORTS = {"smtp": 587, "smtps": 465}
"""RFC 8314, section 7.3 and RFC 6409, section 3.1."""


def open_notices(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> Notices:
    """Return the carriers; raise SettingsError for one that could not carry."""
    try:
        sender = read_email(settings.mail_sender)
    except AddressError as error:
        raise SettingsError(f"{PREFIX}MAIL_SENDER: {error}") from error
    spool = Spool(settings.spool_folder, sender, SERVICE_NAME, clock)
    carriers: dict[Channel, Carrier] = dict.fromkeys(Channel, spool)
    if settings.mail_server:
        server = read_mail_server(settings.mail_server, _secret(settings.mail_password_file))
        carriers[Channel.EMAIL] = SmtpCarrier(server, sender, SERVICE_NAME, clock)
    if settings.text_messages:
        token = _secret(settings.text_messages_token_file)
        if token is None:
            raise SettingsError(f"{PREFIX}TEXT_MESSAGES needs {PREFIX}TEXT_MESSAGES_TOKEN_FILE")
        carriers[Channel.TEXT] = TextMessageCarrier(http, settings.text_messages, token)
    return Notices(carriers)


def read_mail_server(address: str, password: str | None) -> MailServer:
    """Return where e-mails are handed in: over TLS, but on this very machine."""
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname or parts.path or parts.password:
        raise SettingsError(f"{PREFIX}MAIL_SERVER is not smtp://USER@HOST:PORT")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError as error:
        raise SettingsError(f"{PREFIX}MAIL_SERVER: no such port") from error
    user = unquote(parts.username) if parts.username else None
    if (user is None) != (password is None):
        raise SettingsError(f"{PREFIX}MAIL_SERVER: a user and a password, or neither")
    tls = None if _is_here(parts.hostname) and user is None else ssl.create_default_context()
    return MailServer(parts.hostname, port, tls, parts.scheme == "smtps", user, password)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _secret(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error
