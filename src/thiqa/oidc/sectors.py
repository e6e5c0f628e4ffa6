"""The sectors of public services as people read them."""

from collections.abc import Mapping

from thiqa.oidc.models import Localized

SECTORS: Mapping[str, Localized] = {
    "education": {
        "ar": "التربية والتكوين",
        "fr": "Éducation et formation",
        "zgh": "ⴰⵙⴳⵎⵉ ⴷ ⵓⵙⵎⵓⵜⵜⴳ",
        "en": "Education and training",
    },
    "employment": {"ar": "الشغل", "fr": "Emploi", "zgh": "ⵜⴰⵡⵡⵓⵔⵉ", "en": "Employment"},
    "finance": {
        "ar": "المالية والضرائب",
        "fr": "Finances et impôts",
        "zgh": "ⵜⵉⵥⵕⴼⵜ ⴷ ⵜⵉⵡⵙⵉⵡⵉⵏ",
        "en": "Finance and taxes",
    },
    "health": {"ar": "الصحة", "fr": "Santé", "zgh": "ⵜⴰⴷⵓⵙⵉ", "en": "Health"},
    "interior": {
        "ar": "الداخلية والأمن الوطني",
        "fr": "Intérieur et sûreté nationale",
        "zgh": "ⴰⴳⵯⵏⵙⵓ ⴷ ⵜⵏⴼⵔⵓⵜ ⵜⴰⵏⴰⵎⵓⵔⵜ",
        "en": "Interior and national security",
    },
    "justice": {"ar": "العدل", "fr": "Justice", "zgh": "ⵜⴰⵏⵣⵣⴰⵔⴼⵓⵜ", "en": "Justice"},
    "social": {
        "ar": "الحماية الاجتماعية",
        "fr": "Protection sociale",
        "zgh": "ⴰⵃⵟⵟⵓ ⴰⵏⴰⵎⵓⵏ",
        "en": "Social protection",
    },
}
"""Their identifiers are those of the registrations."""


OWN_SECTOR: Localized = {
    "ar": "خاص بهذا المرفق وحده",
    "fr": "Propre à ce service",
    "zgh": "ⵉ ⵜⵏⴰⴼⵓⵜ ⴰⴷ ⴽⴰ",
    "en": "Of this service alone",
}
"""Of an entity of a federation, whose sector is its own identifier."""


def sector_text(sector: str) -> Localized:
    """Return the name of a sector; one without a name here is shown by its identifier."""
    if "://" in sector:
        return OWN_SECTOR
    return SECTORS.get(sector, {"en": sector})
