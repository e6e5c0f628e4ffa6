"""The two sides of the data: who somebody is, and what was done with an identity.

Authentication is what tells one citizen from another: persons, challenges, officers. Usage is
at which service somebody was, and what it was told. CNDP opinion D-120-2020: on PostgreSQL each
side is a schema with a role that may touch this schema alone, and a table's name says where it
belongs.
"""

import enum
from collections.abc import Iterable

from thiqa.database import Layout, UnitOfWorkError

_AUTHENTICATION_TABLES = ("people_", "login_")
_AUTHENTICATION_TABLE = "person"


class Side(enum.Enum):
    """A side of the data, by the name of its schema."""

    AUTHENTICATION = "authentication"
    USAGE = "usage"

    @property
    def schema(self) -> str:
        """The schema in which its tables are."""
        return str(self.value)

    @property
    def role(self) -> str:
        """The role that may touch this side and nothing else."""
        return f"thiqa_{self.value}"


IN_ORDER_OF_COMMIT = (Side.AUTHENTICATION, Side.USAGE)
"""If a process dies between the two, what is left is a challenge used up, never half a grant."""


def side_of(table: str) -> Side:
    """Return on which side a table is, by its name."""
    if table == _AUTHENTICATION_TABLE or table.startswith(_AUTHENTICATION_TABLES):
        return Side.AUTHENTICATION
    return Side.USAGE


def one_side_of(tables: Iterable[str]) -> Side:
    """Return the side of a statement's tables; refuse a statement that touches both."""
    sides = {side_of(table) for table in tables}
    if len(sides) != 1:
        raise UnitOfWorkError("a statement touches authentication or usage, not both")
    return sides.pop()


SIDES = Layout(IN_ORDER_OF_COMMIT, one_side_of)
"""How the provider's data lies."""
