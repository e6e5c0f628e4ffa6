"""Keys of seals: in a security module, and in files of specimens."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from sealed_documents import BODY, NOW, plain_document, shared_office
from security_module import UNUSED_TOKEN, SecurityModule
from thiqa.documents.sealing import (
    SealKey,
    SealKeyError,
    TokenSealKey,
    check_seal,
    open_file_key,
    seal,
)

_numbers = count()


@pytest.fixture
def module(security_module: SecurityModule) -> SecurityModule:
    """The module of this test run."""
    return security_module


@pytest.fixture
def label(module: SecurityModule) -> Iterator[str]:
    """The label of a key of this test alone."""
    name = f"body-{next(_numbers)}"
    yield name
    module.remove_key(name)


def certificate_for(public_key: ec.EllipticCurvePublicKey) -> x509.Certificate:
    return shared_office().seals.certify_seal(public_key, BODY, "NTRMA-SPECIMEN-BODY", now=NOW)


def token_key(module: SecurityModule, label: str) -> TokenSealKey:
    return TokenSealKey(certificate_for(module.make_key(label)), module.address(label))


def require_signature(key: SealKey, data: bytes) -> None:
    signature = key.sign(data)
    assert len(signature) == 64
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    public = key.certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))


def test_a_key_in_a_module_seals_documents(module: SecurityModule, label: str) -> None:
    office = shared_office()
    key = token_key(module, label)
    sealed = seal(plain_document(), key, office.services)
    assert check_seal(sealed, office.trust, NOW).certificate == key.certificate


def test_a_key_in_a_module_signs_what_it_is_given(module: SecurityModule, label: str) -> None:
    key = token_key(module, label)
    for length in (0, 1, 1_000_000):
        require_signature(key, bytes(length))


def test_several_threads_share_a_key(module: SecurityModule, label: str) -> None:
    key = token_key(module, label)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: require_signature(key, b"%d" % number), range(100)))


def test_a_key_that_is_not_there_yet_is_found_once_it_is(
    module: SecurityModule, label: str
) -> None:
    certificate = certificate_for(module.make_key(f"{label}-other"))
    key = TokenSealKey(certificate, module.address(label))
    with pytest.raises(SealKeyError, match=r"token thiqa .* NoSuchKey"):
        key.sign(b"")
    module.remove_key(f"{label}-other")
    key = TokenSealKey(certificate_for(module.make_key(label)), module.address(label))
    require_signature(key, b"")


def test_a_session_that_was_lost_is_opened_again(module: SecurityModule, label: str) -> None:
    key = token_key(module, label)
    require_signature(key, b"1")
    key._key.session.close()
    require_signature(key, b"2")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pin": "000000", "token": UNUSED_TOKEN}, "PinIncorrect"),
        ({"token": "none"}, "NoSuchToken"),
    ],
)
def test_a_wrong_address_is_named(
    module: SecurityModule, label: str, wrong: dict[str, str], said: str
) -> None:
    key = TokenSealKey(certificate_for(module.make_key(label)), module.address(label, **wrong))
    with pytest.raises(SealKeyError, match=said):
        key.sign(b"")


def test_a_library_that_is_none_is_named(module: SecurityModule, tmp_path: Path) -> None:
    address = module.address("body")
    missing = type(address)(tmp_path / "none.so", address.token, address.key, address.read_pin)
    key = TokenSealKey(shared_office().own.certificate, missing)
    with pytest.raises(SealKeyError):
        key.sign(b"")


def test_the_key_of_somebody_else_does_not_seal(module: SecurityModule, label: str) -> None:
    module.make_key(label)
    key = TokenSealKey(shared_office().own.certificate, module.address(label))
    with pytest.raises(SealKeyError, match="does not belong"):
        key.sign(b"")


def test_a_pin_shows_in_no_text(module: SecurityModule) -> None:
    assert "pin" not in repr(module.address("body"))


def test_a_specimen_key_is_read_from_its_files() -> None:
    folder = shared_office().seals.directory
    key = open_file_key(folder / "seal-body.pem", folder / "seal-body.key")
    require_signature(key, b"data")


def test_files_that_do_not_belong_together_are_refused() -> None:
    folder = shared_office().seals.directory
    for certificate, key in (
        ("seal-body.pem", "stamp.key"),
        ("seal-ca.pem", "seal-ca.key"),
        ("seal-body.pem", "none.key"),
        ("seal-body.key", "seal-body.key"),
    ):
        with pytest.raises(SealKeyError):
            open_file_key(folder / certificate, folder / key)
