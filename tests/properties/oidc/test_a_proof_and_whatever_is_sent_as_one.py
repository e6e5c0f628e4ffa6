"""Whatever is sent as a proof of possession: it is refused in one way, or it proves its key."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from proofs import ProofKey, encoded
from provider_parts import ISSUER, NONCES, NOW
from thiqa.oidc.errors import InvalidDpopProofError, UseDpopNonceError
from thiqa.oidc.tokens.dpop import Call, VerifiedProof, verify_proof

ADDRESS = f"{ISSUER}/token"
CALL = Call("POST", (ADDRESS,), "token")
KEY = ProofKey(lambda: NOW, nonce=NONCES.current(NOW))
HEADER, CLAIMS = KEY.header(), KEY.claims("POST", ADDRESS, access_token="token")
GENUINE = KEY.sign(HEADER, CLAIMS)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def verified(proof: str) -> VerifiedProof | None:
    try:
        return verify_proof(proof, CALL, NONCES, NOW)
    except (InvalidDpopProofError, UseDpopNonceError):
        return None


def test_the_genuine_one_is_good() -> None:
    assert verified(GENUINE) is not None


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{0,40}(\.[A-Za-z0-9_-]{0,40}){0,4}"))
def test_no_other_text_proves_anything(text: str) -> None:
    assert verified(text) is None


@given(st.data())
def test_a_proof_with_one_other_character_proves_nothing(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(GENUINE) - 1))
    character = data.draw(st.characters(exclude_characters=GENUINE[place]))
    assert verified(f"{GENUINE[:place]}{character}{GENUINE[place + 1 :]}") is None


@given(st.sampled_from(sorted(HEADER)), VALUES)
def test_a_header_has_no_other_value_where_it_counts(name: str, value: Any) -> None:
    proof = KEY.sign({**HEADER, name: value}, CLAIMS)
    assert (verified(proof) is not None) == (value == HEADER[name])


@given(st.sampled_from(sorted({*HEADER["jwk"], "d", "k", "p"})), VALUES)
def test_a_key_has_no_other_member_where_it_counts(name: str, value: Any) -> None:
    jwk = {**HEADER["jwk"], name: value}
    found = verified(KEY.sign({**HEADER, "jwk": jwk}, CLAIMS))
    assert (found is not None) == (jwk == HEADER["jwk"])


@given(st.sampled_from(["htm", "htu", "nonce", "ath"]), VALUES)
def test_a_claim_has_no_other_value_where_it_counts(name: str, value: Any) -> None:
    found = verified(KEY.sign(HEADER, {**CLAIMS, name: value}))
    assert (found is not None) == (value == CLAIMS[name])


@given(st.dictionaries(st.text(max_size=6), VALUES), st.dictionaries(st.text(max_size=6), VALUES))
def test_whatever_is_signed_beside_what_counts_is_ignored_or_refused(
    header: dict[str, Any], claims: dict[str, Any]
) -> None:
    verified(KEY.sign(header, claims))
    verified(f"{encoded(header)}.{encoded(claims)}.")
    found = verified(KEY.sign({**header, **HEADER}, {**claims, **CLAIMS}))
    if found is not None:
        assert found.jkt == KEY.jkt
