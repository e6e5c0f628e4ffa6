"""What the steps of a dispute are called, for citizens, services and officers alike."""

from collections.abc import Mapping

from thiqa.disputes.models import Claim, State
from thiqa.oidc.models import Localized

CLAIM_TEXTS: Mapping[Claim, Localized] = {
    Claim.NOT_ME: {
        "ar": "لم أكن أنا",
        "fr": "Ce n’était pas moi",
        "zgh": "ⵓⵔ ⴷ ⵏⴽⴽ",
        "en": "This was not me",
    },
    Claim.NOT_ALLOWED: {
        "ar": "لم يكن هذا مسموحا به",
        "fr": "Ce n’était pas autorisé",
        "zgh": "ⵓⵔ ⵉⵜⵜⵓⵙⵔⴳ ⵎⴰⵢⴰⴷ",
        "en": "This was not allowed",
    },
}
STATE_TEXTS: Mapping[State, Localized] = {
    State.OPENED: {
        "ar": "في انتظار القرار",
        "fr": "En attente d’une décision",
        "zgh": "ⴷⴰ ⵉⵜⵜⵇⵇⵍ ⴰⵖⵜⴰⵙ",
        "en": "Waits for a decision",
    },
    State.UPHELD: {
        "ar": "الاعتراض مقبول",
        "fr": "Contestation fondée",
        "zgh": "ⵜⵖⵓⴷⴰ ⵜⵎⴽⴽⵓⵙⵜ",
        "en": "Upheld",
    },
    State.REJECTED: {
        "ar": "الاعتراض مرفوض",
        "fr": "Contestation rejetée",
        "zgh": "ⵜⵜⵓⴰⴳⵉ ⵜⵎⴽⴽⵓⵙⵜ",
        "en": "Rejected",
    },
    State.TAKEN_BACK: {
        "ar": "سُحب الاعتراض",
        "fr": "Contestation retirée",
        "zgh": "ⵜⵜⵓⴽⴽⵙ ⵜⵎⴽⴽⵓⵙⵜ",
        "en": "Taken back",
    },
}
LOOKUP_TEXT: Localized = {
    "ar": "للبت في اعتراض منكم",
    "fr": "Pour décider d’une contestation de votre part",
    "zgh": "ⵉ ⵓⵖⵜⴰⵙ ⴳ ⵜⵎⴽⴽⵓⵙⵜ ⵏⵏⵓⵏ",
    "en": "To decide a dispute of yours",
}
"""Why an officer has read a case, in the history of its citizen."""
