from pathlib import Path

import pytest

import thiqa.counter
import thiqa.web
from thiqa.counter.notices.models import Channel, Contact, Place
from thiqa.counter.notices.texts import code_message, waiting_message
from thiqa.web import Language, load_catalogues

CATALOGUES = load_catalogues(
    [
        Path(str(thiqa.web.__file__)).parent / "locale",
        Path(str(thiqa.counter.__file__)).parent / "locale",
    ]
)
NUMBER, URL = "7K3M-Q9ZD-4WTN", "https://guichet.example/requests/7K3M-Q9ZD-4WTN"
STOP = "https://guichet.example/notices/stop/abc"
PLACES = {
    Channel.EMAIL: Place(Channel.EMAIL, "salma@example.ma"),
    Channel.TEXT: Place(Channel.TEXT, "+212612345678"),
}
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""3GPP TS 23.038, section 6.2.1: characters of which a text message has room for 160."""
IN_ONE_MESSAGE, IN_TWO_UNICODE_MESSAGES = 160, 134


def contact(channel: Channel, language: Language) -> Contact:
    return Contact("contact", "pairwise-salma", PLACES[channel], language, 0, 1)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("channel", list(Channel))
def test_a_message_says_where_something_waits(channel: Channel, language: Language) -> None:
    message = waiting_message(contact(channel, language), NUMBER, URL, STOP, CATALOGUES, "event")
    lines = message.text.split("\n")
    assert NUMBER in lines
    assert URL in lines
    assert (STOP in lines) == (channel is Channel.EMAIL)
    assert message.subject
    assert message.language is language


@pytest.mark.parametrize("language", list(Language))
def test_a_text_message_is_short_enough_to_cost_little(language: Language) -> None:
    place = contact(Channel.TEXT, language)
    waiting = waiting_message(place, NUMBER, URL, STOP, CATALOGUES, "event").text
    for text in (waiting, code_message(place.place, language, "123456", CATALOGUES).text):
        limit = IN_ONE_MESSAGE if set(text) <= GSM else IN_TWO_UNICODE_MESSAGES
        assert len(text) <= limit, text


@pytest.mark.parametrize("language", [Language.FR, Language.EN])
def test_a_text_message_in_latin_letters_needs_no_unicode(language: Language) -> None:
    place = contact(Channel.TEXT, language)
    waiting = waiting_message(place, NUMBER, URL, STOP, CATALOGUES, "event").text
    code = code_message(place.place, language, "123456", CATALOGUES).text
    assert set(waiting + code) <= GSM


def test_the_same_event_is_the_same_message_and_another_one_is_not() -> None:
    place = contact(Channel.EMAIL, Language.AR)
    ids = [
        waiting_message(place, NUMBER, URL, STOP, CATALOGUES, event).id
        for event in ("a.1", "a.1", "a.2")
    ]
    assert ids[0] == ids[1] != ids[2]
