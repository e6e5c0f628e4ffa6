"""A mail server on the loopback that keeps what it is given, and refuses what a test wants."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP


@dataclass
class MailServer:
    """Speaks as much of RFC 5321 as smtplib needs."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    """What STARTTLS gives; None: it is not offered."""
    answers: dict[str, str] = field(default_factory=dict)
    """Other answers than good ones, by command."""
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    secured: bool = False

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one client until it leaves."""
        writer.write(b"220 mail.example ESMTP\r\n")
        while line := await reader.readline():
            command = line.decode().strip().upper()
            verb = command.partition(" ")[0].partition(":")[0]
            answer = self.answers.get(verb) or self._answer(verb)
            if verb == "RCPT" and answer.startswith("2"):
                self.recipients.append(line.decode().strip())
            writer.write(f"{answer}\r\n".encode())
            if verb == "STARTTLS" and answer.startswith("2"):
                await writer.start_tls(self.tls)
                self.secured = True
            if verb == "DATA" and answer.startswith("3"):
                self.mails.append(await _read_mail(reader))
                writer.write(b"250 kept\r\n")
            if verb == "QUIT":
                break
        writer.close()

    def _answer(self, verb: str) -> str:
        if verb == "EHLO":
            offered = "" if self.tls is None or self.secured else "250-STARTTLS\r\n"
            return f"250-mail.example\r\n{offered}250 8BITMIME"
        return {"DATA": "354 go on", "QUIT": "221 bye", "STARTTLS": "220 go on"}.get(verb, "250 ok")


async def _read_mail(reader: asyncio.StreamReader) -> EmailMessage:
    data = await reader.readuntil(b"\r\n.\r\n")
    mail = message_from_bytes(data.removesuffix(b".\r\n"), policy=SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None, **answers: str) -> Iterator[MailServer]:
    """Serve until the block ends."""
    server, loop, ready = MailServer(tls=tls, answers=answers), asyncio.new_event_loop(), []
    started, end = threading.Event(), asyncio.Event()

    async def serve() -> None:
        listener = await asyncio.start_server(server.talk, "127.0.0.1", 0)
        server.port = listener.sockets[0].getsockname()[1]
        ready.append(listener)
        started.set()
        await end.wait()
        listener.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert started.wait(20)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join(20)
        loop.close()
