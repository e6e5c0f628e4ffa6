import pytest

from thiqa.card.errors import OriginError
from thiqa.card_client.origin import origin_of


@pytest.mark.parametrize(
    ("uri", "origin"),
    [
        ("https://id.example/login", "https://id.example"),
        ("https://ID.Example:443/", "https://id.example"),
        ("HTTPS://id.example:8443/", "https://id.example:8443"),
        ("http://localhost:8400/login/return?a=1", "http://localhost:8400"),
        ("http://127.0.0.1:80/", "http://127.0.0.1"),
        ("http://[0:0::1]:8400/", "http://[::1]:8400"),
        ("https://192.0.2.7/", "https://192.0.2.7"),
        ("https://xn--thia-y4a.example/", "https://xn--thia-y4a.example"),
    ],
)
def test_an_origin_is_spelled_as_browsers_spell_it(uri: str, origin: str) -> None:
    assert str(origin_of(uri)) == origin


@pytest.mark.parametrize(
    ("uri", "is_loopback"),
    [
        ("http://localhost:8400/", True),
        ("https://127.0.0.1/", True),
        ("http://[::1]/", True),
        ("https://localhost.example/", False),
        ("https://127.0.0.1.example/", False),
    ],
)
def test_this_machine_is_told_from_the_internet(uri: str, is_loopback: bool) -> None:
    assert origin_of(uri).is_loopback is is_loopback


@pytest.mark.parametrize("uri", ["", "https://", "https:///x", "//id.example/", "id.example"])
def test_what_has_no_host_or_no_scheme_is_no_origin(uri: str) -> None:
    with pytest.raises(OriginError):
        origin_of(uri)
