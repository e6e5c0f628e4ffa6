"""Where the console's pages are."""

CONSOLE_PATH = "/console"
NEW_PATH = "/console/services/new"
UPLOAD_PATH = "/console/services/upload"
SERVICE_PATH = "/console/services/{client_id}"
INVITATION_PATH = "/console/invitations/{code}"
APPROVALS_PATH = "/console/approvals"
APPROVAL_PATH = "/console/approvals/{client_id}"
DISPUTES_PATH = "/console/disputes"
DISPUTE_PATH = "/console/disputes/{dispute}"
FIGURES_PATH = "/console/figures"
OPENINGS_PATH = "/console/openings"
OPENING_PATH = "/console/openings/{request}"
FINDINGS_PATH = "/console/findings"
FINDING_PATH = "/console/findings/{finding_id}"
SIGN_IN_PATH = "/login"
SIGN_OUT_PATH = "/sign-out"


def service_url(client_id: str, *parts: str) -> str:
    """Return the address of a page about a service."""
    return "/".join((SERVICE_PATH.format(client_id=client_id), *parts))
