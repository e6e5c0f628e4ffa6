"""Signed objects made: what the specimen authorities sign for documents and trust lists.

They are of the form that `signed_object` reads (Doc 9303-12, sections 9 and 10).
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import algos, cms, core, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

HASH: Final = "sha256"
CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"


class _ContentInfo(core.Sequence):  # type: ignore[misc]
    """EncapsulatedContentInfo of a type that the library does not know."""

    _fields = [  # noqa: RUF012
        ("content_type", core.ObjectIdentifier),
        ("content", core.OctetString, {"explicit": 0}),
    ]


def make_signed_object(
    content_type: str,
    content: bytes,
    *,
    certificate: bytes,
    private_key: ec.EllipticCurvePrivateKey,
    signing_time: int,
    others: Sequence[bytes] = (),
) -> bytes:
    """Sign content with a key whose certificate comes along, and name it by its identifier.

    `others` are certificates that come along too; all of them are in DER. The signature is ECDSA
    with SHA-256.
    """
    own = x509.Certificate.load(certificate)
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", content_type),
            _attribute("signing_time", _time(signing_time)),
            _attribute("message_digest", hashlib.sha256(content).digest()),
        ]
    )
    algorithm = algos.DigestAlgorithm({"algorithm": HASH})
    signer = {
        "version": "v3",
        "sid": cms.SignerIdentifier("subject_key_identifier", own.key_identifier_value.native),
        "digest_algorithm": algorithm,
        "signed_attrs": attributes,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": f"{HASH}_ecdsa"}),
        "signature": private_key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
    }
    held = _ContentInfo({"content_type": content_type, "content": content})
    data = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [algorithm],
            "encap_content_info": cms.EncapsulatedContentInfo.load(held.dump()),
            "certificates": [own, *(x509.Certificate.load(each) for each in others)],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _attribute(name: str, value: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": name, "values": [value]})


def _time(seconds: int) -> cms.Time:
    return cms.Time({"utc_time": core.UTCTime(datetime.fromtimestamp(seconds, UTC))})
