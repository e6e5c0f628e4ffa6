"""EF.CardSecurity: SecurityInfos that are signed like a document (9303-11, section 9.2.11)."""

from typing import Final

from thiqa.card.data_groups.files import EF_CARD_SECURITY
from thiqa.card.data_groups.security_infos import (
    ID_SECURITY_OBJECT,
    MAX_SECURITY_INFOS_BYTES,
    SecurityInfos,
    read_security_infos,
)
from thiqa.card.errors import CardError
from thiqa.card.verification.errors import CheckFailedError
from thiqa.card.verification.examination import Examination, need
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.signers import find_signer, judge_path
from thiqa.pki.signed_object import SignedObjectError, read_signed_object, verify_signed_object

MAX_BYTES: Final = 2 * MAX_SECURITY_INFOS_BYTES


def read_card_security(document: Examination) -> SecurityInfos:
    """Read EF.CardSecurity, signed by a signer whom the document's own country stands behind."""
    file = need(document.read.files.get(EF_CARD_SECURITY), Reason.CARD_SECURITY_INVALID)
    country = need(document.path, Reason.SIGNER_NOT_TRUSTED).authority.country
    try:
        signed = read_signed_object(file, max_bytes=MAX_BYTES)
        signer = find_signer(signed)
        verified = verify_signed_object(signed, signer.key, content_type=ID_SECURITY_OBJECT)
        path = judge_path(document, signer, verified.signing_time)
        infos = read_security_infos(verified.content)
    except (SignedObjectError, CardError) as error:
        raise CheckFailedError(Reason.CARD_SECURITY_INVALID, str(error)) from error
    if path.authority.country != country:
        raise CheckFailedError(Reason.CARD_SECURITY_INVALID, "signed by another country")
    return infos
