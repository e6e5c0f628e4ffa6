"""Views as the provider would make them, kind and hostile, for the gallery of pages."""

from dataclasses import replace

from browser.document_samples import DOCUMENT_VIEWS
from thiqa.disputes import ARTICLE as DISPUTE_ARTICLE
from thiqa.disputes import Claim, State
from thiqa.disputes.texts import CLAIM_TEXTS, STATE_TEXTS
from thiqa.oidc.federation.relying_party import SIGN_IN
from thiqa.oidc.sectors import sector_text
from thiqa.portal import (
    Asker,
    ConsentsView,
    ConsentView,
    ErrorView,
    HomeView,
    LoginReturnView,
    LoginView,
    LogoutConfirmView,
    PromiseView,
    ReceiptView,
    RememberedConsent,
    RequestsView,
    SessionRow,
    SessionsView,
    SettledView,
    SignedOutView,
    View,
    WaitingRow,
    claim_rows,
)
from thiqa.portal.claims import LABELS
from thiqa.portal.devices import device_texts
from thiqa.portal.dispute_views import (
    ContestedEntry,
    ContestedView,
    DisputeRow,
    DisputesView,
    DisputeView,
    NewDisputeView,
)
from thiqa.portal.entries import OURSELVES
from thiqa.portal.history_views import (
    Choice,
    EntryView,
    FiltersView,
    HistoryRow,
    HistoryView,
    LinkedSectors,
    ShownText,
)
from thiqa.portal.kinds import KINDS
from thiqa.portal.problems import CARD_EXPIRED, EXPIRED_REQUEST, INVALID_REQUEST
from thiqa.web.problems import BROKEN

NOW = 1_795_269_900  # 21 November 2026
DAY = 86_400

FUND = {
    "ar": "الصندوق الوطني للضمان الاجتماعي",
    "fr": "Caisse nationale de sécurité sociale",
    "zgh": "ⵜⴰⵙⵏⴷⵓⵇⵜ ⵜⴰⵏⴰⵎⵓⵔⵜ ⵏ ⵜⵏⴼⵔⵓⵜ ⵜⴰⵏⴰⵎⵓⵏⵜ",
    "en": "National Social Security Fund",
}
SOCIAL = {
    "ar": "الحماية الاجتماعية",
    "fr": "Protection sociale",
    "zgh": "ⴰⵃⵟⵟⵓ ⴰⵏⴰⵎⵓⵏ",
    "en": "Social protection",
}
PENSION = {
    "ar": "الاطلاع على وضعية حقوقكم في المعاش",
    "fr": "Consulter l’état de vos droits à la retraite",
    "zgh": "ⴰⴷ ⵜⵥⵕⵎ ⵉⵣⵔⴼⴰⵏ ⵏⵏⵓⵏ ⴳ ⵜⵙⴰⵡⵏⵜ",
    "en": "See the state of your pension rights",
}
ARTICLE = {
    "ar": "المادة 4 من القانون رقم 09-08 والمادة 16 من الظهير الشريف رقم 1.72.184",
    "fr": "Article 4 de la loi n° 09-08 et article 16 du dahir n° 1-72-184",
    "zgh": "ⵉⵎⴰⴳⵔⴰⴷ 4 ⵏ ⵓⵙⴰⴹⵓⴼ 09-08 ⴷ ⵉⵎⴰⴳⵔⴰⴷ 16 ⵏ ⵓⵥⴰⵀⵉⵔ 1-72-184",
    "en": "Article 4 of Law No. 09-08 and article 16 of Dahir No. 1-72-184",
}
ASKER = Asker(FUND, SOCIAL, "retraite.cnss.example", PENSION, ARTICLE)

ADULT = {
    "given_name": "Fatima-Zahra",
    "given_name#ar": "فاطمة الزهراء",
    "family_name": "El Idrissi",
    "family_name#ar": "الإدريسي",
    "birthdate": "1990-02-14",
    "national_number": "AB123456",
    "nationality": "MA",
    "gender": "female",
    "address": {"formatted": "12, rue Al Massira, appt 4", "locality": "Salé", "country": "MA"},
}
LONG = {
    "given_name": "Mohammed-Abderrahmane-Abdelkarim-Abdessamad-Abdelouahed",
    "given_name#ar": "محمد عبد الرحمان عبد الكريم عبد الصمد عبد الواحد",
    "family_name": "Benabdeljalil-Bensouda-Alaoui-M’Daghri-Lemrani-Tazi-El-Fassi-El-Fihri",
    "family_name#ar": "بنعبد الجليل بنسودة العلوي المدغري المراني التازي الفاسي الفهري",
    "birthdate": "1948",
}
ARABIC_ONLY = {"given_name#ar": "إيطو", "family_name#ar": "أوبلا", "birthdate": "1955-07-01"}
HOSTILE = {
    "given_name": "<script>document.title='broken'</script>",
    "given_name#ar": "\u202eقلوبة\u2069\u202c",
    "family_name": '"><img src=https://evil.example/x onerror=alert(1)>',
    "birthdate": "1990-02-14\nLegal basis\nArticle 0",
    "address": {"formatted": "'; DROP--\u200b\u2066{{ 7*7 }}"},
}
REQUESTED = {
    "given_name": True,
    "given_name#ar": True,
    "family_name": True,
    "family_name#ar": True,
    "birthdate": True,
    "national_number": True,
    "nationality": False,
    "address": False,
}
PARTLY_KNOWN = {
    "verified_claims": True,
    "verified_claims.family_name": "Oubella",
    "verified_claims.family_name#ar": "أوبلا",
    "verified_claims.name_script": "Arab",
    "verified_claims.birth_year_month": "1985-07",
    "birthdate_precision": "month",
    "age_over_60": False,
}
VERIFIED_REQUESTED = {
    **dict.fromkeys(PARTLY_KNOWN, True),
    "verified_claims.address": False,
    "age_over_60": False,
}
HOSTILE_NAME = dict.fromkeys(
    ("ar", "fr", "zgh", "en"), "</title><script>alert(1)</script> \u202eknab\u202c بنك"
)
HOSTILE_ASKER = Asker(HOSTILE_NAME, HOSTILE_NAME, "evil.example", HOSTILE_NAME, HOSTILE_NAME)
STRANGER = Asker(
    dict.fromkeys(("ar", "fr", "zgh", "en"), "leaf.example"),
    sector_text("https://leaf.example"),
    "leaf.example",
    SIGN_IN.name,
    SIGN_IN.law,
)
"""From a federation: nobody has vouched for more than its address."""
TOKEN = "Zm9ybS10b2tlbi1mb3ItdGhlLWdhbGxlcnktb2YtcGFnZXM"
CHALLENGE = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="
CHECKPOINT = (
    "log.thiqa.example/record\n48213\nqINS1GRFEQtkLHHDYW5TWSmCZJaOWPyJIh8ZmzHB5vg=\n\n"
    "— log.thiqa.example/record Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5"
    "/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


def consent(claims: dict[str, object], asker: Asker = ASKER) -> ConsentView:
    """Return a consent page for the claims of one persona."""
    return ConsentView(
        asker=asker,
        rows=claim_rows(REQUESTED, claims),
        ends_at=NOW + 90 * DAY,
        keep_days=30,
        remember_until=NOW + 365 * DAY,
        post_url="/consent",
        form_token=TOKEN,
        form_target=f"https://{asker.host}/callback",
    )


def login(
    *, asker: Asker | None = ASKER, failed: bool = False, specimens: str | None = None
) -> LoginView:
    """Return a login page."""
    return LoginView(
        asker=asker,
        challenge=CHALLENGE,
        client_url="http://127.0.0.1:8402",
        return_url="http://localhost:8400/login/return",
        post_url="/login",
        form_token=TOKEN,
        cancel_url="/cancel",
        error=CARD_EXPIRED if failed else None,
        specimens_url=specimens,
    )


def _entry(index: int) -> HistoryRow:
    return HistoryRow(
        kind=tuple(KINDS)[index % len(KINDS)],
        at=NOW - index * 5 * DAY,
        service=FUND if index % 2 == 0 else HOSTILE_NAME,
        purpose=PENSION,
        article=ARTICLE,
        claims=tuple(REQUESTED)[: 3 + index],
        entry_url="/page/entry",
        receipt_url="/page/receipt",
    )


LINKED = HistoryRow(
    kind="relinking",
    at=NOW - DAY,
    service={"en": "Thiqa"},
    purpose={"en": ""},
    article={"en": ""},
    claims=(),
    entry_url="/page/entry-linked",
    receipt_url="/page/receipt-linked",
    linked=LinkedSectors(
        sector_text("social"), sector_text("health"), "القانون 31.08، المادة 12 (dossier 2026-114)"
    ),
)
EVERYTHING = FiltersView(
    action="/page/history",
    fields={},
    services=(
        Choice("cnss", FUND, is_chosen=False),
        Choice("evil", HOSTILE_NAME, is_chosen=False),
        Choice("~", OURSELVES, is_chosen=False),
    ),
    claims=tuple(Choice(claim, label, is_chosen=False) for claim, label in LABELS.items()),
    clear_url=None,
)
PDF, JSON = "/history/export.pdf", "/history/export.json"
SEARCHED = replace(
    EVERYTHING,
    fields={"from": "2026-11-01", "to": "2026-11-30", "service": "cnss", "claim": "address"},
    services=(Choice("cnss", FUND, is_chosen=True), *EVERYTHING.services[1:]),
    clear_url="/page/history",
)
DIGEST = "8d2f7c0a4b1e3f6655aa1290cc34de5678fa90bb12cd34ef56ab78cd90ef1234"
ENTRY = EntryView(
    row=_entry(0),
    sector=SOCIAL,
    facts=(),
    shown=ShownText(
        (
            "الصندوق الوطني للضمان الاجتماعي يسأل من أنت",
            "لا يتلقى إلا ما تراه هنا، وإلا إذا وافقت.",
            "يذهب الجواب إلى",
            "retraite.cnss.example",
            "<script>document.title='broken'</script>",
        ),
        DIGEST,
    ),
    contest=tuple((text, "/page/dispute-new") for text in CLAIM_TEXTS.values()),
    dispute=None,
    back_url="/page/history",
)
RECEIPT = ReceiptView(
    at=NOW,
    kind="release",
    service=FUND,
    sector=SOCIAL,
    purpose=PENSION,
    article=ARTICLE,
    claims=tuple(REQUESTED),
    log="log.thiqa.example/record",
    index=48_112,
    tree_size=48_213,
    root="qINS1GRFEQtkLHHDYW5TWSmCZJaOWPyJIh8ZmzHB5vg=",
    checkpoint=CHECKPOINT,
    consent_digest=DIGEST,
    download_url="/history/48112/receipt",
    download_name="receipt-48112.txt",
    witnesses=(("witness.newspaper.example", NOW + 3), ("university.example/witness", NOW + 4)),
    check_command="thiqa receipt verify receipt-48112.txt --policy record.policy",
    policy_url="/record/policy",
    policy_name="record.policy",
    printed_url="/history/48112/print",
    verify_url="https://thiqa.example/verify#0123456789",
    back_url="/history",
)
PROMISE = PromiseView(
    at=NOW,
    kind="release",
    service=FUND,
    by=NOW + 3600,
    promise="receipt-promise/v1\nextra eyJjb21taXRtZW50IjoiRTlWWl9O\n\nreceipt-promise/v1\n"
    + CHECKPOINT,
    download_url="/history/48112/promise",
    download_name="promise-48112.txt",
    again_url="/page/receipt",
    back_url="/history",
)
REMEMBERED = RememberedConsent(
    FUND, PENSION, tuple(REQUESTED), NOW, NOW + 365 * DAY, {"consent": "c1"}
)

SESSIONS = SessionsView(
    this=SessionRow(*device_texts("firefox/windows"), NOW - 900, NOW, (FUND,), {"session": "s1"}),
    others=(
        SessionRow(
            *device_texts("chrome/android"),
            NOW - 1700,
            NOW - 1200,
            (FUND, HOSTILE_NAME),
            {"session": "s2"},
        ),
        SessionRow(*device_texts("other/other"), NOW - 60, NOW - 60, (), {"session": "s3"}),
    ),
    more=True,
    post_url="/sessions/end",
    form_token=TOKEN,
    end_others={"which": "others"},
    end_all={"which": "all"},
    ended=True,
)

AT_COUNTER = Asker(FUND, SOCIAL, "", PENSION, ARTICLE, "Guichet 3 · ملف 4711")
ON_THE_PHONE = Asker(HOSTILE_NAME, HOSTILE_NAME, "", PENSION, ARTICLE, "<b>PIN?</b>")
REQUESTS = RequestsView(
    rows=(
        WaitingRow(AT_COUNTER, NOW, (47, 27, 63), "/consent?a=AAAA", {"a": "AAAA"}),
        WaitingRow(ON_THE_PHONE, NOW - 60, (10, 99, 55), "/consent?a=BBBB", {"a": "BBBB"}),
        WaitingRow(
            replace(AT_COUNTER, message=None), NOW - 120, (), "/consent?a=CCCC", {"a": "CCCC"}
        ),
    ),
    post_url="/posted",
    form_token=TOKEN,
    again_url="/page/requests",
)

CONTESTED_ENTRY = ContestedEntry(
    NOW - 2 * DAY, "release", FUND, PENSION, tuple(REQUESTED), "/page/receipt"
)
NEW_DISPUTE = NewDisputeView(
    entry=CONTESTED_ENTRY,
    claim=CLAIM_TEXTS[Claim.NOT_ME],
    choices=tuple((text, "/page/dispute-new") for text in CLAIM_TEXTS.values()),
    freezes=FUND,
    ends_sessions=True,
    due_at=NOW + 10 * DAY,
    article=DISPUTE_ARTICLE,
    post_url="/posted",
    form_token=TOKEN,
    hidden={"entry": "00" * 18, "claim": "not_me"},
    back_url="/page/history",
)
DISPUTE_ROW = DisputeRow(
    service=FUND,
    claim=CLAIM_TEXTS[Claim.NOT_ALLOWED],
    state=STATE_TEXTS[State.OPENED],
    opened_at=NOW - DAY,
    due_at=NOW + 10 * DAY,
    is_overdue=False,
    url="/page/dispute",
)
DISPUTE = DisputeView(
    row=DISPUTE_ROW,
    entry=CONTESTED_ENTRY,
    article=DISPUTE_ARTICLE,
    statement="لم أذهب إلى الشباك (guichet 3) ذلك اليوم. <b>\u202e</b>",
    frozen=(FUND, HOSTILE_NAME),
    is_attached=True,
    answer="Le dossier a été ouvert par erreur.",
    answered_at=NOW,
    reason=None,
    officer=None,
    closed_at=None,
    take_back_url="/posted",
    form_token=TOKEN,
    sign_in_url=None,
    back_url="/page/disputes",
)

VIEWS: dict[str, View] = {
    "disputes": DisputesView(
        (
            DISPUTE_ROW,
            replace(
                DISPUTE_ROW,
                service=HOSTILE_NAME,
                claim=CLAIM_TEXTS[Claim.NOT_ME],
                state=STATE_TEXTS[State.UPHELD],
                due_at=None,
            ),
        ),
        "/page/history",
    ),
    "disputes-empty": DisputesView((), "/page/history"),
    "dispute": DISPUTE,
    "dispute-overdue": replace(
        DISPUTE,
        row=replace(DISPUTE_ROW, is_overdue=True, due_at=NOW - DAY),
        is_attached=False,
        statement="",
        answer=None,
        take_back_url=None,
        sign_in_url="/page/login-own",
    ),
    "dispute-decided": replace(
        DISPUTE,
        row=replace(DISPUTE_ROW, state=STATE_TEXTS[State.UPHELD], due_at=None),
        frozen=(),
        reason="L’article 4 ne couvre pas cette demande.",
        officer="k3Jq_9aBk3Jq_9aBk3Jq_9aBk3Jq_9aBk3Jq_9aBk3J",
        closed_at=NOW,
        take_back_url=None,
    ),
    **DOCUMENT_VIEWS,
    "dispute-new": NEW_DISPUTE,
    "dispute-choose": replace(NEW_DISPUTE, claim=None),
    "contested": ContestedView(FUND, "/page/disputes", "https://retraite.cnss.example/", None),
    "home": HomeView("/sign-in", "/history", "/consents", "/sessions", "/console", "/documents"),
    "requests": REQUESTS,
    "requests-empty": replace(REQUESTS, rows=(), refused=True),
    "consent-decoupled": replace(
        consent(ADULT, AT_COUNTER), form_target=None, ends_at=None, remember_until=None
    ),
    "settled": SettledView(FUND, agreed=True),
    "settled-refused": SettledView(FUND, agreed=False),
    "home-signed-in": HomeView(None, "/history", "/consents", "/sessions", "/console"),
    "login": login(),
    "login-own": login(asker=None),
    "login-failed": login(failed=True),
    "login-specimen": login(failed=True, specimens="/sandbox?a=x"),
    "login-return": LoginReturnView(CHALLENGE, "/login", TOKEN, "/page/login"),
    "consent": consent(ADULT),
    "consent-long": consent(LONG),
    "consent-arabic-only": consent(ARABIC_ONLY),
    "consent-hostile": consent(HOSTILE, HOSTILE_ASKER),
    "consent-stranger": replace(
        consent({}, STRANGER), rows=(), keep_days=0, ends_at=None, remember_until=None
    ),
    "consent-verified": replace(
        consent({}), rows=claim_rows(VERIFIED_REQUESTED, PARTLY_KNOWN), remember_until=None
    ),
    "history": HistoryView(
        (LINKED, *map(_entry, range(5))),
        EVERYTHING,
        PDF,
        JSON,
        newer_url="?page=1",
        older_url="?page=3",
    ),
    "history-searched": HistoryView((_entry(0),), SEARCHED, PDF, JSON),
    "history-not-found": HistoryView((), SEARCHED, PDF, JSON),
    "history-empty": HistoryView((), EVERYTHING, PDF, JSON),
    "entry": ENTRY,
    "entry-linked": replace(ENTRY, row=LINKED, sector={"en": ""}, shown=None),
    "entry-looked-up": replace(
        ENTRY,
        row=replace(LINKED, kind="lookup", linked=None),
        facts=(("Reason", "ملف 114: من قرأ عنوان المشتكي؟"),),
        shown=ShownText((), DIGEST),
        contest=(),
        dispute=(STATE_TEXTS[State.OPENED], "/page/dispute"),
    ),
    "entry-altered": replace(ENTRY, shown=ShownText((), DIGEST, is_altered=True)),
    "receipt": RECEIPT,
    "promise": PROMISE,
    "receipt-linked": replace(
        RECEIPT,
        kind=LINKED.kind,
        service=LINKED.service,
        sector={"en": ""},
        purpose=LINKED.purpose,
        article={"en": ""},
        claims=(),
        consent_digest=None,
        linked=LINKED.linked,
    ),
    "consents": ConsentsView(
        (REMEMBERED, replace(REMEMBERED, lasts=True)), "/consents", TOKEN, withdrawn=True
    ),
    "consents-empty": ConsentsView((), "/consents", TOKEN),
    "sessions": SESSIONS,
    "sessions-alone": replace(SESSIONS, others=(), more=False, ended=False),
    "logout-confirm": LogoutConfirmView(FUND, "/logout", TOKEN, "/"),
    "signed-out": SignedOutView(FUND, "https://retraite.cnss.example/"),
    "error-service": ErrorView(INVALID_REQUEST, "7Q4K-2M9P", HOSTILE_NAME),
    "error-expired": ErrorView(EXPIRED_REQUEST, "7Q4K-2M9P", FUND, "https://cnss.example/"),
    "error-ours": ErrorView(BROKEN, "7Q4K-2M9P"),
}
SIGNED_IN = frozenset(
    {
        "home-signed-in",
        "history",
        "history-empty",
        "history-searched",
        "history-not-found",
        "entry",
        "entry-linked",
        "entry-looked-up",
        "entry-altered",
        "receipt",
        "consents",
        "consents-empty",
        "sessions",
        "sessions-alone",
        "requests",
        "requests-empty",
        "disputes",
        "disputes-empty",
        "dispute",
        "dispute-overdue",
        "dispute-decided",
        "dispute-new",
        "dispute-choose",
    }
)
