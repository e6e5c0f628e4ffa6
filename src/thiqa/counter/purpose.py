"""What this service asks for, and under which law: the one place that says so."""

from collections.abc import Mapping
from dataclasses import dataclass

SERVICE_NAME = {
    "ar": "شباك بطاقة السوابق (عرض تجريبي)",
    "fr": "Guichet de la fiche anthropométrique (démonstration)",
    "zgh": "ⴰⵙⵉⵔⴰ ⵏ ⵜⴽⴰⵕⴹⴰ ⵏ ⵜⵏⴼⵔⵓⵜ (ⴰⵙⴽⵏ)",
    "en": "Police record counter (demonstration)",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim about the citizen; one that is not essential may be left out at consent."""

    name: str
    essential: bool


@dataclass(frozen=True, slots=True)
class RegisteredPurpose:
    """A purpose as the provider knows it."""

    id: str
    name: Mapping[str, str]
    law: Mapping[str, str]
    retention_days: int
    claims: tuple[Claim, ...]


POLICE_RECORD = RegisteredPurpose(
    id="criminal-record",
    name={
        "ar": "طلب بطاقة السوابق من المديرية العامة للأمن الوطني",
        "fr": "Demande d'une fiche anthropométrique auprès de la DGSN",
        "zgh": "ⴰⵙⵓⵜⵔ ⵏ ⵜⴽⴰⵕⴹⴰ ⵏ ⵜⵏⴼⵔⵓⵜ ⵜⴰⵏⴰⵎⵓⵔⵜ",
        "en": "Request of a police record sheet (fiche anthropométrique)",
    },
    law={
        "ar": "المادة 4 من القانون 09.08 والقانون 04.20 (للتجربة)",
        "fr": "Loi 09-08, article 4, loi 04-20 (démonstration)",
        "zgh": "ⴰⵙⴰⴹⵓⴼ 09-08, ⴰⵎⴰⴳⵔⴰⴷ 4, ⴰⵙⴰⴹⵓⴼ 04-20 (ⴰⵙⴽⵏ)",
        "en": "Law 09-08, article 4; law 04-20 (demonstration)",
    },
    retention_days=30,
    claims=(
        Claim("family_name", essential=True),
        Claim("given_name", essential=True),
        Claim("family_name#ar", essential=True),
        Claim("given_name#ar", essential=True),
        Claim("birthdate", essential=True),
        Claim("national_number", essential=True),
        Claim("place_of_birth", essential=False),
        Claim("place_of_birth#ar", essential=False),
        Claim("address", essential=False),
        Claim("address#ar", essential=False),
    ),
)
