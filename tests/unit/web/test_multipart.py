"""Forms with files, as browsers send them and as attackers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiqa.web import DuplicateFieldError, MalformedRequestError, RequestTooLargeError
from thiqa.web.errors import UnsupportedMediaError, WebError
from thiqa.web.multipart import MAX_PARTS, Part, parse_multipart, read_boundary

BOUNDARY = b"----WebKitFormBoundaryx7"


def part(name: str, data: bytes, file: str | None = None) -> bytes:
    shown = "" if file is None else f'; filename="{file}"\r\nContent-Type: image/jpeg'
    head = f'Content-Disposition: form-data; name="{name}"{shown}'
    return b"--" + BOUNDARY + b"\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n"


def body(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"


def test_a_form_with_a_file_is_read() -> None:
    sent = body(
        part("key", b"a"), part("photo", b"\xff\xd8\r\n--x", 'mine "2".jpg'.replace('"', "%22"))
    )
    assert parse_multipart(sent, BOUNDARY) == {
        "key": Part("key", None, b"a"),
        "photo": Part("photo", 'mine "2".jpg', b"\xff\xd8\r\n--x"),
    }


def test_no_file_chosen_is_an_empty_name() -> None:
    assert parse_multipart(body(part("photo", b"", "")), BOUNDARY)["photo"].file_name == ""


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        (b"multipart/form-data; boundary=----WebKitFormBoundaryx7", BOUNDARY),
        (b'multipart/form-data; boundary="a b"', b"a b"),
        (b"Multipart/Form-Data;boundary=x", b"x"),
    ],
)
def test_the_boundary_is_read(content_type: bytes, expected: bytes) -> None:
    assert read_boundary([(b"content-type", content_type)]) == expected


@pytest.mark.parametrize(
    ("content_type", "error"),
    [
        (b"", UnsupportedMediaError),
        (b"multipart/mixed; boundary=x", UnsupportedMediaError),
        (b"multipart/form-data", MalformedRequestError),
        (b'multipart/form-data; boundary="x "', MalformedRequestError),
        (b"multipart/form-data; boundary=" + b"x" * 71 + b'"', MalformedRequestError),
    ],
)
def test_another_body_is_refused(content_type: bytes, error: type[WebError]) -> None:
    with pytest.raises(error):
        read_boundary([(b"content-type", content_type)])


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"x" + body(part("a", b"1")),
        part("a", b"1"),
        body(part("a", b"1")) + b"more",
        body(b"--" + BOUNDARY + b"x\r\n\r\n1\r\n"),
        body(b"--" + BOUNDARY + b"\r\n1\r\n"),
        body(b"--" + BOUNDARY + b"\r\nContent-Type: text/plain\r\n\r\n1\r\n"),
        body(part("", b"1")),
        body(part("a" * 101, b"1")),
        body(part('a"; x="', b"1")),
        body(part("a\r\nContent-Disposition: form-data; name=b", b"1")),
        body(part("a", b"1").replace(b"form-data;", b"\xff;")),
        body(part("a", b"1", "x" * 2000)),
    ],
)
def test_a_form_that_is_none_is_refused(sent: bytes) -> None:
    with pytest.raises(MalformedRequestError):
        parse_multipart(sent, BOUNDARY)


def test_a_field_is_there_once() -> None:
    with pytest.raises(DuplicateFieldError):
        parse_multipart(body(part("a", b"1"), part("a", b"2")), BOUNDARY)


def test_a_form_has_a_few_parts() -> None:
    many = [part(f"a{number}", b"") for number in range(MAX_PARTS + 1)]
    assert len(parse_multipart(body(*many[:-1]), BOUNDARY)) == MAX_PARTS
    with pytest.raises(RequestTooLargeError):
        parse_multipart(body(*many), BOUNDARY)


@given(st.binary(max_size=300))
def test_whatever_is_sent_is_read_or_refused(sent: bytes) -> None:
    for attempt in (sent, body(part("a", sent)), sent + BOUNDARY + sent):
        try:
            parse_multipart(attempt, BOUNDARY)
        except WebError:
            continue


@given(st.binary(max_size=300))
def test_a_file_comes_out_as_it_went_in(data: bytes) -> None:
    if b"\r\n--" + BOUNDARY not in b"\r\n" + data + b"\r\n":
        assert parse_multipart(body(part("a", data, "x")), BOUNDARY)["a"].data == data
