"""The auditors' room: figures of the record, and the opening of an entry by two persons.

An auditor sees how often which body asked for what, and nothing of anybody: figures that few
persons stand behind are left out. To look at one entry two auditors are needed; the citizen
finds it in the history, and the entry is shown if and only if that is in the record.
"""

from thiqa.audit.approve import approve
from thiqa.audit.ask import ask
from thiqa.audit.desk import Desk
from thiqa.audit.errors import AuditError
from thiqa.audit.figures import Figure, Figures, read_figures
from thiqa.audit.models import Request, State, StoredRequest
from thiqa.audit.opened import Opened, open_entry
from thiqa.audit.store import Records, Store
from thiqa.audit.tally import Tallying

__all__ = [
    "AuditError",
    "Desk",
    "Figure",
    "Figures",
    "Opened",
    "Records",
    "Request",
    "State",
    "Store",
    "StoredRequest",
    "Tallying",
    "approve",
    "ask",
    "open_entry",
    "read_figures",
]
