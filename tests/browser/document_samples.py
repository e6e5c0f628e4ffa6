"""Sample views of the page that checks documents."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from sheets_of_bodies import body_seal, draft
from thiqa.documents import trust_seals
from thiqa.portal.document_trust import trust_data
from thiqa.portal.document_views import CheckedView, Found, Line
from thiqa.portal.document_words import NOT_A_PAPER, REFUSED, VERDICTS
from thiqa.web import Language, load_catalogues

NOW = 1_764_000_000
LOCALE = Path(str(files("thiqa.web"))) / "locale"
_DRAFT = draft()
TRUST = trust_data(
    trust_seals([body_seal().certificate]), {}, load_catalogues([LOCALE])[Language.EN], Language.EN
)
FOUND = Found(
    kind="document",
    issuer=_DRAFT["issuer"],
    title=_DRAFT["title"],
    number="7K3MZ-9QXTB-04BDH-2ZV5C",
    holder=("سلمى نموذج-بنعلي", "Salma SPECIMEN-BENALI"),
    lines=tuple(
        Line(each["label"], next(iter(each["value"].values())))
        for each in _DRAFT["rows"]
        if each["name"] in {"birthdate", "national_number", "address"}
    ),
    claims=(),
    issued_at=NOW,
    valid_until=NOW + 7_776_000,
    changed_at=None,
    sealed_at=NOW + 4,
)
FORM = CheckedView("/documents/check", TRUST)
DOCUMENT_VIEWS = {
    "document-check": FORM,
    "document-valid": replace(FORM, verdict=VERDICTS["valid"], found=FOUND),
    "document-withdrawn": replace(
        FORM, verdict=VERDICTS["withdrawn"], found=replace(FOUND, kind="code", changed_at=NOW)
    ),
    "document-answer": replace(
        FORM,
        verdict=VERDICTS["valid"],
        found=replace(
            FOUND,
            kind="answer",
            holder=(),
            lines=(),
            claims=(("First name", "Salma"),),
            sealed_at=None,
            audience="https://employeur.example",
            yes=True,
        ),
    ),
    "document-refused": replace(FORM, verdict=REFUSED, reason=NOT_A_PAPER),
}
