"""Answering for an authority that says when something existed (RFC 3161, section 2.4.2)."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from thiqa.pki.signed_message import UNREADABLE_MESSAGE
from thiqa.pki.time_stamp import IMPRINT_HASHES, Answer

MAX_QUESTION_BYTES: Final = 4_096
SPECIMEN_POLICY: Final = "2.25.210382609008318845482297437847594188341"
"""Time stamps of the specimen authority; the number is a random UUID (X.667)."""
HASH: Final = "sha256"
ACCURACY_SECONDS: Final = 1


class _RefusedError(Exception):
    """A question that is not answered, and why (section 2.4.2, PKIFailureInfo)."""


@dataclass(frozen=True, slots=True)
class TimeStampAuthority:
    """Signs what time it is beside a hash."""

    certificate: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey

    def answer(self, question_der: bytes, now: int) -> bytes:
        """Answer a question in DER at a time in seconds since the epoch."""
        try:
            question = _read_question(question_der)
        except _RefusedError as refusal:
            return _refuse(str(refusal))
        except UNREADABLE_MESSAGE:
            return _refuse("bad_data_format")
        token = self._stamp(question, now)
        return bytes(Answer({"status": {"status": "granted"}, "time_stamp_token": token}).dump())

    def _stamp(self, question: Any, now: int) -> cms.ContentInfo:
        info = {
            "version": "v1",
            "policy": SPECIMEN_POLICY,
            "message_imprint": question["message_imprint"],
            "serial_number": x509.random_serial_number(),
            "gen_time": datetime.fromtimestamp(now, UTC),
            "accuracy": {"seconds": ACCURACY_SECONDS},
        }
        if question["nonce"].native is not None:
            info["nonce"] = question["nonce"].native
        content = tsp.TSTInfo(info).dump()
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("message_digest", hashlib.sha256(content).digest()),
                _attribute("signing_certificate_v2", self._named()),
            ]
        )
        signature = self.private_key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
        return self._message(content, attributes, signature, bool(question["cert_req"].native))

    def _message(
        self,
        content: bytes,
        attributes: cms.CMSAttributes,
        signature: bytes,
        with_certificate: bool,
    ) -> cms.ContentInfo:
        own = asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))
        digest_algorithm = algos.DigestAlgorithm({"algorithm": HASH})
        signer = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber(
                    {"issuer": own.issuer, "serial_number": own.serial_number}
                ),
            ),
            "digest_algorithm": digest_algorithm,
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": f"{HASH}_ecdsa"}),
            "signature": signature,
        }
        data = {
            "version": "v3",
            "digest_algorithms": [digest_algorithm],
            "encap_content_info": {
                "content_type": "tst_info",
                "content": cms.ParsableOctetString(content),
            },
            "signer_infos": [signer],
        }
        if with_certificate:
            data["certificates"] = [own]
        return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)})

    def _named(self) -> tsp.SigningCertificateV2:
        """Return which certificate signs (RFC 5816)."""
        der = self.certificate.public_bytes(Encoding.DER)
        named = {
            "hash_algorithm": {"algorithm": HASH},
            "cert_hash": hashlib.sha256(der).digest(),
        }
        return tsp.SigningCertificateV2({"certs": [named]})


def _read_question(der: bytes) -> Any:
    if len(der) > MAX_QUESTION_BYTES:
        raise _RefusedError("bad_data_format")
    question = tsp.TimeStampReq.load(der, strict=True)
    question.native  # noqa: B018  # read as a whole now, so that it cannot fail later
    imprint = question["message_imprint"]
    hash_name = imprint["hash_algorithm"]["algorithm"].native
    if hash_name not in IMPRINT_HASHES:
        raise _RefusedError("bad_alg")
    if len(imprint["hashed_message"].native) != hashlib.new(hash_name).digest_size:
        raise _RefusedError("bad_data_format")
    if question["req_policy"].native not in {None, SPECIMEN_POLICY}:
        raise _RefusedError("unaccepted_policy")
    if len(question["extensions"]) > 0:
        raise _RefusedError("unaccepted_extension")
    return question


def _attribute(name: str, value: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": name, "values": [value]})


def _refuse(reason: str) -> bytes:
    return bytes(Answer({"status": {"status": "rejection", "fail_info": {reason}}}).dump())
