"""The keys of seals: in a module that keeps them (PKCS#11), or in a file for specimens."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from thiqa.documents.sealing.errors import SealKeyError

COORDINATE_BYTES: Final = 32
"""Of P-256, the curve of every seal."""


class SealKey(Protocol):
    """Who can seal in the name of a body."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate that names the body."""

    def sign(self, data: bytes) -> bytes:
        """Return the ECDSA signature of SHA-256 of some bytes, as r and s in 64 bytes.

        May take as long as the module does; may be called from several threads at once.
        Raises SealKeyError.
        """


@dataclass(frozen=True, slots=True)
class FileSealKey:
    """A key that lies in a file: for specimen seals alone."""

    certificate: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a key that is not the certificate's."""
        require_curve(self.certificate)
        if self.private_key.public_key() != self.certificate.public_key():
            raise SealKeyError("the key does not belong to the certificate")

    def sign(self, data: bytes) -> bytes:
        """Return the signature of some bytes, as r and s."""
        r, s = decode_dss_signature(self.private_key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big")


@dataclass(frozen=True, slots=True)
class TokenAddress:
    """Where in a PKCS#11 module a key is."""

    module: Path
    """The shared library of the module."""
    token: str
    """The label of the token."""
    key: str
    """The label of the key."""
    read_pin: Callable[[], str] = field(repr=False)


class TokenSealKey:
    """A key in a PKCS#11 token; its session is opened when it is first used, and again if lost."""

    def __init__(self, certificate: x509.Certificate, address: TokenAddress) -> None:
        require_curve(certificate)
        self._certificate = certificate
        self._address = address
        self._turn = threading.Lock()
        self._key: Any = None

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate that names the body."""
        return self._certificate

    def sign(self, data: bytes) -> bytes:
        """Return the signature of some bytes, as r and s."""
        digest = hashlib.sha256(data).digest()
        # A session does one thing at a time.
        with self._turn:
            signature = self._sign(digest)
        self._require_own(signature, data)
        return signature

    def _sign(self, digest: bytes) -> bytes:
        try:
            if self._key is not None:
                return bytes(self._key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))
        except pkcs11.PKCS11Error:
            # The token was taken out, or its session ended: it may be back.
            self._key = None
        try:
            self._key = self._open()
            return bytes(self._key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))
        except (pkcs11.PKCS11Error, OSError, RuntimeError) as error:
            self._key = None
            raise SealKeyError(
                f"the token {self._address.token} does not sign: {type(error).__name__}"
            ) from error

    def _open(self) -> Any:
        token = pkcs11.lib(str(self._address.module)).get_token(token_label=self._address.token)
        try:
            session = token.open(user_pin=self._address.read_pin())
        except pkcs11.exceptions.UserAlreadyLoggedIn:
            # Who has signed in at a token has done so for all keys of this process in it.
            session = token.open()
        return session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self._address.key)

    def _require_own(self, signature: bytes, data: bytes) -> None:
        """Refuse what another key has signed: a label may have been given twice."""
        r, s = signature[:COORDINATE_BYTES], signature[COORDINATE_BYTES:]
        der = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
        try:
            require_curve(self._certificate).verify(der, data, ec.ECDSA(hashes.SHA256()))
        except Exception as error:
            raise SealKeyError("the key in the token does not belong to the certificate") from error


def require_curve(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    """Return the key of a seal's certificate: on P-256, as the codes on paper are small."""
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise SealKeyError("the key of a seal is on the curve P-256")
    return key


def open_file_key(certificate: Path, key: Path) -> FileSealKey:
    """Open the key of a specimen seal."""
    try:
        private_key = load_pem_private_key(key.read_bytes(), password=None)
        loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise SealKeyError(f"no key and certificate in {key} and {certificate}") from error
    if not isinstance(private_key, ec.EllipticCurvePrivateKey):
        raise SealKeyError("the key of a seal is on the curve P-256")
    return FileSealKey(loaded, private_key)
