"""What this counter is called, and the purposes of logins that are for no service."""

from collections.abc import Mapping
from dataclasses import dataclass

from thiqa.counter.identity.purpose import AskedClaim

SERVICE_NAME = {
    "ar": "شباك المرافق العمومية (عرض تجريبي)",
    "fr": "Guichet des services publics (démonstration)",
    "zgh": "ⴰⵙⵉⵔⴰ ⵏ ⵜⵏⴰⴼⵓⵜⵉⵏ ⵜⵉⵣⴰⵢⵣⵉⵏ (ⴰⵙⴽⵏ)",
    "en": "Public-service counter (demonstration)",
}


@dataclass(frozen=True, slots=True)
class RegisteredPurpose:
    """A purpose as the provider knows it."""

    id: str
    name: Mapping[str, str]
    law: Mapping[str, str]
    retention_days: int
    claims: tuple[AskedClaim, ...] = ()


SIGN_IN = RegisteredPurpose(
    id="counter-account",
    name={
        "ar": "الاطلاع على طلباتكم لدى الشباك",
        "fr": "Voir vos demandes au guichet",
        "zgh": "ⴰⴷ ⵜⵥⵕⵎ ⵉⵙⵓⵜⵔⵏ ⵏⵏⵓⵏ ⴳ ⵓⵙⵉⵔⴰ",
        "en": "See your requests at the counter",
    },
    law={
        "ar": "المادة 7 من القانون 09.08 (للتجربة)",
        "fr": "Loi 09-08, article 7 (démonstration)",
        "zgh": "ⴰⵙⴰⴹⵓⴼ 09-08, ⴰⵎⴰⴳⵔⴰⴷ 7 (ⴰⵙⴽⵏ)",
        "en": "Law 09-08, article 7 (demonstration)",
    },
    retention_days=1,
)
"""A login that asks for nothing: it only says that it is the same citizen as before."""
