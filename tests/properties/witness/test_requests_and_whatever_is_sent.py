"""Whatever is sent to a witness is a request or is refused; what grows is cosigned, alone."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as some

from thiqa.witness.errors import MalformedRequestError
from thiqa.witness.request import parse_add_checkpoint
from witnesses import WitnessedLog, add_checkpoint

LOG = WitnessedLog()
HONEST = LOG.request(255, 300)


def parse(body: bytes) -> None:
    """Read a body, or see it refused."""
    with suppress(MalformedRequestError):
        parse_add_checkpoint(body)


@given(some.binary(max_size=500))
def test_any_bytes(body: bytes) -> None:
    parse(body)


@given(some.text(max_size=200), some.lists(some.binary(max_size=40), max_size=70), some.text())
def test_any_lines(old: str, proof: list[bytes], checkpoint: str) -> None:
    try:
        body = add_checkpoint(old, proof, checkpoint)
    except UnicodeEncodeError:
        return
    parse(body)


@given(some.integers(0, len(HONEST) - 1), some.binary(min_size=0, max_size=3))
def test_an_honest_request_with_bytes_in_it_replaced(at: int, by: bytes) -> None:
    parse(HONEST[:at] + by + HONEST[at + 1 :])


@given(
    some.integers(0, 2**63 - 1),
    some.lists(some.binary(min_size=32, max_size=32), max_size=63),
    some.integers(0, 600),
)
def test_what_is_written_is_what_is_read(old: int, proof: list[bytes], size: int) -> None:
    request = parse_add_checkpoint(add_checkpoint(old, proof, LOG.checkpoint(size)))
    assert (request.old_size, list(request.proof)) == (old, proof)
    assert (request.head, request.checkpoint) == (LOG.head(size), LOG.checkpoint(size))
