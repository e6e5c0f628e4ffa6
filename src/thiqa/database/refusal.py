"""What happens inside a group when some of its units cannot stay in it."""

from collections.abc import Sequence

from thiqa.base import StorageUnavailableError, ThiqaError
from thiqa.database.call import Call
from thiqa.database.errors import StatementRefusedError


class PutBackError(Exception):
    """The database put a transaction back for reasons of its own (a deadlock): try again."""


class RefusedError(Exception):
    """These units cannot be kept: roll back, and run them apart from their group.

    The cause is the database's; without one, the units' own errors are the reason, or, for
    units without an error, that they block each other.
    """

    def __init__(self, suspects: Sequence[Call], cause: Exception | None = None) -> None:
        super().__init__(f"{len(suspects)} units of work were refused")
        self.suspects = list(suspects)
        self.cause = cause

    @property
    def is_put_back(self) -> bool:
        """Tell whether trying again may help."""
        return isinstance(self.cause, PutBackError)

    def reason_for(self, call: Call) -> BaseException:
        """Return what the caller of a unit that was refused alone is told."""
        if self.cause is None:
            return call.error or StorageUnavailableError("a unit of work blocked itself")
        if isinstance(self.cause, ThiqaError):
            return self.cause
        if self.is_put_back:
            return StorageUnavailableError(f"put back too often: {self.cause}")
        error = StatementRefusedError(str(self.cause))
        error.__cause__ = self.cause
        return error


def refuse_the_spoiled(calls: Sequence[Call]) -> None:
    """Refuse units that raised after they had written."""
    spoiled = [call for call in calls if call.error is not None and call.wrote]
    if spoiled:
        raise RefusedError(spoiled)
