"""Commands, responses, data objects and states: one spelling for one value, or a refusal."""

from hypothesis import given
from hypothesis import strategies as st

from thiqa.card.errors import ApduError, CardStateError, TlvError
from thiqa.card.pin_format import SecretName, pad, unpad
from thiqa.card.profile import THIQA_SPECIMEN
from thiqa.card.software.state import CardState, Secret
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu
from thiqa.card.transport.tlv import DataObject, parse

BYTE = st.integers(0, 255)
STATE = CardState(
    THIQA_SPECIMEN, "adult", b"DER", b"PKCS8", Secret(b"1", b"2", 2, 3), Secret(b"3", b"4", 2, 5)
).to_bytes()


@st.composite
def commands(draw: st.DrawFn) -> CommandApdu:
    extended = draw(st.booleans())
    data = draw(st.binary(max_size=600 if extended else 255))
    expected = draw(st.none() | st.integers(1, 65_536 if extended else 256))
    extended = extended and (bool(data) or expected is not None)
    return CommandApdu(*(draw(BYTE) for _ in range(4)), data, expected, extended)


@given(commands())
def test_a_command_is_read_as_it_was_written(command: CommandApdu) -> None:
    assert CommandApdu.from_bytes(command.to_bytes()) == command


@given(st.binary(max_size=40) | commands().map(CommandApdu.to_bytes))
def test_bytes_that_are_a_command_are_written_the_same(raw: bytes) -> None:
    try:
        command = CommandApdu.from_bytes(raw)
    except ApduError:
        return
    assert command.to_bytes() == raw


@given(st.binary(max_size=40))
def test_bytes_that_are_a_response_are_written_the_same(raw: bytes) -> None:
    try:
        response = ResponseApdu.from_bytes(raw)
    except ApduError:
        return
    assert response.to_bytes() == raw


TAGS = st.sampled_from([0x80, 0x9E, 0x62, 0xDF21, 0x7F49, 0xDF8101])


@given(st.lists(st.builds(DataObject, TAGS, st.binary(max_size=300)), max_size=5))
def test_data_objects_are_read_as_they_were_written(objects: list[DataObject]) -> None:
    assert parse(b"".join(item.to_bytes() for item in objects)) == tuple(objects)


@given(st.binary(max_size=40))
def test_bytes_that_are_data_objects_are_written_the_same(raw: bytes) -> None:
    try:
        objects = parse(raw)
    except TlvError:
        return
    assert b"".join(item.to_bytes() for item in objects) == raw


@given(st.text("0123456789", min_size=4, max_size=8))
def test_a_pin_is_read_as_it_was_padded(pin: str) -> None:
    assert unpad(pad(pin, SecretName.PIN, THIQA_SPECIMEN), SecretName.PIN, THIQA_SPECIMEN) == pin


@given(st.integers(0, len(STATE) - 1), BYTE)
def test_a_state_with_a_changed_byte_is_another_state_or_none(at: int, byte: int) -> None:
    raw = STATE[:at] + bytes((byte,)) + STATE[at + 1 :]
    try:
        state = CardState.from_bytes(raw)
    except CardStateError:
        return
    assert state.to_bytes() == raw
