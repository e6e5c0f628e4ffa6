"""The terminal's side: what a login needs of a card, in its own words."""

from collections.abc import Iterable
from typing import Self

from thiqa.card.dialect import (
    BY_APPLICATION,
    BY_PATH_FROM_MASTER_FILE,
    COMPUTE_DIGITAL_SIGNATURE,
    CURRENT_DIRECTORY,
    MAX_CERTIFICATE_BYTES,
    SET_FOR_SIGNATURE,
    TAG_ALGORITHM,
    TAG_CONTROL,
    TAG_FILE_BYTES,
    TAG_FILE_CONTROL_PARAMETERS,
    TAG_HASH,
    TAG_PRIVATE_KEY,
    TAG_REFERENCE,
    TAG_TRIES,
    TAKE_HASH,
    WITH_FILE_CONTROL_PARAMETERS,
    WITHOUT_ANSWER,
    Instruction,
)
from thiqa.card.errors import (
    CardAnswerError,
    NotOurCardError,
    PinBlockedError,
    PinRequiredError,
    PukBlockedError,
    TlvError,
    WrongPinError,
    WrongPukError,
)
from thiqa.card.pin_format import SecretName, pad
from thiqa.card.profile import PROFILES, THIQA_SPECIMEN, CardProfile, SignatureSuite
from thiqa.card.transport.apdu import (
    SHORT_LE_MAX,
    TRIES_LEFT,
    CommandApdu,
    ResponseApdu,
    StatusWord,
)
from thiqa.card.transport.connection import Card
from thiqa.card.transport.exchange import check_answer, exchange
from thiqa.card.transport.tlv import DataObject, only, parse, parse_one


class CardApplication:
    """The login application of a card, selected; made by `select` or `find_application`."""

    def __init__(self, card: Card, profile: CardProfile) -> None:
        self._card = card
        self._profile = profile

    @classmethod
    def select(cls, card: Card, profile: CardProfile = THIQA_SPECIMEN) -> Self:
        """Select the application; a card that has none of this profile is not ours."""
        answer = exchange(
            card,
            CommandApdu(0, Instruction.SELECT, BY_APPLICATION, WITHOUT_ANSWER, profile.application),
        )
        if answer.status != StatusWord.OK:
            raise NotOurCardError(f"the card has no application of the profile {profile.name}")
        return cls(card, profile)

    @property
    def profile(self) -> CardProfile:
        """How the card is addressed, and what its PIN and PUK look like."""
        return self._profile

    @property
    def suite(self) -> SignatureSuite:
        """What the card's login key signs with."""
        return self._profile.suite

    def read_certificate(self) -> bytes:
        """Read the login certificate, DER; nothing about it is verified."""
        size = self._select_certificate()
        certificate = b""
        while len(certificate) < size:
            offset = len(certificate)
            wanted = min(size - offset, SHORT_LE_MAX)
            command = CommandApdu(
                0, Instruction.READ_BINARY, offset >> 8, offset & 0xFF, expected=wanted
            )
            part = self._ask("reading the certificate", command)
            if not part:
                raise CardAnswerError("reading the certificate", StatusWord.OK)
            certificate += part
        return certificate

    def pin_tries_left(self) -> int:
        """Ask how often the PIN may still be wrong; 0 is blocked."""
        return self._tries_left(self._profile.pin_reference)

    def puk_tries_left(self) -> int:
        """Ask how often the PUK may still be wrong; 0 is blocked."""
        return self._tries_left(self._profile.puk_reference)

    def verify_pin(self, pin: str) -> None:
        """Verify the PIN; raises PinFormatError, WrongPinError or PinBlockedError."""
        answer = self._send(Instruction.VERIFY, pad(pin, SecretName.PIN, self._profile))
        _check_pin(answer, "verifying the PIN")

    def change_pin(self, old: str, new: str) -> None:
        """Replace the PIN; raises what `verify_pin` raises for the old one."""
        fields = [pad(pin, SecretName.PIN, self._profile) for pin in (old, new)]
        _check_pin(
            self._send(Instruction.CHANGE_REFERENCE_DATA, b"".join(fields)), "changing the PIN"
        )

    def unblock_pin(self, puk: str, new_pin: str) -> None:
        """Set a new PIN with all its tries; raises WrongPukError or PukBlockedError."""
        data = pad(puk, SecretName.PUK, self._profile) + pad(new_pin, SecretName.PIN, self._profile)
        answer = self._send(Instruction.RESET_RETRY_COUNTER, data)
        if answer.status & 0xFFF0 == TRIES_LEFT:
            raise WrongPukError(answer.status & 0x0F)
        if answer.status == StatusWord.AUTHENTICATION_METHOD_BLOCKED:
            raise PukBlockedError("the PUK is blocked")
        check_answer(answer, "unblocking the PIN")

    def sign(self, digest: bytes) -> bytes:
        """Sign a hash with the login key, as r and s; raises PinRequiredError."""
        suite = self._profile.suite
        choice = (
            DataObject(TAG_ALGORITHM, bytes((suite.card_reference,))),
            DataObject(TAG_PRIVATE_KEY, bytes((self._profile.key_reference,))),
        )
        data = b"".join(item.to_bytes() for item in choice)
        set_key = Instruction.MANAGE_SECURITY_ENVIRONMENT
        self._ask("choosing the login key", CommandApdu(0, set_key, *SET_FOR_SIGNATURE, data))
        data = DataObject(TAG_HASH, digest).to_bytes()
        operation = Instruction.PERFORM_SECURITY_OPERATION
        self._ask("giving the hash", CommandApdu(0, operation, *TAKE_HASH, data))
        command = CommandApdu(0, operation, *COMPUTE_DIGITAL_SIGNATURE, b"", SHORT_LE_MAX)
        answer = exchange(self._card, command)
        if answer.status == StatusWord.SECURITY_STATUS_NOT_SATISFIED:
            raise PinRequiredError("the PIN was not verified")
        check_answer(answer, "signing")
        if len(answer.data) != 2 * suite.coordinate_bytes:
            raise CardAnswerError("signing", answer.status)
        return answer.data

    def _select_certificate(self) -> int:
        command = CommandApdu(
            0,
            Instruction.SELECT,
            BY_PATH_FROM_MASTER_FILE,
            WITH_FILE_CONTROL_PARAMETERS,
            self._profile.certificate_file,
            SHORT_LE_MAX,
        )
        answer = self._ask("selecting the certificate", command)
        parameters = parse(parse_one(answer, TAG_FILE_CONTROL_PARAMETERS).value)
        size = int.from_bytes(only(parameters, TAG_FILE_BYTES))
        if not 0 < size <= MAX_CERTIFICATE_BYTES:
            raise CardAnswerError("selecting the certificate", StatusWord.OK)
        return size

    def _tries_left(self, reference: int) -> int:
        asked = DataObject(TAG_REFERENCE, bytes((reference,))).to_bytes()
        data = DataObject(TAG_CONTROL, asked).to_bytes()
        command = CommandApdu(0, Instruction.GET_DATA, *CURRENT_DIRECTORY, data, SHORT_LE_MAX)
        answer = self._ask("asking for the tries left", command)
        tries = only(parse(parse_one(answer, TAG_CONTROL).value), TAG_TRIES)
        if not tries:
            raise TlvError("the number of tries is empty")
        return tries[0]

    def _send(self, instruction: int, data: bytes) -> ResponseApdu:
        command = CommandApdu(0, instruction, 0x00, self._profile.pin_reference, data)
        return exchange(self._card, command)

    def _ask(self, doing: str, command: CommandApdu) -> bytes:
        answer = exchange(self._card, command)
        check_answer(answer, doing)
        return answer.data


def find_application(
    card: Card, profiles: Iterable[CardProfile] = tuple(PROFILES.values())
) -> CardApplication:
    """Select the first application that the card has among the profiles."""
    for profile in profiles:
        try:
            return CardApplication.select(card, profile)
        except NotOurCardError:
            continue
    raise NotOurCardError("the card has no application that we know")


def _check_pin(answer: ResponseApdu, doing: str) -> None:
    if answer.status & 0xFFF0 == TRIES_LEFT:
        raise WrongPinError(answer.status & 0x0F)
    if answer.status == StatusWord.AUTHENTICATION_METHOD_BLOCKED:
        raise PinBlockedError("the PIN is blocked")
    check_answer(answer, doing)
