"""A card that answers from a list and remembers what it was asked."""


class ScriptedCard:
    """Answers each command with the next line of its script, hexadecimal."""

    def __init__(self, *answers: str) -> None:
        self._answers = iter(answers)
        self.asked: list[str] = []

    def transmit(self, command: bytes) -> bytes:
        self.asked.append(command.hex())
        return bytes.fromhex(next(self._answers))
