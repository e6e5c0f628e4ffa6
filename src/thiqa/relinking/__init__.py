"""Re-linking: from a person's identifier in one sector to that in another, by two officers.

Sectors cannot tell that two of their identifiers are one person's (CNDP opinion D-120-2020).
Where the law wants it known, one officer asks and another one approves; the citizen finds it in
the history, and the answer exists if and only if that entry is in the record.
"""

from thiqa.relinking.answer import answer
from thiqa.relinking.approve import approve
from thiqa.relinking.ask import ask
from thiqa.relinking.desk import Desk
from thiqa.relinking.models import Answer, Request, State, StoredRequest
from thiqa.relinking.store import Records, Store

__all__ = [
    "Answer",
    "Desk",
    "Records",
    "Request",
    "State",
    "Store",
    "StoredRequest",
    "answer",
    "approve",
    "ask",
]
