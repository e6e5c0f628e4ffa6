"""Why a login did not succeed: for the program a code, for the person a problem in words.

LoginError
├── ChallengeNotFoundError          used, expired, from another browser, or never given out
├── TokenError                      what came back from the program that talks to the card
│   ├── TokenMalformedError
│   ├── TokenFormatUnsupportedError
│   ├── AlgorithmRefusedError
│   └── SignatureRefusedError       another key, another site or another challenge was signed
├── CardCertificateError            what the card says of itself
│   ├── CertificateMalformedError
│   ├── CertificatePurposeError
│   ├── CertificatePolicyError
│   ├── CardNotYetValidError
│   ├── CardExpiredError
│   ├── CardNotTrustedError
│   ├── CardRevokedError
│   ├── CardUnknownError
│   ├── SigningCertificateError
│   ├── IdentifierMalformedError
│   └── ForeignIdentifierError
├── RevocationUnavailableError      nobody could say whether the card is revoked
└── HolderUnknownError              a good card of somebody who is not registered

Details given to the constructor are for the provider's own log and hold no personal data.
"""

from typing import ClassVar, Final

from thiqa.base import ThiqaError
from thiqa.web.errors import Fault, Problem

TOO_LATE: Final = Problem(
    400,
    Fault.NOBODY,
    "The card's answer came too late",
    "Nothing was sent. You have five minutes; use your card once more.",
)
NOT_VERIFIED: Final = Problem(
    403,
    Fault.NOBODY,
    "The answer of your card could not be verified",
    "Nothing was sent. Load the page again and use your card once more.",
)
PROGRAM_TOO_OLD: Final = Problem(
    400,
    Fault.NOBODY,
    "The card program is too old",
    "Update it and the browser extension, then press the button again.",
)
NOT_USABLE: Final = Problem(
    403,
    Fault.NOBODY,
    "This card cannot be used here",
    "Use a national identity card. If yours is one, ask where it was issued.",
)
EXPIRED: Final = Problem(
    403,
    Fault.NOBODY,
    "Your card has expired",
    "Renew your card. Until then, ask the service which other ways it offers.",
)
REVOKED: Final = Problem(
    403,
    Fault.NOBODY,
    "This card is no longer valid",
    "It was reported lost, stolen or replaced. Use your new card, or ask where it was issued.",
)
NOT_CHECKED: Final = Problem(
    503,
    Fault.OURS,
    "We could not check your card at the moment",
    "Nothing was sent. Keep your card, and try again in a few minutes.",
)
NOT_REGISTERED: Final = Problem(
    403,
    Fault.OURS,
    "Your card is valid, but we do not have you in our register yet",
    "Ask where your card was issued, and give the reference below.",
)


class LoginError(ThiqaError):
    """A login that did not succeed; `code` is stable, `problem` is for the person."""

    code: ClassVar[str]
    problem: ClassVar[Problem]


class ChallengeNotFoundError(LoginError):
    """The challenge was used, has expired, was another browser's, or never existed."""

    code = "challenge_not_found"
    problem = TOO_LATE


class TokenError(LoginError):
    """What the program that talks to the card sent cannot be accepted."""


class TokenMalformedError(TokenError):
    """The token is too short, too long, not strict JSON, or lacks a member."""

    code = "token_malformed"
    problem = NOT_VERIFIED


class TokenFormatUnsupportedError(TokenError):
    """The token is not of Web eID format 1."""

    code = "token_format_unsupported"
    problem = PROGRAM_TOO_OLD


class AlgorithmRefusedError(TokenError):
    """The algorithm is not allowed, or is not one of this key."""

    code = "algorithm_refused"
    problem = NOT_VERIFIED


class SignatureRefusedError(TokenError):
    """The signature does not fit this key, this site and this challenge."""

    code = "signature_refused"
    problem = NOT_VERIFIED


class CardCertificateError(LoginError):
    """The card's certificate cannot be accepted."""


class CertificateMalformedError(CardCertificateError):
    """The certificate is not strict DER of an X.509 certificate."""

    code = "certificate_malformed"
    problem = NOT_USABLE


class CertificatePurposeError(CardCertificateError):
    """The certificate was not issued for logging in."""

    code = "certificate_purpose"
    problem = NOT_USABLE


class CertificatePolicyError(CardCertificateError):
    """The certificate was issued under a policy that is not accepted, or under none."""

    code = "certificate_policy"
    problem = NOT_USABLE


class CardNotYetValidError(CardCertificateError):
    """The certificate's time has not come."""

    code = "card_not_yet_valid"
    problem = NOT_USABLE


class CardExpiredError(CardCertificateError):
    """The certificate's time is over."""

    code = "card_expired"
    problem = EXPIRED


class CardNotTrustedError(CardCertificateError):
    """No authority that we trust stands behind the certificate."""

    code = "card_not_trusted"
    problem = NOT_USABLE


class CardRevokedError(CardCertificateError):
    """The authority has revoked the certificate."""

    code = "card_revoked"
    problem = REVOKED


class CardUnknownError(CardCertificateError):
    """The authority does not know the certificate."""

    code = "card_unknown"
    problem = NOT_USABLE


class SigningCertificateError(CardCertificateError):
    """A certificate for signatures that came along does not fit the login certificate."""

    code = "signing_certificate"
    problem = NOT_USABLE


class IdentifierMalformedError(CardCertificateError):
    """The certificate names no person in the form that the law gives to the number."""

    code = "identifier_malformed"
    problem = NOT_USABLE


class ForeignIdentifierError(CardCertificateError):
    """The certificate names a person by the number of another country."""

    code = "identifier_foreign"
    problem = NOT_USABLE


class RevocationUnavailableError(LoginError):
    """Nobody could say whether the card is revoked, so it is refused."""

    code = "revocation_unavailable"
    problem = NOT_CHECKED


class HolderUnknownError(LoginError):
    """The card is good, and its holder is not registered here."""

    code = "holder_unknown"
    problem = NOT_REGISTERED
