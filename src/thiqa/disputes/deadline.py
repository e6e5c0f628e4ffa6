"""By when the law wants an answer.

Law No. 09-08, article 8 (rectification): who is responsible for data acts on what a person
contests, erasing or blocking included, free of charge and within ten clear days; after that the
person may turn to the national commission (CNDP). We have not had the official text before us
when this was written, so a lawyer confirms the article and the way of counting.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo

ANSWER_DAYS = 10
"""Law No. 09-08, article 8: ten clear days; the day of the dispute is not one of them."""

ARTICLE: Mapping[str, str] = {
    "ar": "القانون رقم 09-08، المادة 8: عشرة أيام كاملة",
    "fr": "Loi n° 09-08, article 8 : dix jours francs",
    "zgh": "ⴰⵙⴰⴹⵓⴼ 09-08, ⴰⵎⴰⴳⵔⴰⴷ 8: ⵎⵔⴰⵡ ⵡⵓⵙⵙⴰⵏ ⵙⵎⴷⵏⵉⵏ",
    "en": "Law No. 09-08, article 8: ten clear days",
}


def due_after(opened_at: int, timezone: tzinfo) -> int:
    """Return the last second of the last day, where the citizen is.

    A clear day is a whole one. Some count the day after the last one too; an answer on that
    day would be late for a strict reader, so it is late here.
    """
    day = datetime.fromtimestamp(opened_at, timezone).date() + timedelta(days=ANSWER_DAYS + 1)
    return int(datetime.combine(day, time.min, timezone).timestamp()) - 1
