"""What can go wrong with a card, its reader and the commands between them.

CardError
├── ApduError                 bytes that are not an ISO/IEC 7816-4 command or response
├── TlvError                  bytes that are not BER-TLV as we accept it
├── CardStateError            the file of a software card is missing, damaged or cannot be written
├── CardPresentError          there is a card in that file already
├── PersonaError              a specimen citizen whose record makes no sense
├── PersonalisationError      an issuer that gave something else than this card's certificate
├── ReaderError               no PC/SC service, or no reader
│   ├── PackageMissingError   pyscard is not installed
│   ├── NoCardError           the reader is empty
│   └── CardInUseError        another program uses the card
├── CardRemovedError          the card went away in the middle
├── TraceError                a recorded conversation that cannot be held again
├── NotOurCardError           the card has no application of ours
├── CardAnswerError           the card refused or answered something unforeseen
├── PinFormatError            a PIN or PUK that no card of the profile can have
├── PinRequiredError          a signature was asked for before the PIN was verified
├── WrongSecretError          says how many tries are left
│   ├── WrongPinError
│   └── WrongPukError
├── SecretBlockedError        wrong too often
│   ├── PinBlockedError       only the PUK helps
│   └── PukBlockedError       nothing helps
├── OriginError               a text that is not the origin of a site
└── ChallengeError            a nonce that is too short or too long

The rooms have trees of their own below CardError: channel/errors.py, data_groups/errors.py,
reading/errors.py, verification/errors.py, software/document/errors.py.
"""

from thiqa.base import ThiqaError


class CardError(ThiqaError):
    """Something is wrong with a card, or with what was asked of it."""


class ApduError(CardError):
    """Bytes that are not an ISO/IEC 7816-4 command or response."""


class TlvError(CardError):
    """Bytes that are not BER-TLV as we accept it."""


class CardStateError(CardError):
    """The file of a software card is missing, damaged or cannot be written."""


class CardPresentError(CardError):
    """There is a card in that file already."""


class PersonaError(CardError):
    """A specimen citizen whose record makes no sense."""


class PersonalisationError(CardError):
    """An issuer that gave something else than this card's certificate."""


class ReaderError(CardError):
    """No PC/SC service, or no reader."""


class PackageMissingError(ReaderError):
    """The optional package pyscard is not installed."""


class NoCardError(ReaderError):
    """The reader is empty."""


class CardInUseError(ReaderError):
    """Another program uses the card."""


class CardRemovedError(CardError):
    """The card went away in the middle."""


class TraceError(CardError):
    """A recorded conversation that cannot be held again."""


class NotOurCardError(CardError):
    """The card has no application of ours."""


class CardAnswerError(CardError):
    """The card refused or answered something unforeseen."""

    def __init__(self, doing: str, status: int) -> None:
        super().__init__(f"{doing}: the card answered {status:04X}")
        self.status = status


class PinFormatError(CardError):
    """A PIN or PUK that no card of the profile can have: it was not sent, no try is lost."""


class PinRequiredError(CardError):
    """A signature was asked for before the PIN was verified."""


class WrongSecretError(CardError):
    """A PIN or PUK is wrong; `tries_left` says how many tries are left."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"wrong PIN or PUK, {tries_left} tries left")
        self.tries_left = tries_left


class WrongPinError(WrongSecretError):
    """The PIN is wrong."""


class WrongPukError(WrongSecretError):
    """The PUK is wrong."""


class SecretBlockedError(CardError):
    """A PIN or PUK was wrong too often: it is not compared any more."""


class PinBlockedError(SecretBlockedError):
    """The PIN was wrong too often: only the PUK helps."""


class PukBlockedError(SecretBlockedError):
    """The PUK was wrong too often: the card is of no use any more once its PIN is blocked."""


class OriginError(CardError):
    """A text that is not the origin of a site."""


class ChallengeError(CardError):
    """A nonce that is too short or too long to be a challenge."""
