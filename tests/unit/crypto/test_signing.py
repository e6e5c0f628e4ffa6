import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from thiqa.base import b64url_decode
from thiqa.crypto import (
    FAPI_ALGORITHMS,
    Algorithm,
    KeyRefusedError,
    PrivateKey,
    Signer,
    generate_key,
    parse_jwk,
    read_header,
    verify_jws,
)

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")

CLAIMS = {"sub": "salma", "name": "سلمى", "iat": 1_800_000_000}
EC_KEY = ec.generate_private_key(ec.SECP256R1())
EC_SIGNER = Signer(EC_KEY)


def as_joserfc(document: dict[str, str]) -> ECKey | OKPKey | RSAKey:
    kinds = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}
    return kinds[document["kty"]].import_key(document)


def test_joserfc_accepts_what_we_sign(signer: Signer) -> None:
    token = signer.sign(CLAIMS)
    peer = jws.deserialize_compact(
        token, as_joserfc(signer.public_jwk), algorithms=[signer.algorithm.value]
    )
    assert json.loads(peer.payload) == CLAIMS
    assert peer.headers() == {"alg": signer.algorithm, "typ": "JWT", "kid": signer.kid}


@pytest.mark.parametrize("algorithm", list(FAPI_ALGORITHMS))
def test_cryptography_accepts_what_we_sign(algorithm: Algorithm) -> None:
    key = generate_key(algorithm)
    signed, _, signature = Signer(key).sign(CLAIMS).rpartition(".")
    check_with_cryptography(key, signed.encode(), b64url_decode(signature))


def check_with_cryptography(key: PrivateKey, data: bytes, signature: bytes) -> None:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        assert len(signature) == 64
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        der = encode_dss_signature(r, s)
        key.public_key().verify(der, data, ec.ECDSA(hashes.SHA256()))
    elif isinstance(key, rsa.RSAPrivateKey):
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
        key.public_key().verify(signature, data, pss, hashes.SHA256())
    else:
        key.public_key().verify(signature, data)


def test_we_accept_what_joserfc_signs(signer: Signer) -> None:
    key = {
        Algorithm.ES256: lambda: ECKey.generate_key("P-256"),
        Algorithm.EDDSA: lambda: OKPKey.generate_key("Ed25519"),
        Algorithm.PS256: lambda: RSAKey.generate_key(2048),
    }[signer.algorithm]()
    name = signer.algorithm.value
    token = jws.serialize_compact({"alg": name}, json.dumps(CLAIMS), key, algorithms=[name])
    public = parse_jwk(key.as_dict(private=False))
    assert verify_jws(token, [public]).claims == CLAIMS


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers(), max_size=4))
def test_any_claims_read_back_as_they_were_signed(claims: dict[str, object]) -> None:
    public = parse_jwk(EC_SIGNER.public_jwk)
    assert verify_jws(EC_SIGNER.sign(claims), [public]).claims == claims


def test_half_signatures_with_leading_zeros_keep_their_length() -> None:
    lengths = {len(EC_SIGNER.sign({"n": n}).rpartition(".")[2]) for n in range(600)}
    assert lengths == {86}


def test_the_type_of_a_token_is_in_its_header() -> None:
    assert read_header(EC_SIGNER.sign({}, typ="at+jwt"))["typ"] == "at+jwt"


def test_the_public_jwk_names_use_algorithm_and_thumbprint(signer: Signer) -> None:
    document = signer.public_jwk
    assert (document["use"], document["alg"]) == ("sig", signer.algorithm)
    assert document["kid"] == as_joserfc(document).thumbprint()


def test_the_public_jwk_has_no_private_member(signer: Signer) -> None:
    assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & signer.public_jwk.keys()


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP256K1()),
        rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505  # weak on purpose
    ],
    ids=["P-384", "secp256k1", "RSA 1024"],
)
def test_a_key_of_another_kind_or_size_cannot_sign(key: PrivateKey) -> None:
    with pytest.raises(KeyRefusedError):
        Signer(key)


def test_ed25519_signatures_are_those_of_rfc_8037() -> None:
    """RFC 8037, appendix A.4: the key of RFC 8032, section 7.1, test 1."""
    seed = b64url_decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
    signer = Signer(ed25519.Ed25519PrivateKey.from_private_bytes(seed))
    assert signer.kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
