"""Officers: persons who may decide something for the provider, and what."""

from thiqa.officers.errors import NotAnOfficerError, OfficersError
from thiqa.officers.models import Office, Officer, Role
from thiqa.officers.store import Records, Store, require_officer

__all__ = [
    "NotAnOfficerError",
    "Office",
    "Officer",
    "OfficersError",
    "Records",
    "Role",
    "Store",
    "require_officer",
]
