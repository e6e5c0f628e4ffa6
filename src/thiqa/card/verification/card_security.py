"""EF.CardSecurity: SecurityInfos that are signed like a document (9303-11, section 9.2.11)."""

from dataclasses import replace
from typing import Final

from thiqa.card.data_groups.errors import SecurityInfosError
from thiqa.card.data_groups.files import EF_CARD_SECURITY
from thiqa.card.data_groups.security_infos import (
    ID_SECURITY_OBJECT,
    MAX_SECURITY_INFOS_BYTES,
    SecurityInfos,
    read_security_infos,
)
from thiqa.card.verification import passive_authentication
from thiqa.card.verification.errors import CheckFailedError
from thiqa.card.verification.examination import Examination, need
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.signers import find_signer
from thiqa.pki.signed_object import SignedObjectError, read_signed_object, verify_signed_object

MAX_BYTES: Final = 2 * MAX_SECURITY_INFOS_BYTES

SIGNER_CHECKS: Final = (
    passive_authentication.check_signer,
    passive_authentication.check_signer_time,
    passive_authentication.check_signing_time,
    passive_authentication.check_revocation,
    passive_authentication.check_algorithms,
)
"""What a signer of a document has to pass, and so has this one."""


def read_card_security(document: Examination) -> SecurityInfos:
    """Read EF.CardSecurity.

    1. It is a signed object, as what it should be, by the signer that it names.
    2. That signer passes what the signer of the document has to pass.
    3. It is of the same country.
    """
    file = need(document.read.files.get(EF_CARD_SECURITY), Reason.CARD_SECURITY_INVALID)
    country = need(document.path, Reason.SIGNER_NOT_TRUSTED).authority.country
    try:
        signed = read_signed_object(file, max_bytes=MAX_BYTES)  # 1
        signer = find_signer(signed)
        verified = verify_signed_object(signed, signer.key, content_type=ID_SECURITY_OBJECT)
        infos = read_security_infos(verified.content)
        own = replace(document, signer=signer, verified=verified, path=None)
        _require_signer(own)  # 2
    except (SignedObjectError, SecurityInfosError, CheckFailedError) as error:
        raise CheckFailedError(Reason.CARD_SECURITY_INVALID, str(error)) from error
    if own.path is None or own.path.authority.country != country:  # 3
        raise CheckFailedError(Reason.CARD_SECURITY_INVALID, "signed by another country")
    return infos


def _require_signer(document: Examination) -> None:
    for check in SIGNER_CHECKS:
        try:
            check(document)
        except CheckFailedError as error:
            if not document.policy.tolerates(error.reason):
                raise
