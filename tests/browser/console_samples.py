"""The console's views as it would make them, for the gallery of pages."""

from dataclasses import replace

from browser.audit_samples import AUDIT_VIEWS
from browser.samples import (
    ARTICLE,
    CHECKPOINT,
    DAY,
    FUND,
    HOSTILE_NAME,
    NOW,
    PENSION,
    SOCIAL,
    TOKEN,
)
from thiqa.console import dispute_views, problems
from thiqa.console.acts import ACTS
from thiqa.console.fields import (
    CLAIM_OPTIONS,
    CLAIMS_EXPECTED,
    CLIENT_ID_FIELD,
    PURPOSE_FIELDS,
    SERVICE_FIELDS,
    Field,
)
from thiqa.console.finding_texts import OWNERS, STATES, STEPS, TITLES
from thiqa.console.form_pages import FIRST_PURPOSE, FOR_MACHINES, NEW_SERVICE, READ_BY_CITIZENS
from thiqa.console.gate import NEEDS_SANDBOX, NEEDS_TEST
from thiqa.console.models import Act, Decision, KeyUse, LogEntry, Refusal, SelfTest, TestState
from thiqa.console.pages import View
from thiqa.console.self_test.checks import made
from thiqa.console.self_test.scenarios import SCENARIOS
from thiqa.console.views import (
    Action,
    ApprovalView,
    ClaimRow,
    ErrorView,
    FieldRow,
    FindingRow,
    FindingsView,
    FindingView,
    FormView,
    HomeView,
    JoinView,
    KeyRow,
    KeysView,
    LogRow,
    LogView,
    OwnerRow,
    OwnersView,
    Person,
    PurposeRow,
    QueueView,
    RefusalsView,
    ServiceRow,
    ServiceView,
    Step,
    TestView,
    UploadView,
)
from thiqa.disputes import ARTICLE as DISPUTE_ARTICLE
from thiqa.disputes import Claim
from thiqa.disputes import State as DisputeState
from thiqa.disputes.texts import CLAIM_TEXTS, STATE_TEXTS
from thiqa.findings import Kind, State
from thiqa.findings.models import RULES
from thiqa.oidc.models import Stage
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED

ME = Person("k3Jq_9aB", "", True)
KARIMA = Person("Zx81-mQe", "Karima, direction informatique", False)
ACTION = Action("/posted", TOKEN, {"seen": "x" * 43})
PURPOSE = PurposeRow(
    id="pension-rights",
    name=PENSION,
    law=ARTICLE,
    claims=("family_name", "family_name#ar", "birthdate", "place_of_birth#ar"),
    days=30,
    edit_url="#",
    remove_url="/posted",
    remove_token=TOKEN,
)
SERVICE = ServiceView(
    name=FUND,
    client_id="pension-fund",
    seen="x" * 43,
    sector=SOCIAL,
    stage=Stage.SANDBOX,
    is_retired=True,
    has_draft=False,
    waits_since=None,
    purposes=(PURPOSE, replace(PURPOSE, remove_url=None)),
    steps=(Step(NEEDS_SANDBOX, True), Step(NEEDS_TEST, False, "#")),
    urls=dict.fromkeys(
        (
            "edit",
            "upload",
            "download",
            "new_purpose",
            "owners",
            "keys",
            "self_test",
            "refusals",
            "disputes",
            "log",
        ),
        "#",
    ),
    enter_sandbox=None,
    submit=ACTION,
    recall=None,
    discard=ACTION,
    reasons=(),
)
CHECKS = tuple(
    made(
        each.id,
        each.title,
        passed=each.id != "no-issuer",
        seen="the code was redeemed; userinfo was asked; status 200",
        rule=each.rule,
        mend=each.mend,
    )
    for each in SCENARIOS
)
TEST = SelfTest("t", "pension-fund", "x" * 43, TestState.FAILED, NOW, NOW, CHECKS)
REFUSAL = Refusal(
    id=b"x",
    client_id="pension-fund",
    at=NOW,
    times=3,
    proved=True,
    endpoint="/par",
    code="invalid_authorization_details",
    description="the claim 'gender' is outside the purpose 'pension-rights'",
    rule="RFC 9396, section 5",
    parameter="authorization_details",
    mend="Ask for the claims of the purpose, or register this one.",
)


def row(field: Field, value: str = "", *, wrong: bool = False) -> FieldRow:
    """Return a field of a form, refused or not."""
    return FieldRow(
        name=field.name,
        id=field.name.replace(".", "-"),
        label=field.label,
        kind=field.kind.value,
        value=value,
        options=field.options,
        language=field.language,
        is_code=field.is_code,
        expected=field.expected if wrong else None,
        reason="'ftp://x' does not match '^https?://'" if wrong else "",
    )


FORM = FormView(
    title=NEW_SERVICE,
    service=None,
    groups=(
        (READ_BY_CITIZENS, tuple(row(each) for each in (CLIENT_ID_FIELD, *SERVICE_FIELDS[:5]))),
        (FOR_MACHINES, tuple(row(each, "x", wrong=True) for each in SERVICE_FIELDS[5:])),
        (FIRST_PURPOSE, tuple(row(each) for each in PURPOSE_FIELDS)),
    ),
    claims=tuple(
        ClaimRow(each, f"claim.{each}", f"claim-{each.replace('#', '-')}", "essential")
        for each in CLAIMS_SUPPORTED
    ),
    claim_options=CLAIM_OPTIONS,
    claims_expected=CLAIMS_EXPECTED,
    whole="$: something about the whole",
    problem=problems.NOT_A_REGISTRATION,
    has_mistakes=True,
    post_url="/posted",
    form_token=TOKEN,
    hidden={"seen": "x" * 43},
    back_url="#",
)
APPROVAL = ApprovalView(
    name=FUND,
    client_id="pension-fund",
    sector=SOCIAL,
    since=NOW,
    live={"sector": "social"},
    draft={"sector": "health"},
    differences=(
        ("redirect_uris", "", '[\n "https://retraite.cnss.example/retour/tres/longue/adresse"\n]'),
        ("sector", '"social"', '"health"'),
    ),
    purposes=(PURPOSE,),
    test=replace(TEST, state=TestState.PASSED),
    decisions=(
        (Decision("pension-fund", "x", "p", False, "L’article ne le permet pas.", NOW), KARIMA),
    ),
    may_decide=True,
    decide=ACTION,
    problem=problems.REASON_MISSING,
    back_url="#",
)
ROW = ServiceRow(FUND, "pension-fund", Stage.PRODUCTION, "#", waits=True, has_draft=True)

FINDINGS = tuple(
    FindingRow(
        title=TITLES[kind],
        url="#",
        client_id=None if kind in {Kind.DAMAGED_RECORD, Kind.LOG_FORK} else "pension-fund",
        owner=OWNERS[RULES[kind].owner],
        state=STATES[state],
        raised_at=NOW,
        due_at=NOW + RULES[kind].seconds,
        is_overdue=kind is Kind.LOG_FORK,
        is_closed=False,
        taken_by=None if state is State.OPEN else KARIMA,
    )
    for kind, state in zip(Kind, (State.OPEN, State.TAKEN) * 4, strict=False)
)
DETAIL = "period: 2026-11-20T00:00:00Z to 2026-11-21T00:00:00Z\nentries: 2 of 1204\n" + "A" * 43
TAKEN = FindingView(
    FINDINGS[1],
    STEPS[Kind.HELD_BY_US_ONLY],
    DETAIL,
    "",
    None,
    ACTION,
    ACTION,
    None,
    "#",
)
DISPUTE_ROW = dispute_views.DisputeRow(
    claim=CLAIM_TEXTS[Claim.NOT_ME],
    state=STATE_TEXTS[DisputeState.OPENED],
    client_id="pension-fund",
    kind="release",
    opened_at=NOW - 3 * DAY,
    due_at=NOW + 8 * DAY,
    is_overdue=False,
    url="#",
)
SUBJECT = "9vJ3kQ2sX7bR0mWcT5yLhN8aEdGfUiOpZ1xV4nKqM6A"
SERVICE_DISPUTE = dispute_views.ServiceDisputeRow(
    row=DISPUTE_ROW,
    subject=SUBJECT,
    statement="لم أذهب إلى الشباك. <b>\u202e</b>",
    receipt_url="#",
    answer=None,
    answered_at=None,
    reason=None,
    form=ACTION,
)
CASE = dispute_views.CaseView(
    row=DISPUTE_ROW,
    at=NOW - 5 * DAY,
    service=FUND,
    purpose=PENSION,
    law=ARTICLE,
    claims=PURPOSE.claims,
    subject=SUBJECT,
    words=None,
    article=DISPUTE_ARTICLE,
    statement="لم أذهب إلى الشباك. <b>\u202e</b>",
    answer="Le dossier a été ouvert par erreur.",
    answered_at=NOW,
    evidence=CHECKPOINT,
    decide=ACTION,
    back_url="#",
)

CONSOLE_VIEWS: dict[str, View] = {
    "console-disputes": dispute_views.DisputesView(
        (DISPUTE_ROW, replace(DISPUTE_ROW, client_id=None, is_overdue=True, due_at=NOW - DAY))
    ),
    "console-disputes-none": dispute_views.DisputesView(()),
    "console-dispute": dispute_views.ReadCaseView(DISPUTE_ROW, ACTION, problems.WORDS_MISSING, "#"),
    "console-case": CASE,
    "console-case-bare": replace(
        CASE, service=None, subject=None, statement="", answer=None, evidence=None, claims=()
    ),
    "console-service-disputes": dispute_views.ServiceDisputesView(
        FUND,
        (
            SERVICE_DISPUTE,
            replace(
                SERVICE_DISPUTE,
                row=replace(DISPUTE_ROW, state=STATE_TEXTS[DisputeState.UPHELD], due_at=None),
                answer="Le dossier a été ouvert par erreur.",
                answered_at=NOW,
                reason="L’article 4 ne couvre pas cette demande.",
                form=None,
            ),
        ),
        DISPUTE_ARTICLE,
        None,
        "#",
    ),
    "console-service-contested": replace(SERVICE, answer_due=NOW + 8 * DAY),
    "console-home": HomeView((ROW, replace(ROW, name=HOSTILE_NAME)), "#", "#"),
    "console-empty": HomeView((), "#", "#"),
    "console-form": FORM,
    "console-upload": UploadView(
        '{"client_id": 1}',
        ("$.client_id: 1 is not of type 'string'",),
        problems.NOT_A_FILE,
        "/posted",
        TOKEN,
        "#",
    ),
    "console-service": SERVICE,
    "console-service-waiting": replace(
        SERVICE,
        waits_since=NOW,
        submit=None,
        recall=ACTION,
        stage=Stage.PRODUCTION,
        reasons=("L’article ne le permet pas.",),
    ),
    "console-owners": OwnersView(
        FUND,
        (OwnerRow(ME, NOW, {"owner": "x"}), OwnerRow(KARIMA, NOW, {"owner": "y"})),
        (("Karima", NOW + DAY),),
        "https://id.example/console/invitations/" + "A" * 43,
        problems.LAST_OWNER,
        "/posted",
        TOKEN,
        "/posted",
        TOKEN,
        "#",
    ),
    "console-join": JoinView(FUND, "Karima", NOW + DAY, "/posted", TOKEN, "#"),
    "console-log": LogView(
        FUND,
        tuple(
            LogRow(LogEntry(b"x", "pension-fund", NOW, "p", act, "Karima"), ACTS[act], KARIMA)
            for act in Act
        ),
        "#",
        "#",
        "#",
    ),
    "console-refusals": RefusalsView(
        FUND,
        (REFUSAL, replace(REFUSAL, proved=False, times=1)),
        (("invalid_authorization_details", "#", False), ("invalid_client", "#", False)),
        "#",
        True,
        "#",
    ),
    "console-keys": KeysView(
        FUND,
        "https://retraite.cnss.example/.well-known/jwks.json",
        (KeyRow("0bRtnSDR4lYPgP5GDbrxcfOIFtTQ3qXGs8eQmJZvC3U", "ES256"),),
        "TimeoutError while fetching",
        (KeyUse("0bRtnSDR4lYPgP5GDbrxcfOIFtTQ3qXGs8eQmJZvC3U", NOW),),
        ACTION,
        "#",
    ),
    "console-self-test": TestView(
        FUND,
        "https://id.example/self-test/pension-fund",
        "https://retraite.cnss.example/start",
        False,
        TEST,
        CHECKS,
        (),
        ACTION,
        "#",
    ),
    "console-queue": QueueView(((ROW, NOW),)),
    "console-approval": APPROVAL,
    "console-findings": FindingsView(FINDINGS, True, False, "#", "#"),
    "console-findings-none": FindingsView((), False, True, "#", "#"),
    "console-finding": replace(TAKEN, close=None, problem=problems.FINDING_GONE),
    "console-finding-taken": replace(TAKEN, take=None, problem=problems.ANSWER_MISSING),
    "console-finding-closed": FindingView(
        replace(FINDINGS[1], state=STATES[State.CLOSED], is_closed=True),
        STEPS[Kind.HELD_BY_US_ONLY],
        DETAIL,
        "Deux codes n’ont pas été retirés : le citoyen avait fermé son navigateur.",
        NOW + DAY,
        None,
        None,
        None,
        "#",
    ),
    **AUDIT_VIEWS,
    "console-error": ErrorView(problems.INVITATION_GONE, "3f9a1c", back_url="#"),
}
