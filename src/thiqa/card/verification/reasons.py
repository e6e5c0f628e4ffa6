"""What can be wrong with a document: a code for each way, with a sentence and the clause."""

from enum import StrEnum
from typing import Self


class Reason(StrEnum):
    """Why a check failed or was not done; the codes are stable, programs may rely on them."""

    sentence: str
    clause: str

    def __new__(cls, code: str, sentence: str, clause: str) -> Self:
        reason = str.__new__(cls, code)
        reason._value_ = code
        reason.sentence = sentence
        reason.clause = clause
        return reason

    # The way to the chip.
    ACCESS_UNPROTECTED = (
        "access-unprotected",
        "The chip was read without a secure channel: anybody near could listen.",
        "Doc 9303-11, section 4.1",
    )
    ACCESS_FELL_BACK = (
        "access-fell-back",
        "The chip offers PACE and was opened with BAC: somebody in between may have wanted that.",
        "Doc 9303-11, section 4.2",
    )
    BAC_REFUSED = (
        "bac-refused",
        "The chip was opened with BAC, which this policy does not accept.",
        "Doc 9303-11, section 4.3",
    )

    # The document security object and its signature.
    SOD_MISSING = (
        "sod-missing",
        "There is no document security object: nothing on the chip is signed.",
        "Doc 9303-10, section 4.6.2",
    )
    SOD_MALFORMED = (
        "sod-malformed",
        "The document security object is not one strict DER object of the form that is due.",
        "Doc 9303-10, section 4.6.2; X.690, section 10",
    )
    SOD_CONTENT_TYPE = (
        "sod-content-type",
        "What is signed does not say that it is a document security object.",
        "RFC 5652, section 11.1",
    )
    SOD_DIGEST_MISSING = (
        "sod-digest-missing",
        "The signed attributes do not say what is signed.",
        "RFC 5652, section 11.2",
    )
    SOD_DIGEST_WRONG = (
        "sod-digest-wrong",
        "The list of hashes is not the one that was signed.",
        "RFC 5652, section 5.6",
    )
    SOD_HASHES_CONFUSED = (
        "sod-hashes-confused",
        "The list of hashes was hashed with another algorithm than the signature names.",
        "RFC 5652, section 5.4",
    )
    SOD_SIGNATURE_INVALID = (
        "sod-signature-invalid",
        "The signature of the document security object is not its signer's.",
        "Doc 9303-11, section 5.1",
    )
    SOD_ALGORITHM = (
        "sod-algorithm",
        "Signed with an algorithm that is unknown, or is not the one that the signature names.",
        "Doc 9303-12, section 4.4",
    )
    SOD_NOT_VERIFIED = (
        "sod-not-verified",
        "Not looked at: what it would be compared with has no valid signature.",
        "Doc 9303-11, section 5.1",
    )
    WEAK_ALGORITHM = (
        "weak-algorithm",
        "Hashed or signed with an algorithm, or a key, that can be forged by now.",
        "NIST SP 800-131A, sections 3 and 9",
    )

    # Who signed.
    SIGNER_MISSING = (
        "signer-missing",
        "The certificate of the document signer is neither in the document nor known.",
        "Doc 9303-10, section 4.6.2.1",
    )
    SIGNER_MALFORMED = (
        "signer-malformed",
        "The certificate of the document signer cannot be read, or is not one of a signer.",
        "Doc 9303-12, section 7.1",
    )
    CSCA_UNKNOWN = (
        "csca-unknown",
        "No country's authority that is trusted here has issued the document signer.",
        "Doc 9303-11, section 5.1",
    )
    SIGNER_FORGED = (
        "signer-forged",
        "The document signer names an authority that we trust, and was not signed by it.",
        "Doc 9303-12, section 7.1",
    )
    SIGNER_NOT_TRUSTED = (
        "signer-not-trusted",
        "As it was signed, but nobody whom we trust stands behind the signer.",
        "Doc 9303-11, section 5.1",
    )
    CSCA_OUT_OF_TIME = (
        "csca-out-of-time",
        "The country's authority is not in its time.",
        "Doc 9303-12, section 7.1",
    )
    SIGNER_NOT_YET_VALID = (
        "signer-not-yet-valid",
        "The time of the document signer has not come.",
        "RFC 5280, section 4.1.2.5",
    )
    SIGNER_EXPIRED = (
        "signer-expired",
        "The time of the document signer is over.",
        "RFC 5280, section 4.1.2.5",
    )
    SIGNING_TIME_UNKNOWN = (
        "signing-time-unknown",
        "The signer does not say when it signed.",
        "RFC 5652, section 11.3",
    )
    SIGNED_OUT_OF_TIME = (
        "signed-out-of-time",
        "Signed outside of the time in which the signer's private key may be used.",
        "Doc 9303-12, section 7.1.1",
    )
    SIGNER_REVOKED = (
        "signer-revoked",
        "The country has revoked the document signer, or its authority.",
        "Doc 9303-12, section 7.1.4",
    )
    REVOCATION_UNKNOWN = (
        "revocation-unknown",
        "No list of revoked certificates of this country's authority is there.",
        "Doc 9303-12, section 7.1.4",
    )
    REVOCATION_OUTDATED = (
        "revocation-outdated",
        "The list of revoked certificates is too old to say anything about today.",
        "Doc 9303-12, section 7.1.4",
    )
    TRUST_OUTDATED = (
        "trust-outdated",
        "The collection of trusted authorities has not been renewed for too long.",
        "Doc 9303-12, section 9",
    )
    DOCUMENT_TYPE_NOT_SIGNERS = (
        "document-type-not-signers",
        "The document signer may not sign documents of this type.",
        "Doc 9303-12, section 7.1.1",
    )

    # What is signed.
    DATA_GROUP_ALTERED = (
        "data-group-altered",
        "A data group is not the one that was signed.",
        "Doc 9303-11, section 5.1",
    )
    DATA_GROUP_NOT_SIGNED = (
        "data-group-not-signed",
        "A data group is on the chip and not in the document security object.",
        "Doc 9303-10, section 4.6.2",
    )
    DATA_GROUP_NOT_READ = (
        "data-group-not-read",
        "A data group that is signed, and that this policy asks for, was not read.",
        "Doc 9303-11, section 5.1",
    )
    COM_MISSING = (
        "com-missing",
        "The chip does not list its data groups.",
        "Doc 9303-10, section 4.6.1",
    )
    COM_MALFORMED = (
        "com-malformed",
        "The list of the data groups cannot be read.",
        "Doc 9303-10, section 4.6.1",
    )
    COM_DIFFERS = (
        "com-differs",
        "The chip lists other data groups, or another version, than were signed.",
        "Doc 9303-10, section 4.6.2.3",
    )

    DATA_NOT_BOUND = (
        "data-not-bound",
        "As it should be, but read from data of which nothing trusted says whose they are.",
        "Doc 9303-11, section 5.1",
    )

    # What the document says.
    MRZ_MALFORMED = (
        "mrz-malformed",
        "The machine-readable zone cannot be read, or its check digits are wrong.",
        "Doc 9303-3, section 4.9",
    )
    MRZ_OTHER = (
        "mrz-other",
        "The chip's machine-readable zone is not the one that opened it.",
        "Doc 9303-11, section 4.3",
    )
    COUNTRY_NOT_SIGNERS = (
        "country-not-signers",
        "The document says another country than the authority that stands behind its signer.",
        "Doc 9303-12, section 7.1",
    )
    COUNTRY_NOT_EXPECTED = (
        "country-not-expected",
        "A document of a country that this policy does not expect.",
        "Doc 9303-3, section 5",
    )
    TYPE_NOT_EXPECTED = (
        "type-not-expected",
        "A document of a type that this policy does not expect.",
        "Doc 9303-5, section 4.2.2",
    )
    DOCUMENT_EXPIRED = (
        "document-expired",
        "The document has expired.",
        "Doc 9303-3, section 4.8",
    )
    DATES_CONTRADICT = (
        "dates-contradict",
        "The document had expired before it was signed.",
        "Doc 9303-3, section 4.8",
    )

    # The chip itself.
    PARAMETERS_ALTERED = (
        "parameters-altered",
        "The parameters that were read before the channel are not those that are signed.",
        "Doc 9303-11, section 4.4.1; section 9.2",
    )
    PARAMETERS_MALFORMED = (
        "parameters-malformed",
        "The chip's security parameters cannot be read.",
        "Doc 9303-11, section 9.2",
    )
    PARAMETERS_NOT_SIGNED = (
        "parameters-not-signed",
        "Nothing that is signed repeats the parameters that were read before the channel.",
        "Doc 9303-11, section 9.2",
    )
    CARD_SECURITY_INVALID = (
        "card-security-invalid",
        "EF.CardSecurity is not signed by a document signer that is trusted.",
        "Doc 9303-11, section 9.2.11",
    )
    CHIP_KEY_NOT_BOUND = (
        "chip-key-not-bound",
        "The chip has proved a key of which nothing signed says that it is this document's.",
        "Doc 9303-11, section 6",
    )
    CHIP_PROOF_INVALID = (
        "chip-proof-invalid",
        "The chip does not know the private key of this document: it is a copy.",
        "Doc 9303-11, section 6",
    )
    CHIP_PROOF_MISSING = (
        "chip-proof-missing",
        "The document has a key for it, and the chip was not asked, or did not prove it.",
        "Doc 9303-11, section 6",
    )
    CHIP_KEY_COMPROMISED = (
        "chip-key-compromised",
        "The country says that others may have the key with which the chip proved itself.",
        "Doc 9303-12, section 10.2",
    )
    CHIP_HAS_NO_KEY = (
        "chip-has-no-key",
        "The document has no key with which its chip could be told from a copy.",
        "Doc 9303-11, section 6",
    )

    # Lost, stolen, revoked.
    DOCUMENT_REPORTED = (
        "document-reported",
        "The document is reported as lost, stolen or revoked.",
        "Doc 9303-2, section 6",
    )
    STATUS_UNKNOWN = (
        "status-unknown",
        "Nobody could say whether the document is reported.",
        "Doc 9303-2, section 6",
    )
    STATUS_NOT_ASKED = (
        "status-not-asked",
        "Nobody was asked whether the document is reported.",
        "Doc 9303-2, section 6",
    )
    STATUS_OF_ANOTHER = (
        "status-of-another",
        "The answer about lost documents is about another document.",
        "Doc 9303-2, section 6",
    )
