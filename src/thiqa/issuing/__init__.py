"""Documents and answers that public bodies have sealed here, and what became of them."""

from thiqa.issuing.endpoints import issuing_endpoints, issuing_prefixes
from thiqa.issuing.models import Form, Issued, Reason, State
from thiqa.issuing.room import Room
from thiqa.issuing.store import Records, Store

__all__ = [
    "Form",
    "Issued",
    "Reason",
    "Records",
    "Room",
    "State",
    "Store",
    "issuing_endpoints",
    "issuing_prefixes",
]
