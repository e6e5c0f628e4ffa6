"""What is in a token, and what an access token must be to open anything."""

from typing import Any

import pytest

from provider_parts import CLIENT, ISSUER, NOW, POLICY, authorization, grant, own_keys, own_signer
from thiqa.base import b64url_encode, digest
from thiqa.crypto import (
    Algorithm,
    SignatureInvalidError,
    Signer,
    generate_key,
    parse_jwk,
    verify_jws,
)
from thiqa.oidc.errors import InvalidGrantError, InvalidTokenError
from thiqa.oidc.models import State
from thiqa.oidc.tokens.tokens import (
    ACCESS_TOKEN_TYPE,
    VerifiedAccessToken,
    make_access_token,
    make_id_token,
    new_code,
    read_code,
    subject_of_id_token,
    verify_access_token,
)

AUTHORIZATION = authorization(State.REDEEMED, scope=("openid", "profile"), nonce="n-1")
GRANT = grant()
LIFE = POLICY.lifetimes


def id_token(
    claims: dict[str, Any] | None = None, *, algorithm: Algorithm = Algorithm.ES256
) -> str:
    signer = own_signer(algorithm)
    return make_id_token(POLICY, signer, AUTHORIZATION, GRANT, claims or {}, NOW)


def access_token() -> str:
    return make_access_token(POLICY, own_signer(), AUTHORIZATION, GRANT, NOW)


def signed_by_us(*, typ: str = ACCESS_TOKEN_TYPE, **changes: Any) -> str:
    claims = {**verify_jws(access_token(), own_keys()).claims, **changes}
    return own_signer().sign(claims, typ=typ)


def test_an_id_token_has_each_required_member_and_no_other() -> None:
    signed = verify_jws(id_token(), own_keys())
    assert signed.claims == {
        "iss": ISSUER,
        "sub": GRANT.subject,
        "aud": CLIENT.id,
        "exp": NOW + LIFE.id_token,
        "iat": NOW,
        "auth_time": GRANT.auth_time,
        "acr": "high",
        "amr": ["sc", "pin", "mfa"],
        "sid": GRANT.session_id,
        "nonce": "n-1",
    }
    assert signed.header == {"alg": "ES256", "typ": "JWT", "kid": own_signer().kid}


def test_an_id_token_without_a_nonce_has_none() -> None:
    plain = authorization(State.REDEEMED)
    token = make_id_token(POLICY, own_signer(), plain, GRANT, {}, NOW)
    assert "nonce" not in verify_jws(token, own_keys()).claims


def test_an_id_token_is_signed_as_the_client_has_registered() -> None:
    assert verify_jws(id_token(algorithm=Algorithm.EDDSA), own_keys()).header["alg"] == "EdDSA"


def test_a_claim_of_the_citizen_never_stands_for_one_of_the_protocol() -> None:
    claims = {"birthdate": "1990-05-17", "iss": "x", "sub": "x", "aud": "x", "nonce": "x"}
    said = verify_jws(id_token(claims), own_keys()).claims
    assert said["birthdate"] == "1990-05-17"
    assert "x" not in said.values()


def test_an_access_token_has_each_required_member_and_no_personal_data() -> None:
    signed = verify_jws(access_token(), own_keys())
    jti = signed.claims["jti"]
    assert signed.claims == {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": GRANT.subject,
        "client_id": CLIENT.id,
        "exp": NOW + LIFE.access_token,
        "iat": NOW,
        "jti": jti,
        "scope": "openid profile",
        "auth_time": GRANT.auth_time,
        "acr": "high",
        "grant_id": b64url_encode(AUTHORIZATION.id),
    }
    assert signed.header["typ"] == "at+jwt"


def test_no_two_access_tokens_are_the_same() -> None:
    assert access_token() != access_token()


def test_an_access_token_of_ours_is_read() -> None:
    assert verify_access_token(access_token(), POLICY, own_keys(), NOW) == VerifiedAccessToken(
        authorization=AUTHORIZATION.id,
        client_id=CLIENT.id,
        subject=GRANT.subject,
        scope=("openid", "profile"),
    )


def refused(token: str, *, now: int = NOW) -> str:
    with pytest.raises(InvalidTokenError) as caught:
        verify_access_token(token, POLICY, own_keys(), now)
    return caught.value.description


def test_1_an_access_token_is_signed_by_us() -> None:
    stranger = Signer(generate_key(Algorithm.ES256))
    token = make_access_token(POLICY, stranger, AUTHORIZATION, GRANT, NOW)
    assert "not ours" in refused(token)
    assert "not ours" in refused("")


@pytest.mark.parametrize("typ", ["JWT", "AT+JWT", "application/at+jwt", ""])
def test_1_an_access_token_is_of_its_type(typ: str) -> None:
    assert "not an access token" in refused(signed_by_us(typ=typ))


def test_1_an_id_token_is_no_access_token() -> None:
    assert "not an access token" in refused(id_token())


@pytest.mark.parametrize("name", ["iss", "aud"])
@pytest.mark.parametrize("value", ["https://other.example", [ISSUER], f"{ISSUER}/", CLIENT.id])
def test_2_an_access_token_is_by_and_for_this_server(name: str, value: object) -> None:
    assert "somebody else" in refused(signed_by_us(**{name: value}))


def test_3_an_access_token_lives_until_its_end_and_no_second_longer() -> None:
    token = access_token()
    verify_access_token(token, POLICY, own_keys(), NOW + LIFE.access_token - 1)
    assert "expired" in refused(token, now=NOW + LIFE.access_token)


def test_the_subject_of_an_id_token_is_read_even_when_it_is_old() -> None:
    assert subject_of_id_token(id_token(), POLICY, CLIENT, own_keys()) == GRANT.subject


@pytest.mark.parametrize(
    "changes",
    [{"typ": ACCESS_TOKEN_TYPE}, {"iss": "https://other.example"}, {"aud": "other"}],
    ids=str,
)
def test_only_an_id_token_of_ours_for_this_service_names_a_subject(changes: dict[str, str]) -> None:
    claims = {**verify_jws(id_token(), own_keys()).claims, **changes}
    typ = str(claims.pop("typ", "JWT"))
    with pytest.raises(SignatureInvalidError):
        subject_of_id_token(own_signer().sign(claims, typ=typ), POLICY, CLIENT, own_keys())


def test_a_subject_is_not_read_from_a_key_that_we_have_withdrawn() -> None:
    others = (parse_jwk(Signer(generate_key(Algorithm.ES256)).public_jwk),)
    with pytest.raises(SignatureInvalidError):
        subject_of_id_token(id_token(), POLICY, CLIENT, others)


def test_a_code_names_its_authorization_and_only_a_digest_is_kept() -> None:
    code, kept = new_code(AUTHORIZATION.id)
    assert read_code(code) == (AUTHORIZATION.id, kept)
    secret = code.partition(".")[2]
    assert kept == digest(secret)
    assert len(secret) == 43


@pytest.mark.parametrize(
    "code",
    ["", ".", "x", "AA.secret", "é.x", f"{b64url_encode(bytes(31))}.x", f"{'A' * 43}=.x"],
)
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(InvalidGrantError):
        read_code(code)


def test_a_code_has_one_spelling() -> None:
    code, kept = new_code(AUTHORIZATION.id)
    for other in (code + " ", code + "=", code.replace(".", "..")):
        assert read_code(other) != (AUTHORIZATION.id, kept)
    last = code[42]
    spelled = code[:42] + chr(ord(last) + 1) + code[43:]  # the same bytes, with stray bits
    with pytest.raises(InvalidGrantError):
        read_code(spelled)
