"""What the steps of a reader share: the card, what was found so far, and the channel."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from thiqa.card.channel.secure_messaging import SecuredCard
from thiqa.card.data_groups.files import EMRTD_APPLICATION, ElementaryFile
from thiqa.card.dialect import BY_APPLICATION, WITHOUT_ANSWER, Instruction
from thiqa.card.errors import (
    ApduError,
    CardAnswerError,
    CardError,
    NotOurCardError,
    ReaderError,
)
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.errors import FileRefusedError
from thiqa.card.reading.files import FileReader
from thiqa.card.reading.models import (
    Access,
    AccessProtocol,
    ActiveAuthentication,
    ChipAuthentication,
    ChipMapping,
)
from thiqa.card.reading.progress import Progress, Tell
from thiqa.card.transport.apdu import CommandApdu, StatusWord
from thiqa.card.transport.capacity import Capacity
from thiqa.card.transport.connection import Card
from thiqa.card.transport.exchange import exchange
from thiqa.card.transport.fitted_card import FittedCard
from thiqa.crypto.random_numbers import RandomBytes

SELECT_MASTER_FILE: Final = CommandApdu(
    0, Instruction.SELECT, 0x00, WITHOUT_ANSWER, bytes.fromhex("3F00")
)


@dataclass(slots=True)
class ReadingSession:
    """One reading of one chip."""

    outside: Card
    given: ReadingAccess
    rules: ReadingRules
    random_bytes: RandomBytes
    tell: Tell
    step: str = ""

    capacity: Capacity = field(default_factory=Capacity)
    short_identifiers: bool = False
    """Whether the chip is known to find files by their short identifiers."""
    channel: SecuredCard | None = None
    chip_key: bytes | None = None
    """The chip's key of PACE, compressed, as which terminal authentication names the chip."""
    terminal_key: bytes | None = None
    """The terminal's key of chip authentication, compressed, to which its rights are bound."""
    access: Access = field(default_factory=lambda: Access(AccessProtocol.NONE))

    files: dict[ElementaryFile, bytes] = field(default_factory=dict, repr=False)
    refused: dict[ElementaryFile, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    chip_mapping: ChipMapping | None = None
    chip_authentication: ChipAuthentication | None = None
    active_authentication: ActiveAuthentication | None = None
    terminal_authenticated: bool = False

    @property
    def card(self) -> Card:
        """The card as commands reach it now: in the channel if there is one, and fitted."""
        return FittedCard(self.channel or self.outside, self.left)

    @property
    def left(self) -> Capacity:
        """What the channel leaves of the card's capacity, if there is one."""
        return self.capacity if self.channel is None else self.capacity.protected()

    def read(self, file: ElementaryFile) -> bytes | None:
        """Read a file once, and keep it or the reason why not."""
        if file not in self.files and file not in self.refused:
            try:
                self.files[file] = self._reader(self.short_identifiers).read(file, self._told(file))
            except FileRefusedError as error:
                self.refused[file] = error.why
        return self.files.get(file)

    def find(self, file: ElementaryFile) -> bytes | None:
        """Read a file of the master file by its short identifier, or else by selecting both.

        How it was found is how others are looked for: inside of the channel nothing is tried out.
        """
        try:
            self.files[file] = self._reader(True).read(file, self._told(file))
            self.short_identifiers = True
        except FileRefusedError:
            self.select_master_file()
        return self.read(file)

    def fail(self, error: CardError) -> None:
        """Keep why a step failed, and go on."""
        self.failures[self.step] = str(error)

    def select_master_file(self) -> None:
        """Leave every application; a chip in which nothing is selected may refuse that."""
        exchange(self.card, SELECT_MASTER_FILE)

    def select_application(self) -> None:
        """Select the eMRTD application (ICAO 9303-10, section 3.6.1)."""
        command = CommandApdu(
            0, Instruction.SELECT, BY_APPLICATION, WITHOUT_ANSWER, EMRTD_APPLICATION
        )
        answer = exchange(self.card, command)
        if answer.status != StatusWord.OK:
            raise NotOurCardError(f"the chip has no eMRTD application ({answer.status:04X})")

    def takes(self, capacity: Capacity, file: ElementaryFile) -> bool:
        """Try outside of the channel whether card and reader do what the card says.

        A file that was read already has to come again.
        """
        card = FittedCard(self.outside, capacity)
        reader = FileReader(card, capacity, short_identifiers=self.short_identifiers)
        try:
            return reader.read(file, self._told(file)) == self.files[file]
        except (FileRefusedError, CardAnswerError, ApduError, ReaderError):
            return False

    def _reader(self, short_identifiers: bool) -> FileReader:
        return FileReader(self.card, self.left, short_identifiers=short_identifiers)

    def _told(self, file: ElementaryFile) -> Callable[[int, int], None]:
        return lambda done, length: self.tell(Progress(self.step, file.name, done, length))
