"""Disputes: a citizen contests an entry, what it affects is frozen, and somebody has to answer."""

from thiqa.disputes.answering import answer_dispute
from thiqa.disputes.case import Case, read_case
from thiqa.disputes.closing import decide, take_back
from thiqa.disputes.contesting import Contestable, contest, find_contestable
from thiqa.disputes.deadline import ARTICLE, due_after
from thiqa.disputes.desk import Desk
from thiqa.disputes.errors import (
    DisputeClosedError,
    DisputesError,
    NotContestableError,
    OwnCaseError,
    StaleLoginError,
    TooManyDisputesError,
    UnknownDisputeError,
)
from thiqa.disputes.evidence import with_evidence
from thiqa.disputes.models import Claim, Dispute, State
from thiqa.disputes.overdue import raise_overdue, watch_deadlines
from thiqa.disputes.store import Records, Store

__all__ = [
    "ARTICLE",
    "Case",
    "Claim",
    "Contestable",
    "Desk",
    "Dispute",
    "DisputeClosedError",
    "DisputesError",
    "NotContestableError",
    "OwnCaseError",
    "Records",
    "StaleLoginError",
    "State",
    "Store",
    "TooManyDisputesError",
    "UnknownDisputeError",
    "answer_dispute",
    "contest",
    "decide",
    "due_after",
    "find_contestable",
    "raise_overdue",
    "read_case",
    "take_back",
    "watch_deadlines",
    "with_evidence",
]
