"""Time stamps asked for and checked (RFC 3161)."""

import hashlib
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from asn1crypto import algos, cms, core, tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from thiqa.pki.anchors import TrustAnchors
from thiqa.pki.certificate import extension
from thiqa.pki.chain import TrustedCertificate, verify_chain
from thiqa.pki.errors import SignedMessageError, TimeStampError
from thiqa.pki.signed_message import UNREADABLE_MESSAGE, SignedMessage, read_signed_message

IMPRINT_HASH: Final = "sha256"
IMPRINT_HASHES: Final = frozenset({"sha256", "sha384", "sha512"})
MAX_ANSWER_BYTES: Final = 32_768
CONTENT_TYPE: Final = "tst_info"


class Answer(core.Sequence):  # type: ignore[misc]  # asn1crypto is not annotated
    """TimeStampResp (section 2.4.2), in which a refusal has no token."""

    _fields: ClassVar[Any] = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """An authority's word that something existed at a time; made by `check_time_stamp` only."""

    at: int
    """Seconds since the epoch."""
    unit: TrustedCertificate
    """Who says so: trusted at that time, if nobody has revoked it."""


def request_time_stamp(digest: bytes, nonce: int) -> bytes:
    """Return the question to an authority, in DER, about a SHA-256 hash (section 2.4.1)."""
    request = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": IMPRINT_HASH}),
                "hashed_message": digest,
            },
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return bytes(request.dump())


def read_answer(der: bytes, nonce: int) -> bytes:
    """Return the token of an answer, in DER, if the authority has granted one (section 2.4.2)."""
    if len(der) > MAX_ANSWER_BYTES:
        raise TimeStampError("the answer is too large")
    try:
        answer = Answer.load(der, strict=True)
        if answer["status"]["status"].native not in {"granted", "granted_with_mods"}:
            raise TimeStampError("the authority refuses")
        token = answer["time_stamp_token"]
        if token["content"]["encap_content_info"]["content"].parsed["nonce"].native != nonce:
            raise TimeStampError("the answer is to another question")
        return bytes(token.dump())
    except UNREADABLE_MESSAGE as error:
        raise TimeStampError("not an answer of an authority") from error


def check_time_stamp(token: bytes, stamped: bytes, anchors: TrustAnchors) -> TimeStamp:
    """Check that a token of a trusted authority is about these bytes.

    1. It is a signed message whose signature holds, about a time stamp.
    2. It is about these bytes.
    3. Its signer is there for time stamps alone (section 2.3).
    4. An authority that we trust stood behind the signer at the time that it states.

    Raises TimeStampError, or a CertificateError about the signer.
    """
    message = _read_token(token)  # 1
    info = _read_info(message)
    _require_imprint(info, stamped)  # 2
    _require_purpose(message.signer)  # 3
    at = _read_time(info)
    return TimeStamp(at, verify_chain(message.signer, anchors, at))  # 4


def _read_token(token: bytes) -> SignedMessage:
    try:
        message = read_signed_message(token)
    except SignedMessageError as error:
        raise TimeStampError(f"a time stamp that does not hold: {error}") from error
    if message.content_type != CONTENT_TYPE or message.content is None:
        raise TimeStampError("not a time stamp")
    return message


def _read_info(message: SignedMessage) -> Any:
    try:
        info = tsp.TSTInfo.load(message.content, strict=True)
        info.native  # noqa: B018  # read as a whole now, so that it cannot fail later
    except UNREADABLE_MESSAGE as error:
        raise TimeStampError("a time stamp that cannot be read") from error
    return info


def _require_imprint(info: Any, stamped: bytes) -> None:
    imprint = info["message_imprint"]
    hash_name = imprint["hash_algorithm"]["algorithm"].native
    if hash_name not in IMPRINT_HASHES:
        raise TimeStampError("a time stamp by a hash that is not accepted")
    if imprint["hashed_message"].native != hashlib.new(hash_name, stamped).digest():
        raise TimeStampError("the time stamp of something else")


def _require_purpose(unit: x509.Certificate) -> None:
    purposes = extension(unit, x509.ExtendedKeyUsage)
    if purposes is None or list(purposes) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise TimeStampError("signed by one who does not make time stamps alone")


def _read_time(info: Any) -> int:
    try:
        return int(info["gen_time"].native.timestamp())
    except (AttributeError, OverflowError, ValueError) as error:
        raise TimeStampError("a time stamp without a time") from error
