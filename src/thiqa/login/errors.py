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

from typing import ClassVar

from thiqa.base import ThiqaError
from thiqa.web.errors import Fault, Problem

TRY_AGAIN = "Start the login again from the service that you came from."
OTHER_PROGRAM = (
    "Update the program that reads your card, then start again. If it happens again, use "
    "another device or an accredited counter."
)
CARD_OFFICE = (
    "Start again with another card, or ask for a new one at a registration office. At an "
    "accredited counter you can use the service meanwhile."
)


class LoginError(ThiqaError):
    """A login that did not succeed; `code` is stable, `problem` is for the person."""

    code: ClassVar[str]
    problem: ClassVar[Problem]


class ChallengeNotFoundError(LoginError):
    """The challenge was used, has expired, was another browser's, or never existed."""

    code = "challenge_not_found"
    problem = Problem(400, Fault.NOBODY, "The time for this login was over.", TRY_AGAIN)


class TokenError(LoginError):
    """What the program that talks to the card sent cannot be accepted."""


class TokenMalformedError(TokenError):
    """The token is too short, too long, not strict JSON, or lacks a member."""

    code = "token_malformed"
    problem = Problem(
        400, Fault.NOBODY, "The answer of the card program could not be read.", OTHER_PROGRAM
    )


class TokenFormatUnsupportedError(TokenError):
    """The token is not of Web eID format 1."""

    code = "token_format_unsupported"
    problem = Problem(
        400, Fault.NOBODY, "Your card program speaks a version that we do not know.", OTHER_PROGRAM
    )


class AlgorithmRefusedError(TokenError):
    """The algorithm is not allowed, or is not one of this key."""

    code = "algorithm_refused"
    problem = Problem(
        400, Fault.NOBODY, "The card signed in a way that we do not accept.", OTHER_PROGRAM
    )


class SignatureRefusedError(TokenError):
    """The signature does not fit this key, this site and this challenge."""

    code = "signature_refused"
    problem = Problem(
        403,
        Fault.NOBODY,
        "The card's signature was not made for this login.",
        "Make sure that the address in your browser is the one that you trust, then start the "
        "login again. If it happens again, do not enter your PIN, and report the page.",
    )


class CardCertificateError(LoginError):
    """The card's certificate cannot be accepted."""


class CertificateMalformedError(CardCertificateError):
    """The certificate is not strict DER of an X.509 certificate."""

    code = "certificate_malformed"
    problem = Problem(
        400, Fault.NOBODY, "The certificate on the card could not be read.", CARD_OFFICE
    )


class CertificatePurposeError(CardCertificateError):
    """The certificate was not issued for logging in."""

    code = "certificate_purpose"
    problem = Problem(
        403,
        Fault.NOBODY,
        "This certificate is not meant for logging in.",
        "Choose your identity card, not a certificate for signatures or for a website, and start "
        "again.",
    )


class CertificatePolicyError(CardCertificateError):
    """The certificate was issued under a policy that is not accepted, or under none."""

    code = "certificate_policy"
    problem = Problem(
        403, Fault.NOBODY, "This kind of card is not accepted for this login.", CARD_OFFICE
    )


class CardNotYetValidError(CardCertificateError):
    """The certificate's time has not come."""

    code = "card_not_yet_valid"
    problem = Problem(
        403,
        Fault.NOBODY,
        "Your card is not valid yet.",
        "Use your former card until the new one is valid, or an accredited counter.",
    )


class CardExpiredError(CardCertificateError):
    """The certificate's time is over."""

    code = "card_expired"
    problem = Problem(403, Fault.NOBODY, "Your card has expired.", CARD_OFFICE)


class CardNotTrustedError(CardCertificateError):
    """No authority that we trust stands behind the certificate."""

    code = "card_not_trusted"
    problem = Problem(
        403, Fault.NOBODY, "The card was not issued by an authority that we know.", CARD_OFFICE
    )


class CardRevokedError(CardCertificateError):
    """The authority has revoked the certificate."""

    code = "card_revoked"
    problem = Problem(
        403,
        Fault.NOBODY,
        "This card has been blocked by the authority that issued it.",
        "If you did not ask for that, call the authority that issued the card. "
        "At a registration office you get a new one.",
    )


class CardUnknownError(CardCertificateError):
    """The authority does not know the certificate."""

    code = "card_unknown"
    problem = Problem(
        403, Fault.NOBODY, "The authority named on this card does not know it.", CARD_OFFICE
    )


class SigningCertificateError(CardCertificateError):
    """A certificate for signatures that came along does not fit the login certificate."""

    code = "signing_certificate"
    problem = Problem(
        400, Fault.NOBODY, "The two certificates on the card do not belong together.", CARD_OFFICE
    )


class IdentifierMalformedError(CardCertificateError):
    """The certificate names no person in the form that the law gives to the number."""

    code = "identifier_malformed"
    problem = Problem(403, Fault.NOBODY, "The card does not say clearly whose it is.", CARD_OFFICE)


class ForeignIdentifierError(CardCertificateError):
    """The certificate names a person by the number of another country."""

    code = "identifier_foreign"
    problem = Problem(
        403,
        Fault.NOBODY,
        "Cards of this country are not accepted here yet.",
        "Use a national identity card, or ask at an accredited counter.",
    )


class RevocationUnavailableError(LoginError):
    """Nobody could say whether the card is revoked, so it is refused."""

    code = "revocation_unavailable"
    problem = Problem(
        503,
        Fault.OURS,
        "We could not check now whether your card is still valid.",
        "Wait a few minutes and start again. Your card and your PIN are not affected.",
    )


class HolderUnknownError(LoginError):
    """The card is good, and its holder is not registered here."""

    code = "holder_unknown"
    problem = Problem(
        403,
        Fault.OURS,
        "Your card is valid, but you are not in our register.",
        "Ask a registration office to add you, and bring your card.",
    )
