import asyncio
from pathlib import Path

import httpx
import pytest

from thiqa.counter.errors import SettingsError
from thiqa.counter.notices.models import Channel, Message, Place
from thiqa.counter.notices.opening import open_notices, read_mail_server
from thiqa.counter.settings import Settings, read_settings
from thiqa.web import Language

NOW = 1_795_341_600


def opened(settings: Settings) -> tuple[Channel, ...]:
    async def main() -> tuple[Channel, ...]:
        async with httpx.AsyncClient() as http:
            return open_notices(settings, http, lambda: NOW).channels

    return asyncio.run(main())


def test_what_nobody_carries_lies_in_the_spool(tmp_path: Path) -> None:
    async def main() -> None:
        async with httpx.AsyncClient() as http:
            notices = open_notices(Settings(data=tmp_path), http, lambda: NOW)
            place = Place(Channel.TEXT, "+212612345678")
            await notices.send(Message("id", place, Language.FR, "", "Bonjour"))

    asyncio.run(main())
    assert [path.name for path in (tmp_path / "notices").iterdir()] == ["id.txt"]


def test_a_mail_server_is_reached_over_tls_but_on_this_machine(tmp_path: Path) -> None:
    assert read_mail_server("smtp://localhost:2525", None).tls is None
    far = read_mail_server("smtp://counter%40x@mail.example.ma", "secret")
    assert (far.port, far.user, far.password, far.tls_at_once) == (
        587,
        "counter@x",
        "secret",
        False,
    )
    assert far.tls is not None
    assert far.tls.check_hostname
    at_once = read_mail_server("smtps://mail.example.ma", None)
    assert (at_once.port, at_once.tls_at_once) == (465, True)
    assert read_mail_server("smtp://counter@localhost", "secret").tls is not None


@pytest.mark.parametrize(
    "address",
    ["mail.example.ma", "http://mail.example.ma", "smtp://", "smtp://mail:x", "smtp://a:b@mail"],
)
def test_what_is_no_mail_server_is_refused(address: str) -> None:
    with pytest.raises(SettingsError):
        read_mail_server(address, None)


def test_a_user_comes_with_a_password() -> None:
    with pytest.raises(SettingsError):
        read_mail_server("smtp://counter@mail.example.ma", None)
    with pytest.raises(SettingsError):
        read_mail_server("smtp://mail.example.ma", "secret")


def test_settings_that_could_not_carry_are_refused(tmp_path: Path) -> None:
    for settings in (
        Settings(data=tmp_path, mail_sender="nobody"),
        Settings(data=tmp_path, text_messages="https://operator.example"),
        Settings(data=tmp_path, mail_server="smtp://u@x", mail_password_file=tmp_path / "none"),
    ):
        with pytest.raises(SettingsError):
            opened(settings)


def test_the_settings_of_carriers_are_read(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("secret\n")
    settings = read_settings(
        {
            "COUNTER_DATA": str(tmp_path),
            "COUNTER_TEXT_MESSAGES": "https://operator.example/messages",
            "COUNTER_TEXT_MESSAGES_TOKEN_FILE": str(token),
            "COUNTER_TEXT_MESSAGES_TO": "+212 +33",
        }
    )
    assert settings.text_messages_to == ("+212", "+33")
    assert opened(settings) == (Channel.EMAIL, Channel.TEXT)
    with pytest.raises(SettingsError):
        read_settings({"COUNTER_TEXT_MESSAGES": "http://operator.example/messages"})
