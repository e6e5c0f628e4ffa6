"""Whatever is done to an address that names the same thing, its normal form stays."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiqa.oidc.uris import UriError, normalised_uri

HOSTS = st.from_regex(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,8}){0,3}", fullmatch=True)
SEGMENTS = st.lists(st.text(st.characters(codec="ascii"), min_size=1, max_size=6), max_size=5)


def path_of(segments: list[str]) -> str:
    escaped = [quote(each, safe="") for each in segments]
    return "".join(f"/{each}" for each in escaped if each not in {".", ".."}) or "/"


def escape_all(path: str) -> str:
    """Escape every letter that nothing needs to escape."""
    parts = path.replace("%", "\0").split("\0")
    first, *rest = parts
    return _escaped(first) + "".join(f"%{each[:2].lower()}{_escaped(each[2:])}" for each in rest)


def _escaped(text: str) -> str:
    return "".join(each if each == "/" else f"%{ord(each):02x}" for each in text)


@given(HOSTS, SEGMENTS, st.text())
def test_spellings_of_one_address_have_one_normal_form(
    host: str, segments: list[str], rest: str
) -> None:
    path = path_of(segments)
    normal = f"https://{host}{path}"
    for other in (
        normal,
        f"HTTPS://{host.upper()}:443{path}",
        f"https://{host}{escape_all(path)}",
        f"https://{host}/x/..{path}",
        f"https://{host}/.{path}",
        f"{normal}?{rest}",
        f"{normal}#{rest}",
    ):
        assert normalised_uri(other) == normal


@given(st.text() | st.from_regex(r"https?://[a-z%:@./\[\]?#-]{0,30}", fullmatch=True))
def test_a_normal_form_is_its_own_normal_form_or_there_is_none(text: str) -> None:
    try:
        normal = normalised_uri(text)
    except UriError:
        return
    assert normalised_uri(normal) == normal


@given(HOSTS, SEGMENTS, HOSTS, SEGMENTS)
def test_different_addresses_stay_different(
    host: str, segments: list[str], other: str, others: list[str]
) -> None:
    left, right = f"https://{host}{path_of(segments)}", f"https://{other}{path_of(others)}"
    assert (normalised_uri(left) == normalised_uri(right)) == (left == right)


@given(st.characters(exclude_characters="?#/"), st.sampled_from(["https://a{}b/", "https://a{}"]))
def test_a_host_is_never_guessed(character: str, form: str) -> None:
    uri = form.format(character)
    if not (character.isascii() and (character.isalnum() or character in "-._:")):
        with pytest.raises(UriError):
            normalised_uri(uri)
