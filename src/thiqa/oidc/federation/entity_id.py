"""Entity identifiers, and the addresses that follow from them."""

import re
from urllib.parse import urlsplit

from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.federation.errors import StatementRefusedError

WELL_KNOWN = "/.well-known/openid-federation"
"""OpenID Federation 1.0, section 9."""
MAX_ENTITY_ID = 240
MAX_PORT = 65_535
_ENTITY_ID = re.compile(
    r"(https://(?P<host>[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*)|http://(localhost|127\.0\.0\.1))"
    r"(:(?P<port>[0-9]{1,5}))?"
    r"(/[A-Za-z0-9._~@!$&'()*+,;=:%/-]*)?"
)
"""RFC 3986 without user, query, fragment and other scripts; http on the loopback alone."""


def is_entity_id(value: object) -> bool:
    """Tell whether a value has the form of an entity identifier (section 1.2)."""
    if not isinstance(value, str) or len(value) > MAX_ENTITY_ID:
        return False
    parts = _ENTITY_ID.fullmatch(value)
    return parts is not None and int(parts["port"] or 0) <= MAX_PORT


def read_entity_id(value: object, place: str) -> str:
    """Return an entity identifier; refuse everything else (section 1.2)."""
    if not isinstance(value, str) or not is_entity_id(value):
        raise StatementRefusedError(f"{place} is not an entity identifier", rule="1.2")
    return value


def read_endpoint(value: object, place: str) -> str:
    """Return the address of a federation endpoint (section 5.1.1)."""
    if not isinstance(value, str) or not is_entity_id(value.partition("?")[0]) or "#" in value:
        raise StatementRefusedError(f"{place} is not an https address", rule="5.1.1")
    return value


def configuration_url(entity_id: str) -> str:
    """Return where an entity publishes its configuration (section 9)."""
    return entity_id.removesuffix("/") + WELL_KNOWN


def host_of(entity_id: str) -> str:
    """Return the host of an entity identifier, in lower case."""
    return (urlsplit(entity_id).hostname or "").lower()


def check_configured_id(value: object, place: str) -> str:
    """Return an entity identifier of the operator's own files."""
    if not isinstance(value, str) or not is_entity_id(value):
        raise RegistrationError(f"{place}: not an entity identifier (https://host[/path])")
    return value
