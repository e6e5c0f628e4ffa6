"""Sheets as public bodies issue them, and seals to sign their codes with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from secrets import token_bytes
from typing import Any
from zoneinfo import ZoneInfo

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

from sheets import AT
from thiqa.documents import Sheet, make_certificate, read_draft

RABAT = ZoneInfo("Africa/Casablanca")
VERIFY_URL = "https://thiqa.example/documents"
BODY = "Direction de la sûreté (spécimen)"
SHEET_NUMBER = "7K3M-9QXT-04BD-H2ZV"
A_YEAR = timedelta(days=365)


def four(ar: str, fr: str, zgh: str, en: str) -> dict[str, str]:
    """Return a text in the four languages."""
    return {"ar": ar, "fr": fr, "zgh": zgh, "en": en}


def row(name: str, label: Mapping[str, str], value: Any, *, essential: bool = False) -> Any:
    """Return the JSON of a row."""
    found = {"name": name, "label": dict(label), "value": value}
    return {**found, "essential": True} if essential else found


GIVEN = four("الاسم الشخصي", "Prénom", "ⵉⵙⵎ ⵓⴷⵎⴰⵡⴰⵏ", "First name")
FAMILY = four("الاسم العائلي", "Nom", "ⵉⵙⵎ ⵏ ⵜⴰⵡⵊⴰ", "Family name")
BORN = four("تاريخ الازدياد", "Date de naissance", "ⴰⵙⴰⴽⵓⴷ ⵏ ⵓⵍⴰⵍⵓ", "Date of birth")
PLACE = four("مكان الازدياد", "Lieu de naissance", "ⴰⴷⵖⴰⵔ ⵏ ⵜⵍⴰⵍⵉⵜ", "Place of birth")
CARD = four("رقم البطاقة الوطنية", "N° de la CNIE", "ⵓⵟⵟⵓⵏ ⵏ ⵜⴽⴰⵕⴹⴰ", "National number")
RESULT = four("النتيجة", "Résultat", "ⵜⴰⵢⴰⴼⵓⵜ", "Result")
ADDRESS = four("العنوان", "Adresse", "ⵜⴰⵏⵙⴰ", "Address")
NOTHING = four("لا توجد سوابق", "Néant", "ⵓⵍⴰ ⵢⴰⵏ", "No entry")

ROWS = (
    row("family_name", FAMILY, {"latin": "SPECIMEN-BENALI", "arabic": "نموذج-بنعلي"}),
    row("given_name", GIVEN, {"latin": "Salma", "arabic": "سلمى"}),
    row("birthdate", BORN, {"date": "1990-05-17"}, essential=True),
    row("place_of_birth", PLACE, {"latin": "Rabat", "arabic": "الرباط"}),
    row("national_number", CARD, {"text": "SP100001"}, essential=True),
    row(
        "address",
        ADDRESS,
        {"latin": "12, rue du Spécimen, Agdal, Rabat", "arabic": "12، زنقة النموذج، أكدال، الرباط"},
    ),
    row("result", RESULT, {"texts": NOTHING}, essential=True),
)


def draft(**changes: Any) -> dict[str, Any]:
    """Return the JSON of a draft: a police record sheet of a specimen citizen."""
    members = {
        "type": "fiche-anthropometrique",
        "issuer": four(
            "مديرية الأمن (نموذج)",
            BODY,
            "ⵜⴰⵎⵀⵍⴰ ⵏ ⵜⵏⴼⵔⵓⵜ (ⴰⵎⴷⵢⴰ)",
            "Directorate of Security (specimen)",
        ),
        "title": four(
            "بطاقة السوابق", "Fiche anthropométrique", "ⵜⴰⴽⴰⵕⴹⴰ ⵏ ⵜⵏⴼⵔⵓⵜ", "Police record sheet"
        ),
        "rows": list(ROWS),
        "statements": [
            four(
                "تشهد المديرية أن السجلات لا تتضمن، إلى غاية تاريخه، "
                "أي إشارة باسم \u2068سلمى نموذج-بنعلي\u2069.",
                "La direction certifie qu'à ce jour ses fichiers ne contiennent aucune mention "
                "au nom de \u2068Salma SPECIMEN-BENALI\u2069.",
                "ⵜⵙⵙⵏⴽⴷ ⵜⵎⵀⵍⴰ ⵎⴰⵙ ⵓⵔ ⵍⵍⵉⵏⵜ ⴽⵔⴰ ⵏ ⵜⵎⴰⵜⴰⵔⵉⵏ ⵙ ⵢⵉⵙⵎ ⵏ "
                "\u2068Salma SPECIMEN-BENALI\u2069.",
                "The directorate certifies that its files hold, to this day, no entry in the name "
                "of \u2068Salma SPECIMEN-BENALI\u2069.",
            )
        ],
        "law": four(
            "القانون رقم 04.20 (للتجربة)",
            "Loi n° 04-20 (démonstration)",
            "ⴰⵙⴰⴹⵓⴼ 04-20 (ⴰⵙⴽⵏ)",
            "Law 04-20 (demonstration)",
        ),
        "languages": ["ar", "fr"],
        "valid_until": AT + 7_776_000,
        "notice": four(
            "عرض تجريبي: لا قيمة لهذه الوثيقة",
            "Démonstration : document sans valeur",
            "ⴰⵙⴽⵏ: ⵓⵔ ⵖⵓⵔⵙ ⴰⵜⵉⴳ",
            "Demonstration: this document has no value",
        ),
    }
    return {**members, **changes}


def sheet_of(**changes: Any) -> Sheet:
    """Return an issued sheet."""
    return read_draft(draft(**changes)).issued(SHEET_NUMBER, at=AT)


@dataclass(frozen=True, slots=True)
class SoftwareSeal:
    """A seal whose key lies in memory."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def sign(self, data: bytes) -> bytes:
        """Return r and s."""
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self.key.sign(data, algorithm))
        return r.to_bytes(32) + s.to_bytes(32)


def new_seal(
    *organizations: str,
    begins: datetime | None = None,
    curve: ec.EllipticCurve | None = None,
    secret: int | None = None,
) -> SoftwareSeal:
    """Make a seal with a certificate of its own; the same secret makes the same seal."""
    secret = secret or int.from_bytes(token_bytes(16))
    key = ec.derive_private_key(secret, curve or ec.SECP256R1())
    start = begins or datetime.fromtimestamp(AT, UTC) - A_YEAR
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, name) for name in organizations]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(secret)
        .not_valid_before(start)
        .not_valid_after(start + 3 * A_YEAR)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return SoftwareSeal(certificate, key)


@cache
def body_seal() -> SoftwareSeal:
    """Return the seal of the body that issues the specimen sheets: always the same."""
    return new_seal(BODY, secret=2**120 + 1)


def certificate_of(sheet: Sheet | None = None, *, languages: Sequence[str] = ("ar", "fr")) -> bytes:
    """Return the PDF of a sheet, not sealed."""
    sheet = sheet or sheet_of(languages=list(languages))
    return make_certificate(sheet, body_seal(), verify_url=VERIFY_URL, timezone=RABAT)[0]
