"""Officers: persons who may decide something for the provider, and what."""

from thiqa.officers.errors import NotAnOfficerError, OfficersError
from thiqa.officers.models import Officer, Role
from thiqa.officers.store import Records, Store, require_officer

__all__ = [
    "NotAnOfficerError",
    "Officer",
    "OfficersError",
    "Records",
    "Role",
    "Store",
    "require_officer",
]
