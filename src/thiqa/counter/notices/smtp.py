"""E-mail by a mail server (RFC 5321), over TLS unless it is on this very machine."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from smtplib import SMTP, SMTP_SSL, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from thiqa.base import Clock
from thiqa.counter.notices.email_message import email_of
from thiqa.counter.notices.errors import NotSentError, UndeliverableError
from thiqa.counter.notices.models import Message

TIMEOUT_SECONDS = 20.0
PERMANENT = range(500, 600)
"""RFC 5321, section 4.2.1: replies that begin with 5 mean: do not repeat this."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mails are handed in."""

    host: str
    port: int
    tls: ssl.SSLContext | None
    """None: on this machine, without TLS."""
    tls_at_once: bool = False
    """RFC 8314, section 3.3; otherwise STARTTLS (RFC 3207), and no e-mail without it."""
    user: str | None = None
    password: str | None = None


class SmtpCarrier:
    """Hands e-mails to a mail server; one connection for each."""

    def __init__(
        self, server: MailServer, sender: str, names: Mapping[str, str], clock: Clock
    ) -> None:
        self._server = server
        self._sender = sender
        self._names = names
        self._clock = clock

    async def send(self, message: Message) -> None:
        """Hand one e-mail in."""
        try:
            await asyncio.to_thread(self._send, message)
        except SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            kind = UndeliverableError if codes <= set(PERMANENT) else NotSentError
            raise kind(f"the recipient is refused: {sorted(codes)}") from error
        except SMTPResponseException as error:
            raise NotSentError(f"the mail server answers {error.smtp_code}") from error
        except (SMTPException, OSError) as error:
            raise NotSentError(f"the mail server: {type(error).__name__}") from error

    def _send(self, message: Message) -> None:
        mail = email_of(message, self._sender, self._names, self._clock())
        with self._connect() as session:
            if self._server.user is not None:
                session.login(self._server.user, self._server.password or "")
            session.send_message(mail, self._sender, [message.place.address])

    def _connect(self) -> SMTP:
        server = self._server
        if server.tls is not None and server.tls_at_once:
            return SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=server.tls)
        session = SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            if server.tls is not None:
                session.starttls(context=server.tls)
        except BaseException:
            session.close()
            raise
        return session
