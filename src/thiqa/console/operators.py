"""Who is an operator: two of them approve what goes into production."""

from thiqa.console.store import Records
from thiqa.officers import Role


async def is_operator(records: Records, person_id: str) -> bool:
    """Tell whether a person is an officer with the role of an operator."""
    return await records.officers.is_officer(person_id, Role.OPERATOR)
