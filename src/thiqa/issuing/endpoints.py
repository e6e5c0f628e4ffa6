"""The addresses of this room."""

from thiqa.issuing.issue import issue
from thiqa.issuing.models import Form
from thiqa.issuing.numbered import numbered_endpoint
from thiqa.issuing.paths import ANSWERS_PATH, BELOW_DOCUMENTS, DOCUMENTS_PATH
from thiqa.issuing.room import Room
from thiqa.oidc.http import service_endpoint
from thiqa.web import Endpoint

_PLACES = {Form.DOCUMENT: DOCUMENTS_PATH, Form.ANSWER: ANSWERS_PATH}


def issuing_endpoints(room: Room) -> dict[str, Endpoint]:
    """Return what services post their orders to, by path."""
    return {
        _PLACES[form]: service_endpoint(room.provider, issue(room, form), "POST")
        for form in room.makers
    }


def issuing_prefixes(room: Room) -> dict[str, Endpoint]:
    """Return what serves every path that begins with one."""
    return {BELOW_DOCUMENTS: numbered_endpoint(room)}
