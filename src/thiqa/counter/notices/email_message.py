"""A message as an e-mail (RFC 5322)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from thiqa.counter.notices.models import Message


def email_of(message: Message, sender: str, names: Mapping[str, str], now: int) -> EmailMessage:
    """Return a message as an e-mail; no other program should answer it (RFC 3834, section 5).

    `names`: what the sender is called, by language.
    """
    local, _, domain = sender.rpartition("@")
    mail = EmailMessage(SMTP)
    mail["From"] = Address(names[message.language], local, domain)
    mail["To"] = Address("", addr_spec=message.place.address)
    mail["Subject"] = message.subject
    mail["Date"] = datetime.fromtimestamp(now, UTC)
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.stop_url is not None:
        mail["List-Unsubscribe"] = f"<{message.stop_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text, cte="8bit" if message.text.isascii() else "base64")
    mail["Content-Language"] = message.language.value
    return mail
