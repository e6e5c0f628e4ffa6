"""Both ends of a secure channel, with keys of their own."""

from thiqa.card.channel.derivation import SessionKeys
from thiqa.card.channel.secure_messaging import CardChannel, SecuredCard, TerminalChannel
from thiqa.card.channel.suite import Suite
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu

READ = CommandApdu(0, 0xB0, 0, 0, expected=16)
UPDATE = CommandApdu(0, 0xD6, 0, 0, b"sixteen bytes or more")


def keys_of(suite: Suite, secret: bytes = b"a shared secret") -> SessionKeys:
    return SessionKeys.derive(secret, suite)


def both_ends(suite: Suite) -> tuple[TerminalChannel, CardChannel]:
    return TerminalChannel(keys_of(suite)), CardChannel(keys_of(suite))


class AnsweringCard:
    """A card behind a channel that answers each command with bytes that are given."""

    def __init__(self, channel: CardChannel, answer: ResponseApdu) -> None:
        self.channel = channel
        self.answer = answer
        self.commands: list[CommandApdu] = []

    def transmit(self, command: bytes) -> bytes:
        self.commands.append(self.channel.unwrap(CommandApdu.from_bytes(command)))
        return self.channel.wrap(self.answer).to_bytes()


def secured(suite: Suite, answer: ResponseApdu) -> tuple[SecuredCard, AnsweringCard]:
    terminal, card = both_ends(suite)
    answering = AnsweringCard(card, answer)
    return SecuredCard(answering, terminal), answering
