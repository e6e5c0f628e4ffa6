"""What can be wrong with keys and signatures.

CryptoError
├── KeyRefusedError          a key of a kind, size or use that we do not accept
├── KeyFileError             the key directory is missing, readable by others or damaged
├── SignatureInvalidError    a signed object that none of the given keys has signed
├── SealedBytesError         bytes that were sealed with another secret, or changed
├── CurveError               a curve that is none of ours
└── PointError               a point, scalar or group element with which nobody may calculate
"""

from thiqa.base import ThiqaError


class CryptoError(ThiqaError):
    """Something is wrong with a key or a signature."""


class KeyRefusedError(CryptoError):
    """A key of a kind, size or use that we do not accept."""


class KeyFileError(CryptoError):
    """The key directory is missing, readable by others or damaged."""


class SignatureInvalidError(CryptoError):
    """A signed object that none of the given keys has signed."""


class SealedBytesError(CryptoError):
    """Bytes that were sealed with another secret, or changed."""


class CurveError(CryptoError):
    """A curve that is none of ours."""


class PointError(CryptoError):
    """A point, scalar or group element with which nobody may calculate."""
