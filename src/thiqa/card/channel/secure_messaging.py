"""Secure messaging: every command and answer encrypted and authenticated (ICAO 9303-11, 9.8).

Both sides count the messages; the count is part of what is authenticated, so nothing can be
repeated, left out or sent back. The first thing that is wrong ends the channel for ever (9.8.5).
"""

import hmac
from dataclasses import replace
from typing import Final

from thiqa.card.channel.derivation import SessionKeys
from thiqa.card.channel.errors import (
    AnswerForgedError,
    AnswerUnprotectedError,
    ChannelError,
    ChannelLostError,
)
from thiqa.card.channel.protected_apdu import (
    SECURED,
    Protected,
    cryptogram_of,
    encrypted_of,
    read_command,
    read_expected,
    read_response,
    write_expected,
)
from thiqa.card.channel.suite import MAC_BYTES
from thiqa.card.errors import ApduError, CardError, TlvError
from thiqa.card.transport.apdu import (
    EXTENDED_LE_MAX,
    SHORT_LC_MAX,
    SHORT_LE_MAX,
    CommandApdu,
    ResponseApdu,
    StatusWord,
)
from thiqa.card.transport.connection import Card
from thiqa.card.transport.exchange import exchange
from thiqa.card.transport.tlv import DataObject

NO_MAC: Final = bytes(MAC_BYTES)
LARGEST_DATA: Final = 65_503
"""What fits an extended command or response with padding, its data object, 97 or 99, and 8E."""


class _Channel:
    """What both sides do: count, encrypt, authenticate, and end."""

    def __init__(self, keys: SessionKeys) -> None:
        self._keys = keys
        self._suite = keys.suite
        self._counter = keys.counter
        self._lost = False

    @property
    def lost(self) -> bool:
        """Whether the channel is over."""
        return self._lost

    def end(self) -> None:
        """End the channel; nothing goes through it any more."""
        self._lost = True

    def _count(self) -> None:
        if self._lost:
            raise ChannelLostError("the channel is over")
        self._counter = (self._counter + 1) % 256**self._suite.block_bytes

    def _counter_bytes(self) -> bytes:
        return self._counter.to_bytes(self._suite.block_bytes)

    def _lose(self, message: str, status: int) -> ChannelLostError:
        self.end()
        return ChannelLostError(message, status)

    def _vector(self) -> bytes:
        return self._suite.message_iv(self._keys.encryption, self._counter_bytes())

    def _encrypt(self, data: bytes, *, odd: bool) -> DataObject | None:
        if not data:
            return None
        padded = self._suite.pad(data)
        encrypted = self._suite.encrypt(self._keys.encryption, self._vector(), padded)
        return cryptogram_of(encrypted, odd=odd)

    def _decrypt(self, cryptogram: DataObject | None, *, odd: bool) -> bytes:
        if cryptogram is None:
            return b""
        encrypted = encrypted_of(cryptogram, odd=odd)
        padded = self._suite.decrypt(self._keys.encryption, self._vector(), encrypted)
        data = self._suite.unpad(padded)
        if not data:
            raise TlvError("nothing was encrypted")
        return data

    def _mac(self, header: bytes, protected: Protected) -> bytes:
        """Authenticate counter, header and objects (sections 9.8.6.2 and 9.8.7.2)."""
        message = self._counter_bytes() + header + protected.authenticated()
        return self._suite.message_mac(self._keys.authentication, message)

    def _with_mac(self, header: bytes, protected: Protected) -> bytes:
        return replace(protected, mac=self._mac(header, protected)).to_bytes()

    def _check_mac(self, header: bytes, protected: Protected) -> None:
        if not hmac.compare_digest(self._mac(header, protected), protected.mac):
            raise ChannelError("the message was changed, repeated or made by somebody else")

    def _header(self, command: CommandApdu) -> bytes:
        return self._suite.pad(bytes((command.cla, command.ins, command.p1, command.p2)))


class TerminalChannel(_Channel):
    """The terminal's side."""

    def __init__(self, keys: SessionKeys) -> None:
        super().__init__(keys)
        self._odd = False

    def wrap(self, command: CommandApdu) -> CommandApdu:
        """Protect a command."""
        if len(command.data) > LARGEST_DATA:
            raise ApduError("more data than fits a protected command")
        self._count()
        self._odd = bool(command.ins & 1)
        secured = replace(command, cla=command.cla | SECURED)
        cryptogram = self._encrypt(command.data, odd=self._odd)
        protected = Protected(cryptogram, write_expected(command), None, NO_MAC)
        data = self._with_mac(self._header(secured), protected)
        extended = command.extended or len(data) > SHORT_LC_MAX
        expected = EXTENDED_LE_MAX if extended else SHORT_LE_MAX
        return replace(secured, data=data, expected=expected, extended=extended)

    def unwrap(self, response: ResponseApdu) -> ResponseApdu:
        """Check and open an answer; one that is not protected ends the channel."""
        self._count()
        if not response.data:
            raise self._unprotected("the card answered outside of the channel", response)
        try:
            protected = read_response(response.data)
        except TlvError as error:
            raise self._unprotected(str(error), response) from error
        try:
            self._check_mac(b"", protected)
            if int.from_bytes(protected.status or b"") != response.status:
                raise ChannelError("the status word is another one outside of the channel")
            return ResponseApdu(self._decrypt(protected.cryptogram, odd=self._odd), response.status)
        except (ChannelError, TlvError, ApduError) as error:
            self.end()
            raise AnswerForgedError(str(error), response.status) from error

    def _unprotected(self, message: str, response: ResponseApdu) -> AnswerUnprotectedError:
        self.end()
        return AnswerUnprotectedError(message, response.status)


class CardChannel(_Channel):
    """The card's side."""

    def __init__(self, keys: SessionKeys) -> None:
        super().__init__(keys)
        self._odd = False

    def unwrap(self, command: CommandApdu) -> CommandApdu:
        """Check and open a command; `status` of the error is what the card then answers."""
        self._count()
        if command.cla & SECURED != SECURED:
            raise self._lose("a command outside of the channel", StatusWord.SM_OBJECTS_MISSING)
        try:
            protected = read_command(command.data)
            self._check_mac(self._header(command), protected)
            return self._open(command, protected)
        except (ChannelError, TlvError, ApduError) as error:
            raise self._lose(str(error), StatusWord.SM_OBJECTS_INCORRECT) from error

    def wrap(self, response: ResponseApdu) -> ResponseApdu:
        """Protect an answer; what does not fit is refused, under protection."""
        self._count()
        if len(response.data) > LARGEST_DATA:
            response = ResponseApdu(b"", StatusWord.WRONG_LENGTH)
        cryptogram = self._encrypt(response.data, odd=self._odd)
        protected = Protected(cryptogram, None, response.status.to_bytes(2), NO_MAC)
        return ResponseApdu(self._with_mac(b"", protected), response.status)

    def _open(self, command: CommandApdu, protected: Protected) -> CommandApdu:
        self._odd = bool(command.ins & 1)
        data = self._decrypt(protected.cryptogram, odd=self._odd)
        expected = read_expected(protected.expected)
        extended = len(data) > SHORT_LC_MAX or len(protected.expected or b"") > 1
        plain = command.cla & ~SECURED
        return replace(command, cla=plain, data=data, expected=expected, extended=extended)


class SecuredCard:
    """A card behind a channel, which is a card like any other to those who talk to it."""

    def __init__(self, card: Card, channel: TerminalChannel) -> None:
        self._card = card
        self._channel = channel

    @property
    def channel(self) -> TerminalChannel:
        """The channel, to see whether it is over."""
        return self._channel

    @property
    def outside(self) -> Card:
        """The card without the channel, through which the next channel replaces this one."""
        return self._card

    def transmit(self, command: bytes) -> bytes:
        """Send a command through the channel; raises ChannelLostError."""
        protected = self._channel.wrap(CommandApdu.from_bytes(command))
        try:
            answer = exchange(self._card, protected)
        except CardError:
            self._channel.end()
            raise
        return self._channel.unwrap(answer).to_bytes()
