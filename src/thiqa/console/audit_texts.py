"""The kinds of entries as auditors read them."""

from collections.abc import Mapping

from thiqa.oidc.models import Localized
from thiqa.web.messages import message

KINDS = {
    "login": message("Signed in"),
    "consent": message("Lasting consent"),
    "release": message("Details given"),
    "refresh": message("Details given again"),
    "refusal": message("Refused"),
    "withdrawal": message("Consent withdrawn"),
    "relinking": message("Identifiers linked"),
    "lookup": message("Read by an officer"),
    "document": message("Document issued"),
    "mandate": message("Mandate used"),
    "credential": message("Credential issued"),
    "dispute": message("Contested"),
    "opening": message("Opened by auditors"),
}
"""By the kind that an entry bears."""

OURSELVES: Localized = {"ar": "ثقة", "fr": "Thiqa", "zgh": "ⵜⵉⵇⴰ", "en": "Thiqa"}


def plain(text: str) -> Localized:
    """Return a text that is the same in every language."""
    return {"en": text}


def service_text(client_id: str, names: Mapping[str, Localized]) -> Localized:
    """Return what a body is called; where none was concerned it is the provider."""
    return names.get(client_id, plain(client_id)) if client_id else OURSELVES
