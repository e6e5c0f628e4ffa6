"""Addresses compared as RFC 3986 says that they name the same thing."""

import re

from thiqa.base import ThiqaError

MAX_URI = 2_048
DEFAULT_PORTS = {"http": "80", "https": "443"}
"""RFC 9110, sections 4.2.1 and 4.2.2."""

_URI = re.compile(
    r"(?P<scheme>[A-Za-z]+)://"
    r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])"
    r"(:(?P<port>[0-9]{0,5}))?"
    r"(?P<path>(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?)"
    r"(\?[^#]*)?(#.*)?",
    re.DOTALL,
)
"""RFC 3986, appendix B, for http and https: no user, and nothing but ASCII before the query."""
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
"""RFC 3986, section 2.3."""


class UriError(ThiqaError):
    """A text that is not an absolute http or https URI."""


def normalised_uri(uri: str) -> str:
    """Return an http or https URI in its normal form, without its query and fragment.

    RFC 3986, section 6.2.2: 1. letter case, 2. escapes, 3. dot segments; section 6.2.3: 4. the
    scheme's own port, and the empty path. RFC 9449, section 4.3 compares in this form.
    """
    found = _URI.fullmatch(uri) if len(uri) <= MAX_URI else None
    scheme = found["scheme"].lower() if found else ""  # 1
    if found is None or scheme not in DEFAULT_PORTS:
        raise UriError("not an absolute http or https URI")
    port = "" if found["port"] in {None, "", DEFAULT_PORTS[scheme]} else f":{found['port']}"  # 4
    path = _without_dot_segments(_ESCAPE.sub(_normal_escape, found["path"]))  # 2, 3
    return f"{scheme}://{found['host'].lower()}{port}{path or '/'}"


def _normal_escape(escape: "re.Match[str]") -> str:
    if escape[1] is None:
        raise UriError("a broken escape")
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.fullmatch(character) else escape[0].upper()


def _without_dot_segments(path: str) -> str:
    """RFC 3986, section 5.2.4, for a path that begins with a slash."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "".join(f"/{segment}" for segment in kept)
