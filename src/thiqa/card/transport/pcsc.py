"""Cards in readers, through PC/SC and the optional package pyscard."""

import importlib
from typing import Any, Final, Self

from thiqa.card.errors import (
    CardInUseError,
    CardRemovedError,
    NoCardError,
    PackageMissingError,
    ReaderError,
)

MISSING_PACKAGE: Final = "to use card readers, install thiqa with its extra: thiqa[pcsc]"


def list_readers() -> list[str]:
    """Return the names of the readers; no reader is an empty list, no service is ReaderError."""
    scard = _load_scard()
    context = _open_context(scard)
    try:
        return _list_readers(scard, context)
    finally:
        scard.SCardReleaseContext(context)


class PcscConnection:
    """A connection to the card in a reader that keeps other programs out until it is closed."""

    def __init__(self, reader: str) -> None:
        self._scard = _load_scard()
        self._context = _open_context(self._scard)
        try:
            self._card, self._protocol = self._connect(reader)
        except ReaderError:
            self._scard.SCardReleaseContext(self._context)
            raise

    @property
    def answer_to_reset(self) -> bytes:
        """The bytes with which the card introduced itself."""
        result, _, _, _, atr = self._scard.SCardStatus(self._card)
        self._check(result)
        return bytes(atr)

    def transmit(self, command: bytes) -> bytes:
        """Send a command and return the response."""
        result, answer = self._scard.SCardTransmit(self._card, self._protocol, list(command))
        self._check(result)
        return bytes(answer)

    def close(self) -> None:
        """Reset the card, which forgets the PIN, and let the reader go."""
        self._scard.SCardDisconnect(self._card, self._scard.SCARD_RESET_CARD)
        self._scard.SCardReleaseContext(self._context)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _connect(self, reader: str) -> tuple[Any, Any]:
        scard = self._scard
        result, card, protocol = scard.SCardConnect(
            self._context,
            reader,
            scard.SCARD_SHARE_EXCLUSIVE,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        if result == scard.SCARD_E_UNKNOWN_READER:
            raise ReaderError(f"there is no reader {reader!r}")
        if result in (scard.SCARD_E_NO_SMARTCARD, scard.SCARD_W_REMOVED_CARD):
            raise NoCardError(f"there is no card in {reader!r}")
        if result == scard.SCARD_E_SHARING_VIOLATION:
            raise CardInUseError(f"another program uses the card in {reader!r}")
        if result != scard.SCARD_S_SUCCESS:
            raise ReaderError(_describe(scard, result))
        return card, protocol

    def _check(self, result: int) -> None:
        scard = self._scard
        if result == scard.SCARD_S_SUCCESS:
            return
        gone = (
            scard.SCARD_W_REMOVED_CARD,
            scard.SCARD_W_RESET_CARD,
            scard.SCARD_W_UNPOWERED_CARD,
            scard.SCARD_E_NO_SMARTCARD,
            scard.SCARD_E_READER_UNAVAILABLE,
        )
        if result in gone:
            raise CardRemovedError("the card was taken out of the reader")
        raise ReaderError(_describe(scard, result))


def _load_scard() -> Any:
    try:
        return importlib.import_module("smartcard.scard")
    except ImportError as error:
        raise PackageMissingError(MISSING_PACKAGE) from error


def _open_context(scard: Any) -> Any:
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if result != scard.SCARD_S_SUCCESS:
        raise ReaderError(f"the PC/SC service does not answer: {_describe(scard, result)}")
    return context


def _list_readers(scard: Any, context: Any) -> list[str]:
    result, readers = scard.SCardListReaders(context, [])
    if result == scard.SCARD_E_NO_READERS_AVAILABLE:
        return []
    if result != scard.SCARD_S_SUCCESS:
        raise ReaderError(_describe(scard, result))
    return list(readers)


def _describe(scard: Any, result: int) -> str:
    return str(scard.SCardGetErrorMessage(result))
