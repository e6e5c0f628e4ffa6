import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiqa.web import (
    ClientGoneError,
    DuplicateFieldError,
    MalformedRequestError,
    RequestTooLargeError,
    UnsupportedMediaError,
    WebError,
    check_form_type,
    parse_form,
    parse_query,
    read_body,
    single_header,
)

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(st.dictionaries(TEXT.filter(bool), TEXT, max_size=8))
def test_a_form_of_any_text_reads_back(fields: dict[str, str]) -> None:
    assert parse_form(urlencode(fields).encode()) == fields


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"a=1&a=2", DuplicateFieldError),
        (b"a=1&%61=2", DuplicateFieldError),
        (b"a", MalformedRequestError),
        (b"a=1&", MalformedRequestError),
        (b"=1", MalformedRequestError),
        (b"a=%", MalformedRequestError),
        (b"a=%4", MalformedRequestError),
        (b"a=%zz", MalformedRequestError),
        (b"a=%ff", MalformedRequestError),
        (b"a=%ed%a0%80", MalformedRequestError),
        (b"a=%c0%af", MalformedRequestError),
        (b"a=%00", MalformedRequestError),
        (b"a=%1b", MalformedRequestError),
        (b"a=\x00", MalformedRequestError),
        (b"a=\xc3\xa9", MalformedRequestError),
        (b"a=1 2", MalformedRequestError),
        (b"a=1\n", MalformedRequestError),
        (b"&".join(b"f%d=" % index for index in range(65)), RequestTooLargeError),
        (b"n" * 101 + b"=", RequestTooLargeError),
        (b"a=" + b"v" * 32_769, RequestTooLargeError),
    ],
)
def test_a_form_that_is_not_strict_is_refused(body: bytes, error: type[WebError]) -> None:
    with pytest.raises(error):
        parse_form(body)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_form_or_a_refusal(body: bytes) -> None:
    try:
        fields = parse_form(body)
    except WebError:
        return
    assert parse_form(urlencode(fields, quote_via=quote_plus).encode()) == fields


def test_an_empty_form_has_no_fields_and_an_empty_value_stays() -> None:
    assert parse_form(b"") == {}
    assert parse_form(b"a=&b=+%2B%0A") == {"a": "", "b": " +\n"}


def test_a_query_has_a_limit_of_its_own() -> None:
    with pytest.raises(RequestTooLargeError):
        parse_query(b"a=" + b"v" * 16_384)


@pytest.mark.parametrize(
    "value",
    [
        b"application/x-www-form-urlencoded",
        b"application/x-www-form-urlencoded; charset=UTF-8",
        b'Application/X-WWW-Form-Urlencoded;charset="utf-8"',
    ],
)
def test_a_form_names_its_type(value: bytes) -> None:
    check_form_type([(b"content-type", value)])


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"content-type", b"application/json")],
        [(b"content-type", b"multipart/form-data; boundary=x")],
        [(b"content-type", b"application/x-www-form-urlencoded; charset=utf-7")],
    ],
)
def test_a_body_of_another_type_is_no_form(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(UnsupportedMediaError):
        check_form_type(headers)


def test_a_header_that_is_sent_twice_is_refused() -> None:
    with pytest.raises(DuplicateFieldError):
        single_header([(b"dpop", b"a"), (b"dpop", b"b")], b"dpop")
    with pytest.raises(MalformedRequestError):
        single_header([(b"dpop", b"\xff")], b"dpop")
    assert single_header([(b"a", b"1")], b"b") is None


def _receive(*messages: dict[str, Any]) -> Callable[[], Awaitable[dict[str, Any]]]:
    queue = list(messages)

    async def receive() -> dict[str, Any]:
        return queue.pop(0)

    return receive


def _chunk(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_in_pieces_is_read_whole() -> None:
    receive = _receive(_chunk(b"ab", more=True), _chunk(b"cd"))
    assert asyncio.run(read_body(receive, limit=4)) == b"abcd"


def test_a_body_is_not_read_past_its_limit() -> None:
    receive = _receive(_chunk(b"abc", more=True), _chunk(b"de", more=True))
    with pytest.raises(RequestTooLargeError):
        asyncio.run(read_body(receive, limit=4))


def test_a_browser_that_leaves_is_no_request() -> None:
    receive = _receive(_chunk(b"abc", more=True), {"type": "http.disconnect"})
    with pytest.raises(ClientGoneError):
        asyncio.run(read_body(receive))
