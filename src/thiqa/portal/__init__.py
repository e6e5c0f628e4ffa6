"""Pages for the citizen: login, consent, history and receipts."""
