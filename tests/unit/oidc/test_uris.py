"""Addresses in their normal form; the numbers are those of `normalised_uri`."""

import pytest

from thiqa.oidc.uris import MAX_URI, UriError, normalised_uri

TOKEN = "https://id.example/token"


def test_an_address_in_its_normal_form_stays_as_it_is() -> None:
    assert normalised_uri(TOKEN) == TOKEN
    assert normalised_uri("http://localhost:8400/a/b%20c") == "http://localhost:8400/a/b%20c"


@pytest.mark.parametrize("uri", ["HTTPS://id.example/token", "https://ID.Example/token"])
def test_1_letter_case_of_scheme_and_host_does_not_count(uri: str) -> None:
    assert normalised_uri(uri) == TOKEN


def test_1_letter_case_of_the_path_counts() -> None:
    assert normalised_uri("https://id.example/Token") != TOKEN


@pytest.mark.parametrize("uri", ["https://id.example/%74oken", "https://id.example/tok%65n"])
def test_2_letters_may_be_escaped(uri: str) -> None:
    assert normalised_uri(uri) == TOKEN


def test_2_escapes_of_other_characters_stay_in_capitals() -> None:
    assert normalised_uri("https://a/%2f%c3%a9") == "https://a/%2F%C3%A9"


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("/./token", "/token"),
        ("/a/../token", "/token"),
        ("/../token", "/token"),
        ("/a/b/../../token", "/token"),
        ("/a/%2e%2E/token", "/token"),
        ("/a/./", "/a/"),
        ("/a/..", "/"),
        ("/a/.", "/a/"),
        ("/a//b", "/a//b"),
        ("/...", "/..."),
    ],
)
def test_3_dot_segments_are_walked(path: str, normal: str) -> None:
    assert normalised_uri(f"https://a{path}") == f"https://a{normal}"


@pytest.mark.parametrize(
    ("uri", "normal"),
    [
        ("https://id.example:443/token", TOKEN),
        ("https://id.example:/token", TOKEN),
        ("http://id.example:80/", "http://id.example/"),
        ("https://id.example", "https://id.example/"),
        ("https://id.example:80/", "https://id.example:80/"),
        ("https://[2001:DB8::1]:443", "https://[2001:db8::1]/"),
    ],
)
def test_4_the_schemes_own_port_and_the_empty_path(uri: str, normal: str) -> None:
    assert normalised_uri(uri) == normal


@pytest.mark.parametrize("rest", ["?", "?a=b", "#", "#f", "?a#b?c", "?é#é", "?a b", "?\n"])
def test_query_and_fragment_do_not_count(rest: str) -> None:
    assert normalised_uri(TOKEN + rest) == TOKEN


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "/token",
        "//id.example/token",
        "id.example/token",
        "ftp://id.example/token",
        "https:/id.example",
        "https://",
        "https:///token",
        "https://user@id.example/token",
        "https://user:password@id.example/token",
        "https://id.example:x/token",
        "https://id.example:123456/token",
        "https://id.example\\@other.example/token",
        "https://id.example/to ken",
        "https://id.example/tokén",
        "https://idé.example/token",
        "https://id.example/%",
        "https://id.example/%4",
        "https://id.example/%zz",
        "https://%69d.example/token",
        " https://id.example/token",
        "https://id.example/token\n",
        "https://id.example/token\x00",
        "https://id.example/" + "a" * MAX_URI,
    ],
)
def test_what_is_no_address_is_refused(uri: str) -> None:
    with pytest.raises(UriError):
        normalised_uri(uri)
