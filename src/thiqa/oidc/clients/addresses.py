"""The addresses that a client registers: read strictly, because browsers and policies get them."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from thiqa.oidc.errors import RegistrationError

MAX_PORT = 65_535
SINGLE_ADDRESSES = (
    "jwks_uri",
    "backchannel_logout_uri",
    "backchannel_client_notification_endpoint",
    "initiate_login_uri",
)
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])"
    r"(:(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>[/?][A-Za-z0-9._~:/?@!$&'()*+,;=%\[\]-]*)?"
)
"""RFC 3986, sections 2 and 3, without user, fragment and other scripts."""
_FORM = "an address is https://host[:port]/path in ASCII, without user, blanks and fragment"


def check_addresses(document: Mapping[str, Any]) -> None:
    """RFC 9700, section 2.6, and RFC 8252, section 7.3: https, or http on the loopback."""
    for place, address in _addresses(document):
        parts = _ADDRESS.fullmatch(address)
        if parts is None or int(parts["port"] or 0) > MAX_PORT:
            raise RegistrationError(f"{place}: {_FORM}")
        on_loopback = _is_loopback(place, parts["host"])
        if parts["scheme"] == "http" and not on_loopback:
            raise RegistrationError(f"{place}: http is for the loopback only, use https")


def with_query(address: str, members: Mapping[str, str]) -> str:
    """Return a registered address with members added to its query (RFC 6749, section 3.1.2)."""
    if "?" not in address:
        return f"{address}?{urlencode(members)}"
    separator = "" if address.endswith(("?", "&")) else "&"
    return f"{address}{separator}{urlencode(members)}"


def _addresses(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for member in ("redirect_uris", "post_logout_redirect_uris"):
        for index, address in enumerate(document.get(member, ())):
            yield f"$.{member}[{index}]", address
    for member in SINGLE_ADDRESSES:
        if member in document:
            yield f"$.{member}", document[member]


def _is_loopback(place: str, host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError as error:
        if host.startswith("["):
            raise RegistrationError(f"{place}: {_FORM}") from error
        return host == "localhost"
