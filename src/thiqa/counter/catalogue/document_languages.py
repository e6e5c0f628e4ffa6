"""The languages that a document is printed in: asked by every service that ends in one."""

from thiqa.counter.catalogue.models import ChoiceKind, Field, Option, Texts
from thiqa.web import Language

SIDE_BY_SIDE = (Language.AR, Language.FR)
"""How Moroccan papers are, if nothing else is asked for."""

FIELD_ID = "document-languages"
"""No file of a service can name a field like this, nor a placeholder."""

_NAMES: dict[Language, Texts] = {
    Language.AR: {"ar": "العربية", "fr": "arabe", "zgh": "ⵜⴰⵄⵔⴰⴱⵜ", "en": "Arabic"},
    Language.FR: {"ar": "الفرنسية", "fr": "français", "zgh": "ⵜⴰⴼⵔⴰⵏⵚⵉⵚⵜ", "en": "French"},
    Language.ZGH: {"ar": "الأمازيغية", "fr": "amazighe", "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ", "en": "Amazigh"},
    Language.EN: {"ar": "الإنجليزية", "fr": "anglais", "zgh": "ⵜⴰⵏⴳⵍⵉⵣⵜ", "en": "English"},
}
_AND = {"ar": " و", "fr": " et ", "zgh": " ⴷ ", "en": " and "}


_CHOICES = {
    "-".join(languages): languages
    for languages in (
        SIDE_BY_SIDE,
        (Language.AR, Language.ZGH),
        (Language.AR, Language.EN),
        (Language.ZGH,),
        (Language.EN,),
    )
}


def _option(option_id: str) -> Option:
    names = [_NAMES[language] for language in _CHOICES[option_id]]
    return Option(option_id, {tag: _AND[tag].join(name[tag] for name in names) for tag in _AND})


DOCUMENT_LANGUAGES = Field(
    id=FIELD_ID,
    kind=ChoiceKind(tuple(map(_option, _CHOICES))),
    label={
        "ar": "لغات الوثيقة",
        "fr": "Langues du document",
        "zgh": "ⵜⵓⵜⵍⴰⵢⵉⵏ ⵏ ⵓⵔⵔⴰ",
        "en": "Languages of the document",
    },
    help={
        "ar": "بالعربية والفرنسية إن لم تختاروا غيرهما.",
        "fr": "En arabe et en français, si vous ne choisissez rien d'autre.",
        "zgh": "ⵙ ⵜⴰⵄⵔⴰⴱⵜ ⴷ ⵜⴰⴼⵔⴰⵏⵚⵉⵚⵜ, ⵎⴽ ⵓⵔ ⵜⵙⵜⵉⵎ ⵢⴰⵜ ⵢⴰⴹⵏ.",
        "en": "In Arabic and French, unless you choose others.",
    },
    required=False,
)


def chosen_languages(value: str) -> tuple[Language, ...]:
    """Return the languages that a canonical text of the field stands for."""
    return _CHOICES.get(value, SIDE_BY_SIDE)
