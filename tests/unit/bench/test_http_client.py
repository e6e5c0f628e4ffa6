"""The driver reads an answer when it is whole, and not before."""

import pytest

from bench.http_client import whole_answer

LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n"
REDIRECT = (
    b"HTTP/1.1 303 See Other\r\nlocation: /next?a=b\r\n"
    b"set-cookie: a=1; Path=/x\r\nSet-Cookie: b=2\r\ncontent-length: 0\r\n\r\n"
)


@pytest.mark.parametrize("answer", [LENGTH, CHUNKED])
def test_a_whole_answer_is_read(answer: bytes) -> None:
    read = whole_answer(answer)
    assert read is not None
    assert (read.status, read.body) == (200, b"body")


@pytest.mark.parametrize("answer", [LENGTH, CHUNKED, REDIRECT])
def test_no_part_of_an_answer_is_taken_for_the_whole(answer: bytes) -> None:
    assert all(whole_answer(answer[:end]) is None for end in range(len(answer)))


def test_a_redirect_gives_its_location_and_all_cookies() -> None:
    read = whole_answer(REDIRECT)
    assert read is not None
    assert read.location() == "/next?a=b"
    assert read.set_cookies() == ["a=1; Path=/x", "b=2"]
