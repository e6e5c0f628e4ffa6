"""Where the citizen's pages are."""

from thiqa.web.destination import SIGN_IN_PATH

HOME_PATH = "/"
LOGIN_PATH = SIGN_IN_PATH
CARD_PATH = "/login/card"
RETURN_PATH = "/login/return"
CANCEL_PATH = "/login/cancel"
CONSENT_PATH = "/consent"
HISTORY_PATH = "/history"
RECEIPTS_PATH = "/receipts"
VERIFY_PATH = "/verify"
CONSENTS_PATH = "/consents"
WITHDRAW_PATH = "/consents/withdraw"
SESSIONS_PATH = "/sessions"
END_SESSIONS_PATH = "/sessions/end"
REQUESTS_PATH = "/requests"
ANSWER_REQUEST_PATH = "/requests/answer"
DISPUTES_PATH = "/disputes"
NEW_DISPUTE_PATH = "/disputes/new"
SIGN_OUT_PATH = "/sign-out"
CONSOLE_PATH = "/console"
"""Where public bodies go on: pages that are not ours."""
