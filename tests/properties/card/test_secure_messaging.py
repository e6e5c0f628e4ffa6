"""Secure messaging: whatever is said comes out the same, and nothing else comes out."""

from hypothesis import given
from hypothesis import strategies as st

from card_channels import both_ends
from thiqa.card.channel.errors import ChannelLostError
from thiqa.card.channel.suite import Suite
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu

SUITE = st.sampled_from(list(Suite))
STATUS = st.sampled_from([0x9000, 0x6282, 0x63C1, 0x6982, 0x6A82])


@st.composite
def commands(draw: st.DrawFn) -> CommandApdu:
    data = draw(st.binary(max_size=600))
    expected = draw(st.none() | st.integers(1, 65_536))
    extended = len(data) > 255 or (expected or 0) > 256
    instruction = draw(st.integers(0, 255))
    return CommandApdu(
        draw(st.sampled_from([0, 0x10, 0x80])), instruction, 1, 2, data, expected, extended
    )


@given(SUITE, st.lists(st.tuples(commands(), st.binary(max_size=600), STATUS), max_size=4))
def test_a_conversation_is_understood(
    suite: Suite, conversation: list[tuple[CommandApdu, bytes, int]]
) -> None:
    terminal, card = both_ends(suite)
    for command, data, status in conversation:
        assert card.unwrap(terminal.wrap(command)) == command
        answer = ResponseApdu(data, status)
        assert terminal.unwrap(card.wrap(answer)) == answer


@given(SUITE, st.binary(max_size=80), STATUS)
def test_random_bytes_are_no_answer(suite: Suite, data: bytes, status: int) -> None:
    terminal, _ = both_ends(suite)
    terminal.wrap(CommandApdu(0, 0xB0, 0, 0, b"", 16))
    try:
        terminal.unwrap(ResponseApdu(data, status))
    except ChannelLostError:
        return
    raise AssertionError(data)


@given(SUITE, commands())
def test_random_commands_are_no_command(suite: Suite, command: CommandApdu) -> None:
    _, card = both_ends(suite)
    try:
        card.unwrap(command)
    except ChannelLostError:
        return
    raise AssertionError(command)
