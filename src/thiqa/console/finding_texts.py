"""What the kinds of findings say."""

from thiqa.findings import Kind, Party, State
from thiqa.web.messages import message

TITLES = {
    Kind.HELD_BY_SERVICE_ONLY: message("A service holds what our record lacks"),
    Kind.HELD_BY_US_ONLY: message("Our record holds what a service lacks"),
    Kind.NOT_OUR_RECEIPT: message("A service holds receipts that our record never gave"),
    Kind.BROKEN_PROMISE: message("An entry was promised a place in the record and has none"),
    Kind.DAMAGED_RECORD: message("What is stored of the record is not what was signed"),
    Kind.LOG_FORK: message("Two heads of the record cannot both be true"),
    Kind.DISPUTE_OVERDUE: message("A citizen's dispute was not answered in time"),
}
STEPS = {
    Kind.HELD_BY_SERVICE_ONLY: message(
        "Prove the store against its checkpoints. If an entry is really missing, say which and"
        " why, and tell the auditors: the service's receipts are the evidence."
    ),
    Kind.HELD_BY_US_ONLY: message(
        "Look in your own records: was the receipt not kept, or was the answer to the citizen"
        " never fetched? Say which, so that each use of an identity has an explanation."
    ),
    Kind.NOT_OUR_RECEIPT: message(
        "Find out where the receipts came from: they were altered, made up, or given by another"
        " provider. Do not rely on them."
    ),
    Kind.BROKEN_PROMISE: message(
        "Prove the store against its checkpoints, and find the entry. The promise is signed:"
        " whoever holds it can show it to anybody."
    ),
    Kind.DAMAGED_RECORD: message(
        "Restore what is named below from a copy, and prove the store again. Keep the damaged"
        " files: they are evidence."
    ),
    Kind.LOG_FORK: message(
        "Stop signing, keep both heads and tell the witnesses: until this is explained, nobody"
        " can rely on what was signed after the fork."
    ),
    Kind.DISPUTE_OVERDUE: message(
        "Open the dispute and decide it, or tell the citizen today what is missing."
    ),
}
OWNERS = {
    Party.OPERATOR: message("The operators answer"),
    Party.SERVICE: message("The service answers"),
}
STATES = {
    State.OPEN: message("Open"),
    State.TAKEN: message("Being looked into"),
    State.CLOSED: message("Closed"),
}
