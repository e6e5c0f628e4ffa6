"""Officers: persons who may decide something for the provider, and what."""

from thiqa.officers.errors import NotAnOfficerError, OfficersError, ReasonError
from thiqa.officers.models import Office, Officer, Role
from thiqa.officers.reasons import read_reason
from thiqa.officers.store import Records, Store, require_officer

__all__ = [
    "NotAnOfficerError",
    "Office",
    "Officer",
    "OfficersError",
    "ReasonError",
    "Records",
    "Role",
    "Store",
    "read_reason",
    "require_officer",
]
