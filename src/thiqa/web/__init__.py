"""Requests, errors, headers, limits, languages and the page frame; no domain words."""

from thiqa.web.assets import Assets
from thiqa.web.bidi import bdi, isolate, visible
from thiqa.web.catalogues import Catalogue, Catalogues, load_catalogues, translate
from thiqa.web.cookies import Cookies
from thiqa.web.csrf import FORM_FIELD, check_form_token, check_same_origin, new_form_token
from thiqa.web.dispatch import (
    JSON_HEADERS,
    PUBLIC_JSON_HEADERS,
    Endpoint,
    dispatch,
    endpoint,
    send_json,
    send_response,
)
from thiqa.web.display_name import DisplayName, check_display_name
from thiqa.web.errors import (
    CatalogueError,
    ClientGoneError,
    DuplicateFieldError,
    Fault,
    ForeignRequestError,
    MalformedRequestError,
    NameRefusedError,
    Problem,
    RequestTooLargeError,
    UnsupportedMediaError,
    WebError,
)
from thiqa.web.headers import SecureHeaders, content_security_policy
from thiqa.web.languages import Language, negotiate
from thiqa.web.limits import check_form_type, parse_form, parse_query, read_body, single_header
from thiqa.web.page import Link, Pages, Site

__all__ = [
    "FORM_FIELD",
    "JSON_HEADERS",
    "PUBLIC_JSON_HEADERS",
    "Assets",
    "Catalogue",
    "CatalogueError",
    "Catalogues",
    "ClientGoneError",
    "Cookies",
    "DisplayName",
    "DuplicateFieldError",
    "Endpoint",
    "Fault",
    "ForeignRequestError",
    "Language",
    "Link",
    "MalformedRequestError",
    "NameRefusedError",
    "Pages",
    "Problem",
    "RequestTooLargeError",
    "SecureHeaders",
    "Site",
    "UnsupportedMediaError",
    "WebError",
    "bdi",
    "check_display_name",
    "check_form_token",
    "check_form_type",
    "check_same_origin",
    "content_security_policy",
    "dispatch",
    "endpoint",
    "isolate",
    "load_catalogues",
    "negotiate",
    "new_form_token",
    "parse_form",
    "parse_query",
    "read_body",
    "send_json",
    "send_response",
    "single_header",
    "translate",
    "visible",
]
