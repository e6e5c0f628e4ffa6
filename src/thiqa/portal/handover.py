"""The link that hands a login over to the card client, as Web eID for mobile does it."""

from thiqa.base import b64url_encode, canonical_json
from thiqa.portal.views import LoginView
from thiqa.web import Language, visible
from thiqa.web.translation import choose

AUTH_PATH = "/auth"


def handover_url(view: LoginView, language: Language) -> str:
    """Return `<client>/auth#…`; service and purpose are ours to add, for the client to show."""
    request: dict[str, object] = {
        "challenge": view.challenge,
        "loginUri": view.return_url,
        "getSigningCertificate": False,
        "lang": language.value,
    }
    if view.asker:
        request["service"] = visible(choose(view.asker.service, language)[0])
        request["purpose"] = visible(choose(view.asker.purpose, language)[0])
    return f"{view.client_url}{AUTH_PATH}#{b64url_encode(canonical_json(request))}"
