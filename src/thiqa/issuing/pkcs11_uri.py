"""Where a key lies in a PKCS#11 token (RFC 7512), as far as we use it.

pkcs11:token=thiqa;object=dgsn?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=/run/pin
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from thiqa.issuing.errors import SealsFileError

SCHEME = "pkcs11:"
_PATH = frozenset({"token", "object"})
_QUERY = frozenset({"module-path", "pin-source"})


@dataclass(frozen=True, slots=True)
class TokenUri:
    """The parts of an address of a key; the PIN is read from a file when it is needed."""

    token: str
    object: str
    module_path: Path
    pin_source: Path


def read_token_uri(uri: str) -> TokenUri:
    """Read an address; refuse attributes that we would not heed."""
    path, _, query = uri.removeprefix(SCHEME).partition("?")
    found = {
        **_attributes(path.split(";"), _PATH),
        **_attributes(query.split("&"), _QUERY),
    }
    missing = (_PATH | _QUERY) - found.keys()
    if not uri.startswith(SCHEME) or missing:
        raise SealsFileError(f"the address of a key lacks {', '.join(sorted(missing)) or SCHEME}")
    return TokenUri(
        found["token"],
        found["object"],
        Path(found["module-path"]),
        Path(urlsplit(found["pin-source"]).path),
    )


def _attributes(parts: list[str], known: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, parts):
        name, equals, value = part.partition("=")
        if name not in known or name in found or not equals:
            raise SealsFileError(f"the address of a key: {name!r} is not known, or there twice")
        found[name] = unquote(value)
    return found
