"""Reports, lists and services for lost documents; the hash in them is cheap."""

from thiqa.crypto import Algorithm, Signer, generate_key
from thiqa.lost_documents import ReportKind, Series, StatusQuery, write_list

NOW = 1_800_000_000
DAY = 86_400
SALT = bytes(range(16))
CHEAP = Series(SALT, memory_kib=8, passes=1)
ISSUER = "Specimen authority"

REPORTED = StatusQuery("MAR", "I", "SP0000001")
OTHER = StatusQuery("MAR", "I", "SP0000002")
FOREIGN = StatusQuery("UTO", "I", "SP0000001")
REPORTS = {
    REPORTED.spelling: ReportKind.STOLEN,
    "MAR/P/SP0000003": ReportKind.LOST,
    "MAR/I/SP0000004": ReportKind.REVOKED,
}


def new_signer() -> Signer:
    """Return a fresh key."""
    return Signer(generate_key(Algorithm.ES256))


def signed_list(signer: Signer, **changes: object) -> bytes:
    """Return a list of the reports that is good for a day."""
    given = {
        "issuer": ISSUER,
        "series": CHEAP,
        "countries": ("MAR",),
        "document_types": ("I", "P"),
        "now": NOW,
        "next_update": NOW + DAY,
        "reports": REPORTS,
    } | changes
    return write_list(given.pop("reports"), signer, **given)
