"""What is too long for a card goes in parts."""

from thiqa.card.transport.apdu import CommandApdu, ResponseApdu
from thiqa.card.transport.capacity import Capacity
from thiqa.card.transport.exchange import exchange
from thiqa.card.transport.fitted_card import FittedCard
from unit.card.transport.scripted import ScriptedCard

SHORT, LONG = Capacity(), Capacity(1_000, 1_000)


def send(card: ScriptedCard, capacity: Capacity, size: int, expected: int = 256) -> ResponseApdu:
    return exchange(
        FittedCard(card, capacity), CommandApdu(0, 0x86, 0, 0, bytes(size), expected, True)
    )


def test_a_short_command_stays_as_it_is() -> None:
    card = ScriptedCard("9000")
    FittedCard(card, SHORT).transmit(bytes.fromhex("0086000000"))
    assert card.asked == ["0086000000"]


def test_a_long_command_is_extended_if_the_card_takes_that() -> None:
    card = ScriptedCard("9000")
    send(card, LONG, 264)
    assert card.asked == ["00860000000108" + "00" * 264 + "0100"]


def test_a_long_command_is_a_chain_if_the_card_takes_short_ones() -> None:
    card = ScriptedCard("9000", "9000", "AB9000")
    answer = send(card, SHORT, 600)
    assert [asked[:10] for asked in card.asked] == ["10860000ff", "10860000ff", "008600005a"]
    assert card.asked[0] == "10860000ff" + "00" * 255
    assert card.asked[-1] == "008600005a" + "00" * 90 + "00"
    assert answer.data == b"\xab"


def test_a_long_answer_comes_in_parts_if_the_card_gives_short_ones() -> None:
    card = ScriptedCard("AA6101", "BB9000")
    assert send(card, SHORT, 0, 65_536).data == bytes.fromhex("AABB")
    assert card.asked == ["0086000000", "00c0000001"]


def test_no_more_is_asked_for_than_the_card_gives_at_once() -> None:
    card = ScriptedCard("9000")
    send(card, LONG, 1, 65_536)
    assert card.asked == ["008600000000010003e8"]


def test_inside_secure_messaging_the_parts_are_shorter() -> None:
    card = ScriptedCard("9000", "9000")
    send(card, SHORT.protected(), 230)
    assert [asked[:10] for asked in card.asked] == ["10860000df", "0086000007"]


def test_a_chain_ends_where_the_card_refuses_it() -> None:
    card = ScriptedCard("6884", "9000")
    assert send(card, SHORT, 600).status == 0x6884
    assert len(card.asked) == 1
