import json
from dataclasses import replace

from browser.samples import ASKER, CHALLENGE, login
from thiqa.base import b64url_decode
from thiqa.portal.handover import handover_url
from thiqa.web import Language


def test_the_link_carries_what_web_eid_for_mobile_asks_for_and_what_the_person_should_see() -> None:
    address, _, fragment = handover_url(login(), Language.AR).partition("#")
    assert address == "http://127.0.0.1:8402/auth"
    request = json.loads(b64url_decode(fragment))
    assert request["challenge"] == CHALLENGE
    assert request["loginUri"] == "http://localhost:8400/login/return"
    assert request["getSigningCertificate"] is False
    assert request["lang"] == "ar"
    assert request["service"] == ASKER.service["ar"]
    assert request["purpose"] == ASKER.purpose["ar"]


def test_a_sign_in_to_our_own_pages_names_no_service() -> None:
    fragment = handover_url(login(asker=None), Language.FR).partition("#")[2]
    assert json.loads(b64url_decode(fragment)).keys() == {
        "challenge",
        "getSigningCertificate",
        "lang",
        "loginUri",
    }


def test_a_hostile_name_reaches_the_client_without_hidden_characters() -> None:
    asker = replace(ASKER, service={"fr": "a\u202eb\nc"})
    fragment = handover_url(login(asker=asker), Language.FR).partition("#")[2]
    assert json.loads(b64url_decode(fragment))["service"] == "a\ufffdb c"
