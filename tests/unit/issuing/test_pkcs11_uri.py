"""Addresses of keys in tokens (RFC 7512)."""

from pathlib import Path

import pytest

from thiqa.issuing.errors import SealsFileError
from thiqa.issuing.pkcs11_uri import TokenUri, read_token_uri

URI = "pkcs11:token=thiqa;object=seal%20of%20dgsn?module-path=/usr/lib/p11.so&pin-source=/run/pin"


def test_an_address_names_token_key_module_and_pin() -> None:
    expected = TokenUri("thiqa", "seal of dgsn", Path("/usr/lib/p11.so"), Path("/run/pin"))
    assert read_token_uri(URI) == expected
    assert read_token_uri(URI.replace("=/run/pin", "=file:///run/pin")) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("token=thiqa;", ""),
        ("object=", "id="),
        ("?module-path=/usr/lib/p11.so&", "?"),
        ("pin-source=/run/pin", "pin-value=1234"),
        ("token=thiqa", "token=thiqa;token=other"),
        ("pkcs11:", "pkcs12:"),
        ("object=", "object"),
    ],
)
def test_what_we_would_not_heed_is_refused(before: str, after: str) -> None:
    with pytest.raises(SealsFileError):
        read_token_uri(URI.replace(before, after))
