import asyncio
import ssl
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import httpx
import pytest

from mail_server import mail_server
from thiqa.counter.notices.carriers import Notices
from thiqa.counter.notices.errors import NotSentError, UndeliverableError
from thiqa.counter.notices.models import Channel, Message, Place
from thiqa.counter.notices.smtp import MailServer, SmtpCarrier
from thiqa.counter.notices.spool import Spool
from thiqa.counter.notices.text_message import TextMessageCarrier
from thiqa.web import Language
from tls_certificates import SERVER_AUTH, issue, make_authority, named

NOW = 1_795_000_000
SENDER = "counter@guichet.example"
NAMES = {"ar": "الشباك", "fr": "Guichet", "zgh": "ⴰⵙⵉⵔⴰ", "en": "Counter"}
ARABIC = "رسالة في انتظاركم"


def mail(text: str = ARABIC) -> Message:
    place = Place(Channel.EMAIL, "salma@example.ma")
    stop = "https://guichet.example/notices/stop/abc"
    return Message("id-of-message", place, Language.AR, ARABIC, text, stop)


def text_message() -> Message:
    place = Place(Channel.TEXT, "+212612345678")
    return Message("id-of-message", place, Language.AR, "", ARABIC)


def carrier(port: int, tls: ssl.SSLContext | None = None) -> SmtpCarrier:
    return SmtpCarrier(MailServer("localhost", port, tls), SENDER, NAMES, lambda: NOW)


def test_the_spool_keeps_an_email_as_a_file_that_mail_programs_read(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", SENDER, NAMES, lambda: NOW)
    asyncio.run(spool.send(mail()))
    asyncio.run(spool.send(mail()))
    files = list((tmp_path / "spool").iterdir())
    assert [file.name for file in files] == ["id-of-message.eml"]
    read = message_from_bytes(files[0].read_bytes(), policy=SMTP)
    assert (read["to"], read["subject"]) == ("salma@example.ma", ARABIC)
    assert read["from"] == "الشباك <counter@guichet.example>"
    assert read.get_content().strip() == ARABIC


def test_the_spool_keeps_a_text_message_as_a_text(tmp_path: Path) -> None:
    asyncio.run(Spool(tmp_path, SENDER, NAMES, lambda: NOW).send(text_message()))
    written = (tmp_path / "id-of-message.txt").read_text()
    assert written == f"+212612345678\n\n{ARABIC}\n"


def test_a_spool_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotSentError):
        asyncio.run(Spool(tmp_path / "file", SENDER, NAMES, lambda: NOW).send(mail()))


def test_an_email_is_handed_in_and_nobody_is_asked_to_answer_it() -> None:
    with mail_server() as server:
        asyncio.run(carrier(server.port).send(mail()))
    (kept,) = server.mails
    assert server.recipients == ["rcpt TO:<salma@example.ma>"]
    assert kept["message-id"] == "<id-of-message@guichet.example>"
    assert kept["auto-submitted"] == "auto-generated"
    assert kept["content-language"] == "ar"
    assert kept["list-unsubscribe"] == "<https://guichet.example/notices/stop/abc>"
    assert kept["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert kept.get_content().strip() == ARABIC


def test_an_email_travels_over_tls_with_a_certificate_that_is_checked(tmp_path: Path) -> None:
    authority = make_authority()
    identity = issue(authority, named("localhost"), dns=("localhost",), purpose=SERVER_AUTH)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(*identity.write(tmp_path, "mail"))
    ours = ssl.create_default_context(cadata=authority.pem)
    with mail_server(theirs) as server:
        asyncio.run(carrier(server.port, ours).send(mail()))
    assert server.secured
    assert len(server.mails) == 1


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"RCPT": "550 no such mailbox"}, UndeliverableError),
        ({"RCPT": "450 busy"}, NotSentError),
        ({"MAIL": "421 closing"}, NotSentError),
        ({"DATA": "554 no"}, NotSentError),
        ({"EHLO": "500 what", "HELO": "500 what"}, NotSentError),
    ],
)
def test_what_the_mail_server_refuses_is_told_from_what_it_postpones(
    answers: dict[str, str], kind: type[Exception]
) -> None:
    with mail_server(**answers) as server, pytest.raises(kind):
        asyncio.run(carrier(server.port).send(mail()))
    assert server.mails == []


def test_a_mail_server_that_is_away_is_tried_again_later() -> None:
    with mail_server() as server:
        port = server.port
    with pytest.raises(NotSentError):
        asyncio.run(carrier(port).send(mail()))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (202, None),
        (400, UndeliverableError),
        (401, NotSentError),
        (429, NotSentError),
        (500, NotSentError),
        (302, NotSentError),
    ],
)
def test_a_text_message_is_posted_with_its_id(status: int, kind: type[Exception] | None) -> None:
    asked: list[httpx.Request] = []

    def operator(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status)

    async def send() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(operator)) as http:
            await TextMessageCarrier(http, "https://operator.example/", "token").send(
                text_message()
            )

    if kind is None:
        asyncio.run(send())
    else:
        with pytest.raises(kind):
            asyncio.run(send())
    (request,) = asked
    assert request.headers["authorization"] == "Bearer token"
    assert request.headers["idempotency-key"] == "id-of-message"
    assert '"to":"+212612345678"' in request.content.decode()


def test_a_channel_without_a_carrier_takes_nothing() -> None:
    with pytest.raises(UndeliverableError):
        asyncio.run(Notices({}).send(mail()))
    assert Notices({}).channels == ()
