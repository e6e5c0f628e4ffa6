"""What the page that checks receipts says, by the names that its script uses."""

from thiqa.web.messages import message

WORDS = {
    "title": message("Check a receipt"),
    "lead": message(
        "This page checks by itself whether a receipt of Thiqa holds. It asks nobody and sends"
        " nothing: it works without a network too."
    ),
    "text": message("The text of a receipt, or the link of its code"),
    "file": message("Or its file, or a photograph of its code"),
    "check": message("Check"),
    "camera": message(
        "With the camera of a phone, the code on a printed receipt opens this page by itself."
    ),
    "holds": message("This receipt holds"),
    "fails": message("This receipt does not hold"),
    "witnessed": message("The entry is on the record, and enough witnesses have seen this record."),
    "unwitnessed": message(
        "The entry is on the record by the log's own word. No witness was asked: whoever holds"
        " the log's key could show others another record."
    ),
    "checked": message("What was checked"),
    "recorded": message("What was recorded"),
    "proof": message("Proof"),
    "log": message("Log"),
    "entry": message("Entry"),
    "entries": message("Entries in the log"),
    "witnesses": message("Witnesses"),
    "kind": message("What happened"),
    "once": message("This once"),
    "trust": message("Whom this page trusts"),
    "trusting": message(
        "A log and its witnesses by their public keys, and how many must have cosigned. Compare"
        " them with what the witnesses publish themselves, or put here whom you trust."
    ),
    "keep": message("Keep this page as a file"),
    "keeping": message("On your own device it goes on working, whatever becomes of us."),
    "no_reader": message(
        "This browser cannot read codes in pictures. Let the camera of a phone read the code."
    ),
    "no_code": message("There is no code of a receipt in this picture."),
}

STEPS = {
    "form": message("It has the form of a receipt"),
    "signature": message("The log has signed the record"),
    "quorum": message("Enough witnesses have cosigned the record"),
    "opening": message("What you read here is what was recorded"),
    "inclusion": message("The entry is in the record that was signed"),
}
"""In their order."""

REASONS = {
    "ReceiptFormatError": ("form", message("A part of the receipt is missing or was changed.")),
    "NoteFormatError": ("form", message("The signed part is not whole.")),
    "CheckpointFormatError": ("form", message("The signed part does not name a record.")),
    "CompactFormatError": ("form", message("The code or its link is not whole.")),
    "PolicyFormatError": ("form", message("Whom to trust is not said in a form that is known.")),
    "WrongOriginError": ("signature", message("It is of a log that is not trusted here.")),
    "UnknownKeyError": ("signature", message("No key that is trusted here has signed it.")),
    "SignatureError": (
        "signature",
        message("A signature does not hold: something was changed, or is forged."),
    ),
    "QuorumError": ("quorum", message("Not enough witnesses have cosigned.")),
    "EntryFormatError": ("opening", message("What it says does not have the form of an entry.")),
    "OpeningMismatchError": ("opening", message("What it says is not what was recorded.")),
    "InclusionError": ("inclusion", message("The entry is not in the record that was signed.")),
}
"""The step that failed and the words for it, by the name of the error in `ledger.errors`."""

FIELDS = {
    "at": message("When"),
    "client_id": message("Service"),
    "sector": message("Sector"),
    "subject": message("Your identifier there"),
    "purpose": message("Purpose"),
    "article": message("Legal basis"),
    "claims": message("Details concerned"),
    "consent_text_hash": message("Fingerprint of what you were shown"),
    "acr": message("Level of assurance"),
    "valid_for": message("For how long"),
    "method": message("Means"),
    "reason": message("Reason"),
    "from_sector": message("From the sector"),
    "to_sector": message("To the sector"),
    "asked_by": message("Asked by"),
    "approved_by": message("Approved by"),
    "request_hash": message("Fingerprint of what was asked"),
    "officer": message("Officer"),
    "document_type": message("Kind of document"),
    "document_hash": message("Fingerprint of the document"),
    "mandate": message("Mandate"),
    "action": message("What was done"),
    "credential_type": message("Kind of credential"),
    "key_hash": message("Fingerprint of the wallet's key"),
    "dispute": message("Case"),
    "claim": message("What was said"),
    "state": message("State"),
    "entry_hash": message("Fingerprint of the entry concerned"),
    "due_at": message("Answer due by"),
}
"""By the name that the field bears in an event."""

TOO_OLD = message(
    "This page needs JavaScript in a browser of 2020 or later. Anybody can check the receipt with"
    " the thiqa program too."
)
