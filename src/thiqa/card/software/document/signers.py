"""Who signs a specimen document: the specimen document signer, or one like it for this document."""

from dataclasses import dataclass, replace
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from thiqa.card.data_groups.asn1 import SET, sequence, write_unsigned
from thiqa.card.software.document.description import Description
from thiqa.card.software.document.signature import DocumentSigner
from thiqa.card.software.faults import Fault
from thiqa.card.transport.tlv import DataObject
from thiqa.pki import profiles
from thiqa.pki.specimen import REVOKED_SIGNER
from thiqa.pki.specimen_tree import Credential, hash_for

DAY: Final = 86_400
PRINTABLE_STRING: Final = 0x13
RSA_BITS: Final = 2048
RSA_EXPONENT: Final = 65537
FAULTS_OF_SIGNERS: Final = frozenset({Fault.SIGNED_TOO_LATE, Fault.REVOKED_SIGNER})
USUAL_LETTER: Final = "I"
"""What the specimen document signer may sign: identity cards."""


@dataclass(frozen=True, slots=True)
class DocumentAuthority:
    """The country's authority, and the signer that it has."""

    csca: Credential
    document_signer: Credential

    def signer_for(self, description: Description, signed_at: int) -> DocumentSigner:
        """Return the signer, or a new one where the description wants what it cannot do."""
        usual = (
            description.signer == "ECDSA"
            and description.code.startswith(USUAL_LETTER)
            and not description.faults & FAULTS_OF_SIGNERS
        )
        if usual:
            own = self.document_signer
            return DocumentSigner(own.certificate, own.private_key)
        return self._issue(description, signed_at)

    def _issue(self, description: Description, signed_at: int) -> DocumentSigner:
        key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
        if description.signer == "RSA-PSS":
            key = rsa.generate_private_key(RSA_EXPONENT, RSA_BITS)
        else:
            key = ec.generate_private_key(ec.SECP256R1())
        above = self.csca.certificate
        revoked = Fault.REVOKED_SIGNER in description.faults
        certificate = profiles.build(
            subject_name=profiles.specimen_name("Specimen Document Signer for one document"),
            public_key=key.public_key(),
            issuer_name=above.subject,
            issuer_public_key=self.csca.private_key.public_key(),
            not_before=int(above.not_valid_before_utc.timestamp()),
            not_after=int(above.not_valid_after_utc.timestamp()),
            serial_number=REVOKED_SIGNER if revoked else None,
            extensions=lambda subject: _extensions(subject, description, signed_at),
        ).sign(self.csca.private_key, hash_for(self.csca.private_key))
        return DocumentSigner(certificate, key)


def _extensions(
    subject: profiles.Subject, description: Description, signed_at: int
) -> profiles.Extensions:
    if Fault.SIGNED_TOO_LATE in description.faults:
        subject = replace(subject, not_after=signed_at - DAY)
    letters = DataObject(PRINTABLE_STRING, description.code[:1].encode()).to_bytes()
    types = sequence(write_unsigned(0).to_bytes(), DataObject(SET, letters).to_bytes())
    identifier = profiles.DOCUMENT_TYPE_LIST.oid
    return [
        (
            (x509.UnrecognizedExtension(identifier, types), critical)
            if extension.oid == identifier
            else (extension, critical)
        )
        for extension, critical in profiles.document_signer(subject)
    ]
