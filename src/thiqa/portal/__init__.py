"""Pages for the citizen: login, consent, history and receipts."""

from thiqa.portal.claims import LABELS, claim_rows
from thiqa.portal.consent_text import Statement, consent_digest, consent_text
from thiqa.portal.pages import citizen_links, portal_pages, show, statement_of
from thiqa.portal.views import (
    Asker,
    ClaimRow,
    ConsentsView,
    ConsentView,
    ErrorView,
    HistoryRow,
    HistoryView,
    HomeView,
    LocalText,
    LoginReturnView,
    LoginView,
    LogoutConfirmView,
    ReceiptView,
    RememberedConsent,
    SignedOutView,
    View,
)

__all__ = [
    "LABELS",
    "Asker",
    "ClaimRow",
    "ConsentView",
    "ConsentsView",
    "ErrorView",
    "HistoryRow",
    "HistoryView",
    "HomeView",
    "LocalText",
    "LoginReturnView",
    "LoginView",
    "LogoutConfirmView",
    "ReceiptView",
    "RememberedConsent",
    "SignedOutView",
    "Statement",
    "View",
    "citizen_links",
    "claim_rows",
    "consent_digest",
    "consent_text",
    "portal_pages",
    "show",
    "statement_of",
]
