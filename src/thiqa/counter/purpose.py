"""What this service asks for, and under which law: the one place that says so."""

from dataclasses import dataclass

SERVICE_NAME = {
    "ar": "شباك بطاقة السوابق (عرض تجريبي)",
    "fr": "Guichet de la fiche anthropométrique (démonstration)",
    "zgh": "ⴰⵙⵉⵔⴰ ⵏ ⵜⴽⴰⵕⴹⴰ ⵏ ⵜⵏⴼⵔⵓⵜ (ⴰⵙⴽⵏ)",
    "en": "Police record counter (demonstration)",
}

PURPOSE_ID = "criminal-record"

PURPOSE_NAME = {
    "ar": "طلب بطاقة السوابق من المديرية العامة للأمن الوطني",
    "fr": "Demande d'une fiche anthropométrique auprès de la DGSN",
    "zgh": "ⴰⵙⵓⵜⵔ ⵏ ⵜⴽⴰⵕⴹⴰ ⵏ ⵜⵏⴼⵔⵓⵜ ⵜⴰⵏⴰⵎⵓⵔⵜ",
    "en": "Request of a police record sheet (fiche anthropométrique)",
}

LAW = {
    "ar": "المادة 4 من القانون 09.08 والقانون 04.20 (للتجربة)",
    "fr": "Loi 09-08, article 4, loi 04-20 (démonstration)",
    "zgh": "ⴰⵙⴰⴹⵓⴼ 09-08, ⴰⵎⴰⴳⵔⴰⴷ 4, ⴰⵙⴰⴹⵓⴼ 04-20 (ⴰⵙⴽⵏ)",
    "en": "Law 09-08, article 4; law 04-20 (demonstration)",
}

RETENTION_DAYS = 30

REQUIRED_LEVEL = "high"
"""The card with its PIN: a lower level of assurance is refused."""
MAX_AUTHENTICATION_AGE = 900
"""The citizen has shown the card at most this many seconds before the login began."""


@dataclass(frozen=True, slots=True)
class AskedClaim:
    """A claim about the citizen; one that is not essential may be left out at consent."""

    name: str
    essential: bool


CLAIMS = (
    AskedClaim("family_name", essential=True),
    AskedClaim("given_name", essential=True),
    AskedClaim("family_name#ar", essential=True),
    AskedClaim("given_name#ar", essential=True),
    AskedClaim("birthdate", essential=True),
    AskedClaim("national_number", essential=True),
    AskedClaim("place_of_birth", essential=False),
    AskedClaim("place_of_birth#ar", essential=False),
    AskedClaim("address", essential=False),
    AskedClaim("address#ar", essential=False),
)
