"""A client assertion, verified step by step; the steps are those of `verify_assertion`."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from memory_store import MemoryRecords
from provider_parts import CLIENT, ISSUER, NOW, SERVICE
from services import Service
from thiqa.crypto import Signer, generate_key, parse_jwks
from thiqa.oidc.clients.client_authentication import (
    ASSERTION_TYPE,
    CLOCK_SKEW_SECONDS,
    MAX_JTI,
    MAX_LIFE_SECONDS,
    VerifiedAssertion,
    claimed_client_id,
    verify_assertion,
)
from thiqa.oidc.errors import InvalidClientError

KEYS = parse_jwks({"keys": [SERVICE.signer.public_jwk]})


def verified(assertion: str | None = None, *, now: int = NOW, **claims: Any) -> VerifiedAssertion:
    assertion = assertion or SERVICE.assertion(**claims)
    return verify_assertion(assertion, CLIENT, KEYS, issuer=ISSUER, now=now)


def refused(assertion: str | None = None, **claims: Any) -> str:
    with pytest.raises(InvalidClientError) as caught:
        verified(assertion, **claims)
    return caught.value.description


def test_a_genuine_assertion_proves_its_client() -> None:
    assert verified().client is CLIENT


def test_1_it_is_signed_by_a_registered_key() -> None:
    stranger = Signer(generate_key(SERVICE.algorithm))
    assert "registered key" in refused(stranger.sign(SERVICE.claims()))


def test_1_a_changed_assertion_is_not_signed() -> None:
    header, claims, _ = SERVICE.assertion().split(".")
    _, _, signature = SERVICE.assertion().split(".")
    assert "registered key" in refused(f"{header}.{claims}.{signature}")


def test_1_without_keys_nothing_is_signed() -> None:
    with pytest.raises(InvalidClientError):
        verify_assertion(SERVICE.assertion(), CLIENT, (), issuer=ISSUER, now=NOW)


@pytest.mark.parametrize("name", ["iss", "sub"])
@pytest.mark.parametrize("value", [None, "another", ["trial"], 7, ""])
def test_2_issuer_and_subject_are_the_client(name: str, value: object) -> None:
    assert "iss and sub" in refused(**{name: value})


@pytest.mark.parametrize(
    "value", [None, f"{ISSUER}/", f"{ISSUER}/token", f"{ISSUER}/par", [ISSUER], "", True]
)
def test_3_the_audience_is_the_issuer_as_one_text(value: object) -> None:
    assert "aud" in refused(aud=value)


@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
@pytest.mark.parametrize("value", ["1750000000", True, [], {}])
def test_4_times_are_numbers(name: str, value: object) -> None:
    assert name in refused(**{name: value})


@pytest.mark.parametrize(
    "exp", [None, 0, -1, NOW - CLOCK_SKEW_SECONDS, NOW - CLOCK_SKEW_SECONDS - 1]
)
def test_4_it_has_not_expired(exp: int | None) -> None:
    assert "expired" in refused(exp=exp, iat=None)


@pytest.mark.parametrize(
    "exp", [NOW + MAX_LIFE_SECONDS + CLOCK_SKEW_SECONDS + 1, NOW * 1000, 1e300]
)
def test_4_it_lives_for_an_hour_at_most(exp: float) -> None:
    assert "lives longer" in refused(exp=exp)


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_4_it_is_not_from_the_future(name: str) -> None:
    assert f"future ({name})" in refused(**{name: NOW + CLOCK_SKEW_SECONDS + 1})


@pytest.mark.parametrize(
    "times",
    [
        {"exp": NOW - CLOCK_SKEW_SECONDS + 1, "iat": NOW - 90},
        {"exp": NOW + MAX_LIFE_SECONDS + CLOCK_SKEW_SECONDS},
        {"iat": NOW + CLOCK_SKEW_SECONDS, "nbf": NOW + CLOCK_SKEW_SECONDS},
        {"iat": None, "nbf": None},
        {"exp": NOW + 59.5, "iat": NOW + 0.5},
    ],
    ids=str,
)
def test_4_clocks_may_differ_by_half_a_minute(times: dict[str, Any]) -> None:
    assert verified(**times).client is CLIENT


@pytest.mark.parametrize("jti", [None, "", 7, ["a"], "j" * (MAX_JTI + 1)])
def test_5_it_has_an_identifier(jti: object) -> None:
    assert "jti" in refused(jti=jti)


def test_an_identifier_is_used_once() -> None:
    async def use_twice() -> None:
        records, assertion = MemoryRecords(), verified()
        await assertion.use(records)
        with pytest.raises(InvalidClientError, match="before"):
            await assertion.use(records)

    asyncio.run(use_twice())


def test_what_is_kept_of_an_identifier_is_the_clients_own() -> None:
    other = Service(ISSUER, "other", clock=lambda: NOW)
    other_keys = parse_jwks({"keys": [other.signer.public_jwk]})
    ours = verified(jti="same")
    theirs = verify_assertion(
        other.assertion(jti="same"),
        replace(CLIENT, id="other"),
        other_keys,
        issuer=ISSUER,
        now=NOW,
    )
    assert ours.use_digest != theirs.use_digest
    assert ours.use_digest == verified(jti="same").use_digest


@pytest.mark.parametrize("exp", [NOW + 60, NOW + 60.9])
def test_an_identifier_is_kept_for_as_long_as_its_assertion_would_be_accepted(exp: float) -> None:
    forgotten_at = verified(exp=exp).expires_at
    with pytest.raises(InvalidClientError, match="expired"):
        verified(exp=exp, now=forgotten_at)


def parameters(**changes: str | None) -> dict[str, str]:
    fields = {**SERVICE.credentials(), "client_id": CLIENT.id, **changes}
    return {name: value for name, value in fields.items() if value is not None}


@pytest.mark.parametrize("client_id", [None, CLIENT.id])
def test_the_caller_is_named_by_the_assertion(client_id: str | None) -> None:
    assert claimed_client_id(parameters(client_id=client_id)) == CLIENT.id


@pytest.mark.parametrize(
    "changes",
    [
        {"client_assertion_type": None},
        {"client_assertion_type": ASSERTION_TYPE.upper()},
        {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"},
        {"client_assertion": None},
        {"client_assertion": "x.y.z"},
        {"client_assertion": "x" * 20_000},
        {"client_id": "another"},
    ],
    ids=str,
)
def test_a_caller_who_names_nobody_is_nobody(changes: dict[str, str | None]) -> None:
    with pytest.raises(InvalidClientError):
        claimed_client_id(parameters(**changes))


@pytest.mark.parametrize(
    "subject", [None, 7, ["trial"], "", "Trial", "tri al", "trial\x00", "../x"]
)
def test_the_subject_of_an_assertion_is_a_name_that_a_client_can_have(subject: object) -> None:
    assertion = SERVICE.assertion(sub=subject)
    with pytest.raises(InvalidClientError):
        claimed_client_id(parameters(client_assertion=assertion, client_id=None))
