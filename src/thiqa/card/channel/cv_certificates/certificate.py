"""Card-verifiable certificates as they are written (TR-03110-3, appendix C.1)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Self

from thiqa.card.channel.cv_certificates import objects
from thiqa.card.channel.cv_certificates.authorization import Authorization
from thiqa.card.channel.cv_certificates.errors import CvMalformedError
from thiqa.card.channel.cv_certificates.public_key import WrittenKey, read_public_key
from thiqa.card.channel.cv_certificates.references import KeyReference
from thiqa.card.transport.tlv import DataObject

MAX_CERTIFICATE_BYTES: Final = 4_096
"""A self-signed one of RSA 3072 or of a curve of 521 bits has less than 1,500."""
MAX_EXTENSIONS: Final = 16
PROFILE_1: Final = b"\0"
"""The only version of the profile (appendix C.1.1)."""
DISCRETIONARY_TEMPLATE: Final = 0x73

_REQUIRED: Final = (
    objects.PROFILE_IDENTIFIER,
    objects.AUTHORITY_REFERENCE,
    objects.PUBLIC_KEY,
    objects.HOLDER_REFERENCE,
    objects.HOLDER_AUTHORIZATION,
    objects.EFFECTIVE_DATE,
    objects.EXPIRATION_DATE,
)


@dataclass(frozen=True, slots=True)
class CvCertificate:
    """A certificate as it was read: nothing that it says is verified."""

    authority: KeyReference
    """The key that should have signed it (CAR)."""
    public_key: WrittenKey
    holder: KeyReference
    """The name of the key in it (CHR)."""
    authorization: Authorization
    """Relative to what the issuer may do."""
    effective: date
    expires: date
    """The last day on which it is good."""
    body: bytes = field(repr=False)
    """What is signed, with its tag and length."""
    signature: bytes = field(repr=False)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a certificate with its outer tag 7F21."""
        if len(data) > MAX_CERTIFICATE_BYTES:
            raise CvMalformedError("longer than any certificate")
        return cls.from_parts(objects.read_sequence(data, (objects.CERTIFICATE,))[0x7F21])

    @classmethod
    def from_parts(cls, data: bytes) -> Self:
        """Read body and signature, as PSO:Verify Certificate brings them (appendix B.14.5).

        1. Body, then signature; nothing else, nothing twice, in the shortest form.
        2. The body has the fields of profile 1 in their order.
        3. Each field is what its definition says.
        4. The time of the certificate does not end before it begins.
        5. Extensions may say anything, in their form (appendix C.3).
        """
        if len(data) > MAX_CERTIFICATE_BYTES:
            raise CvMalformedError("longer than any certificate")
        parts = objects.read_sequence(data, (objects.BODY, objects.SIGNATURE))  # 1
        fields = objects.read_sequence(parts[objects.BODY], _REQUIRED, (objects.EXTENSIONS,))  # 2
        if fields[objects.PROFILE_IDENTIFIER] != PROFILE_1:
            raise CvMalformedError("a profile that is not known")
        if objects.EXTENSIONS in fields:
            _check_extensions(fields[objects.EXTENSIONS])  # 5
        certificate = cls(  # 3
            authority=KeyReference.from_bytes(fields[objects.AUTHORITY_REFERENCE]),
            public_key=read_public_key(fields[objects.PUBLIC_KEY]),
            holder=KeyReference.from_bytes(fields[objects.HOLDER_REFERENCE]),
            authorization=Authorization.from_bytes(fields[objects.HOLDER_AUTHORIZATION]),
            effective=objects.read_date(fields[objects.EFFECTIVE_DATE]),
            expires=objects.read_date(fields[objects.EXPIRATION_DATE]),
            body=DataObject(objects.BODY, parts[objects.BODY]).to_bytes(),
            signature=parts[objects.SIGNATURE],
        )
        if certificate.expires < certificate.effective:  # 4
            raise CvMalformedError("it ends before it begins")
        return certificate

    def to_parts(self) -> bytes:
        """Write body and signature."""
        return self.body + objects.write(objects.SIGNATURE, self.signature)

    def to_bytes(self) -> bytes:
        """Write the certificate with its outer tag."""
        return objects.write(objects.CERTIFICATE, self.to_parts())


def _check_extensions(value: bytes) -> None:
    """A card must not refuse extensions that it does not know (appendix C.3)."""
    templates = objects.tags(value)
    if not 1 <= len(templates) <= MAX_EXTENSIONS or set(templates) != {DISCRETIONARY_TEMPLATE}:
        raise CvMalformedError("extensions that are not templates")
