"""What PACE asks of the passwords that a card keeps."""

from typing import Protocol


class PasswordKeeper(Protocol):
    """The card's passwords, by the references of MSE:Set AT, and their tries."""

    def secret(self, reference: int) -> bytes:
        """Return f(π); raises RefusedError if there is no such password or it is blocked."""
        ...

    def selection_status(self, reference: int) -> int:
        """Return 9000, or the warning 63Cx of a password of which x tries are left."""
        ...

    def take_try(self, reference: int) -> None:
        """Count a try before the token is compared; raises RefusedError if there is none."""
        ...

    def give_tries_back(self, reference: int) -> None:
        """The password was right: it has all its tries again."""
        ...

    def failure_status(self, reference: int) -> int:
        """Return what a wrong password is answered with: 6300, or 63Cx."""
        ...
