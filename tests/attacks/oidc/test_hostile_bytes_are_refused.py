"""What is not written as the specifications say is refused; nothing is guessed."""

import json
from urllib.parse import urlencode

import httpx
import pytest

from citizens import Citizen
from services import Service, http, refusal
from world import on_one_database

pytestmark = on_one_database

FORM = "application/x-www-form-urlencoded"


def send(service: Service, body: bytes, *, path: str = "/par", kind: str = FORM) -> httpx.Response:
    return http().post(
        f"{service.issuer}{path}", content=body, headers={"content-type": kind} if kind else {}
    )


def genuine(service: Service, **changes: str | None) -> bytes:
    """Return the body of a request that is accepted."""
    fields = {**service.credentials(), **service.request(**changes)}
    return urlencode(fields).encode()


def test_the_genuine_request_is_accepted(service: Service) -> None:
    assert send(service, genuine(service)).status_code == 201


SPOILED = {
    "a field twice": b"&state=second",
    "a field twice, one of them empty": b"&state=",
    "a field twice, one of them escaped": b"&st%61te=second",
    "a foreign field twice": b"&x=1&x=1",
    "a NUL": b"&login_hint=a%00b",
    "a control character": b"&login_hint=a%08b",
    "a field without a name": b"&=x",
    "a field without a value": b"&login_hint",
    "broken UTF-8": b"&login_hint=%C3%28",
    "overlong UTF-8": b"&login_hint=%C0%AF",
    "half a character": b"&login_hint=%ED%A0%80",
    "a broken escape": b"&login_hint=%4",
    "another broken escape": b"&login_hint=%zz",
    "bytes that are not escaped": "&login_hint=é".encode(),
    "a raw NUL": b"&login_hint=\x00",
    "an empty pair": b"&&x=1",
    "a pair at the end": b"&",
    "a line break": b"\r\n",
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_spoiled_form_is_refused(service: Service, spoiled: str) -> None:
    response = send(service, genuine(service) + SPOILED[spoiled])
    assert refusal(response) == (400, "invalid_request")


OVERLONG = {
    "body": (b"&x=" + b"a" * 70_000, 413),
    "value": (b"&x=" + b"a" * 33_000, 413),
    "name": (b"&" + b"a" * 101 + b"=x", 413),
    "number of fields": (b"".join(b"&x%d=1" % number for number in range(70)), 413),
    "state": (b"&state=" + b"a" * 1_025, 400),
    "nonce": (b"&nonce=" + b"a" * 513, 400),
    "login_hint": (b"&login_hint=" + b"a" * 257, 400),
    "claims": (b"&claims=" + b"%20" * 8_192 + b"{}", 400),
    "authorization_details": (b"&authorization_details=" + b"%20" * 1_024 + b"[]", 400),
}


@pytest.mark.parametrize("what", OVERLONG)
def test_what_is_too_long_is_refused(service: Service, what: str) -> None:
    extra, status = OVERLONG[what]
    body = genuine(service, **({what: None} if what in {"state", "nonce"} else {}))
    assert refusal(send(service, body + extra))[0] == status


@pytest.mark.parametrize("size", [10_000_000])
def test_a_huge_body_is_not_read_to_its_end(service: Service, size: int) -> None:
    def parts() -> object:
        for _ in range(size // 10_000):
            yield b"a" * 10_000

    headers = {"content-type": FORM}
    try:
        response = http().post(f"{service.issuer}/token", content=parts(), headers=headers)
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        return
    assert refusal(response) == (413, "invalid_request")


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        f"{FORM}; charset=iso-8859-1",
        f"{FORM}, text/plain",
        "application/x-www-form-urlencodedx",
    ],
)
def test_another_content_type_is_refused(service: Service, kind: str) -> None:
    response = send(service, genuine(service), kind=kind)
    assert refusal(response) == (415, "invalid_request")


def test_a_form_may_say_that_it_is_utf_8(service: Service) -> None:
    assert send(service, genuine(service), kind=f"{FORM}; charset=UTF-8").status_code == 201


JSON_REFUSED = {
    "deep": "[" * 200 + "]" * 200,
    "deeper than the reader's stack": "[" * 1_000,
    "deep objects": '{"a":' * 50 + "1" + "}" * 50,
    "a name twice": '{"userinfo":{"given_name":null,"given_name":null}}',
    "a name twice, one escaped": '{"userinfo":{},"user\\u0069nfo":{}}',
    "not a number": '{"userinfo":{"given_name":NaN}}',
    "infinity": '{"userinfo":{"given_name":-Infinity}}',
    "a number beyond": '{"userinfo":{"given_name":1e999}}',
    "half a character": '{"userinfo":{"\\ud800":null}}',
    "a comment": '{"userinfo":{}} // x',
    "a comma too many": '{"userinfo":{},}',
    "single quotes": "{'userinfo':{}}",
    "two values": "{}{}",
    "nothing": " ",
    "a text": '"userinfo"',
    "a list": '["userinfo"]',
    "a list for an object": '{"userinfo":["given_name"]}',
    "false for an object": '{"userinfo":false}',
    "null for an object": '{"id_token":null}',
    "a text for a claim": '{"userinfo":{"given_name":"essential"}}',
    "a number of 5,000 digits": '{"userinfo":{"given_name":' + "9" * 4_000 + "}}",
}


@pytest.mark.parametrize("text", JSON_REFUSED)
def test_json_that_means_two_things_or_none_is_refused(service: Service, text: str) -> None:
    response = service.push(claims=JSON_REFUSED[text])
    assert refusal(response)[0] == 400
    response = service.push(authorization_details=JSON_REFUSED[text])
    assert refusal(response) == (400, "invalid_authorization_details")


@pytest.mark.parametrize("name", ["\x00", "a\x00b", "x" * 9_000, "é", "'; DROP TABLE x; --", ""])
def test_a_client_that_cannot_exist_is_not_looked_up(service: Service, name: str) -> None:
    assertion = service.signer.sign({**service.claims(), "sub": name, "iss": name})
    response = service.push(client_id=None, **service.credentials(assertion))
    assert refusal(response) == (401, "invalid_client")


def test_an_audience_that_cannot_exist_signs_nobody_out(service: Service, citizen: Citizen) -> None:
    for audience in ("\x00", ["x"], None, 7):
        hint = service.signer.sign({"aud": audience, "sub": "x", "iss": service.issuer})
        response = citizen.browser.get("/end-session", params={"id_token_hint": hint})
        assert response.status_code == 400


@pytest.mark.parametrize("path", ["/authorize", "/end-session"])
@pytest.mark.parametrize("spoiled", sorted(SPOILED.keys() - {"bytes that are not escaped"}))
def test_a_spoiled_query_is_refused(
    service: Service, citizen: Citizen, path: str, spoiled: str
) -> None:
    extra = SPOILED[spoiled].decode("latin-1").replace("\r\n", "%0B").replace("\x00", "%00")
    query = f"client_id={service.client_id}&state=first{extra}"
    response = citizen.browser.get(f"{service.issuer}{path}?{query}")
    assert response.status_code == 400


@pytest.mark.parametrize("path", ["/login", "/consent", "/login/cancel", "/login/return"])
def test_a_page_reads_its_address_strictly(service: Service, citizen: Citizen, path: str) -> None:
    identifier = citizen.open(service.pushed()).partition("a=")[2]
    for query in (f"a={identifier}&a={identifier}", "a=%00", "a=x&b=%C3%28", f"a={identifier}="):
        assert citizen.browser.get(f"{path}?{query}").status_code == 400


def test_a_parameter_without_a_value_counts_as_absent(service: Service) -> None:
    assert service.push(prompt="", claims="", authorization_details="").status_code == 201
    assert refusal(service.push(scope="")) == (400, "invalid_scope")


def test_an_error_names_a_strange_claim_in_permitted_characters(service: Service) -> None:
    for claim in ('quo"te', "back\\slash", "اسم", "line\nbreak", "'\"", "\x7f"):
        response = service.push(claims=json.dumps({"userinfo": {claim: None}}))
        assert refusal(response) == (400, "invalid_authorization_details")
        details = [{"type": "thiqa_purpose", "purpose": "age", claim: 1}]
        response = service.push(authorization_details=json.dumps(details))
        assert refusal(response) == (400, "invalid_authorization_details")
