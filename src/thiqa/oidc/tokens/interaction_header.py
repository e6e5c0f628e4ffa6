"""The name of an interaction, by which a service and we find the same line in two logs."""

import re
import uuid
from typing import Final

from thiqa.web import single_header
from thiqa.web.dispatch import Header
from thiqa.web.errors import WebError

INTERACTION_HEADER: Final = b"x-fapi-interaction-id"
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def interaction_header(headers: list[Header]) -> Header:
    """Repeat the asker's UUID, or make one (FAPI 1.0 Baseline, section 6.2.1, number 11)."""
    try:
        given = single_header(headers, INTERACTION_HEADER) or ""
    except WebError:
        given = ""
    name = given if _UUID.fullmatch(given) else str(uuid.uuid4())
    return INTERACTION_HEADER, name.encode("ascii")
