"""Why a clerk signs in: a purpose of its own, which asks for nothing but who comes back."""

from collections.abc import Mapping
from dataclasses import dataclass

from thiqa.counter.identity.purpose import AskedClaim


@dataclass(frozen=True, slots=True)
class DeskPurpose:
    """Registered at the provider beside the purposes of the services."""

    id: str
    name: Mapping[str, str]
    law: Mapping[str, str]
    retention_days: int = 0
    claims: tuple[AskedClaim, ...] = ()


DESK = DeskPurpose(
    id="desk",
    name={
        "ar": "دخول الموظفين إلى مكتب معالجة الطلبات",
        "fr": "Accès des agents au bureau où les demandes sont traitées",
        "zgh": "ⴰⴽⵛⵛⵓⵎ ⵏ ⵉⵎⵙⵡⵓⵔⵉⵢⵏ ⵖⵔ ⵓⵙⵉⵔⴰ ⵏ ⵉⵙⵓⵜⵔⵏ",
        "en": "Clerks enter the desk where requests are decided",
    },
    law={
        "ar": "القانون رقم 05-20 المتعلق بالأمن السيبراني (عرض تجريبي)",
        "fr": "Loi n° 05-20 relative à la cybersécurité (démonstration)",
        "zgh": "ⴰⵙⴰⴹⵓⴼ 05-20 ⵅⴼ ⵜⵏⴼⵔⵓⵜ ⵜⴰⵙⵉⴱⵔⴰⵏⵜ (ⴰⵙⴽⵏ)",
        "en": "Law No. 05-20 on cyber security (demonstration)",
    },
)
