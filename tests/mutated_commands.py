"""Commands that are nearly right."""

from collections.abc import Sequence

from hypothesis import strategies as st


@st.composite
def mutations_of(draw: st.DrawFn, commands: Sequence[bytes]) -> bytes:
    """A good command with a byte changed, cut out or put in, or with its end cut off."""
    command = bytearray(draw(st.sampled_from(commands)))
    at = draw(st.integers(0, len(command) - 1))
    match draw(st.sampled_from(["change", "cut out", "put in", "cut off"])):
        case "change":
            command[at] = draw(st.integers(0, 255))
        case "cut out":
            del command[at]
        case "put in":
            command.insert(at, draw(st.integers(0, 255)))
        case _:
            del command[at:]
    return bytes(command)
