"""What the citizen's pages may show: plain data, nothing else reaches a template.

A `LocalText` maps language tags (ar, fr, zgh, en) to the text in that language. Moments
are seconds since the epoch. URLs are relative to the provider unless a field says so.
`hidden` are fields that a form sends back as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from thiqa.portal import dispute_views, document_views
from thiqa.portal.history_views import EntryView, HistoryView, LinkedSectors
from thiqa.web import Problem

LocalText = Mapping[str, str]
Hidden = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asker:
    """The public service that asks, and what for."""

    service: LocalText
    sector: LocalText
    host: str
    """Where the answer goes: the host of the redirect URI; empty for a decoupled login."""
    purpose: LocalText
    article: LocalText
    """The article of law that the purpose rests on."""
    message: str | None = None
    """Of a decoupled login: what the service has said at the counter or on the telephone."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether the answer goes to where the citizen was asked, and not into this browser."""
        return not self.host


@dataclass(frozen=True, slots=True)
class HomeView:
    """The first page: what Thiqa is, and the way to one's own record."""

    sign_in_url: str | None
    """None when the person is signed in."""
    history_url: str
    consents_url: str
    sessions_url: str
    console_url: str
    """Where public bodies register their services."""
    documents_url: str | None = None
    """Where anybody checks a document; None where none are issued."""


@dataclass(frozen=True, slots=True)
class LoginView:
    """The page that asks for the card."""

    asker: Asker | None
    """None when the person signs in to Thiqa's own pages."""
    challenge: str
    """The nonce of 44 base64 characters that the card signs."""
    client_url: str
    """Absolute, without a trailing slash: the card client that the page hands over to."""
    return_url: str
    """Absolute: the page of ours that the card client comes back to (`LoginReturnView`)."""
    post_url: str
    form_token: str
    cancel_url: str
    valid_seconds: int = 300
    """How long the challenge can be answered."""
    error: Problem | None = None
    """Why the attempt before this one failed."""
    form_target: str | None = None
    """Absolute: the redirect URI that the form may lead on to, when no consent is asked."""
    hidden: Hidden = field(default_factory=dict)
    specimens_url: str | None = None
    """Where a specimen citizen is chosen instead; for demonstrations."""


@dataclass(frozen=True, slots=True)
class LoginReturnView:
    """The page that the card client comes back to: it posts the fragment to our own origin."""

    challenge: str
    post_url: str
    form_token: str
    retry_url: str
    hidden: Hidden = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One line of a consent page: a claim in one script or in both."""

    claim: str
    """The name without its language: the key of the label."""
    names: tuple[str, ...]
    """The claims of the request that this row answers."""
    values: Mapping[str, Any]
    """The value of each name; a name without a value is not on record."""
    essential: bool
    is_verified: bool = False
    """Whether it is given as a verified claim."""

    @property
    def field(self) -> str:
        """The form field that an optional claim is left in by."""
        return f"claim.{self.claim}"


@dataclass(frozen=True, slots=True)
class ConsentView:
    """The page on which a citizen agrees, or not."""

    asker: Asker
    rows: tuple[ClaimRow, ...]
    ends_at: int | None
    """Until when the service may ask again without the citizen; None: this once."""
    keep_days: int
    """For how many days the service may keep what it receives."""
    remember_until: int | None
    """Offered to the citizen: until when the same request need not be confirmed again."""
    post_url: str
    form_token: str
    form_target: str | None
    """Absolute: the redirect URI that the form leads on to, if it leaves our pages."""
    hidden: Hidden = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """The proof that one use is on the record."""

    at: int
    kind: str
    """A key of `KINDS`."""
    service: LocalText
    sector: LocalText
    purpose: LocalText
    article: LocalText
    claims: tuple[str, ...]
    log: str
    """The name of the log (the origin line of its checkpoints)."""
    index: int
    tree_size: int
    root: str
    """The root hash in base64."""
    checkpoint: str
    consent_digest: str | None
    """SHA-256 of what was shown on the consent page, in hexadecimal."""
    download_url: str
    download_name: str
    witnesses: tuple[tuple[str, int], ...]
    """Who has cosigned, and when."""
    check_command: str
    """What anybody types to check the downloaded file, with whom they trust."""
    policy_url: str
    """Where the log says whom to trust: itself and its witnesses, by their keys."""
    policy_name: str
    """As which file the command takes that."""
    printed_url: str
    """Where the receipt is as a PDF."""
    verify_url: str | None
    """Absolute: the page that checks it, all of it in the fragment; None for what is too long."""
    back_url: str
    linked: LinkedSectors | None = None


@dataclass(frozen=True, slots=True)
class PromiseView:
    """What stands in for a receipt until its proof is there."""

    at: int
    kind: str
    """A key of `KINDS`."""
    service: LocalText
    by: int
    """When the proof must be there."""
    promise: str
    """What the log has signed."""
    download_url: str
    download_name: str
    again_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class RememberedConsent:
    """A consent that will not be asked for again."""

    service: LocalText
    purpose: LocalText
    claims: tuple[str, ...]
    given_at: int
    ends_at: int
    hidden: Hidden
    """What the withdrawing form sends to say which consent it is."""
    lasts: bool = False
    """The service may come back without the citizen."""


@dataclass(frozen=True, slots=True)
class ConsentsView:
    """The consents that are remembered, each with a button to withdraw it."""

    rows: tuple[RememberedConsent, ...]
    post_url: str
    form_token: str
    withdrawn: bool = False
    """One was withdrawn just now."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser in which the citizen is signed in."""

    browser: LocalText
    system: LocalText
    began_at: int
    used_at: int
    """Coarse, on purpose."""
    services: tuple[LocalText, ...]
    hidden: Hidden
    """What the ending form sends to say which session it is."""


@dataclass(frozen=True, slots=True)
class SessionsView:
    """Where the citizen is signed in, each with a button to end it."""

    this: SessionRow
    others: tuple[SessionRow, ...]
    more: bool
    """There are others that are not shown."""
    post_url: str
    form_token: str
    end_others: Hidden
    end_all: Hidden
    ended: bool = False
    """One was ended just now."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One request that was made away from this device."""

    asker: Asker
    since: int
    numbers: tuple[int, ...]
    """One of them is shown where the citizen is; none when it has been picked already."""
    continue_url: str
    hidden: Hidden
    """What the form sends to say which request it is."""


@dataclass(frozen=True, slots=True)
class RequestsView:
    """The requests that wait for the citizen's word."""

    rows: tuple[WaitingRow, ...]
    post_url: str
    form_token: str
    again_url: str
    refused: bool = False
    """One was refused just now."""


@dataclass(frozen=True, slots=True)
class SettledView:
    """The end of a decoupled login on this device."""

    service: LocalText
    agreed: bool


@dataclass(frozen=True, slots=True)
class ErrorView:
    """An error page: what happened, whose fault it is, what to do next."""

    problem: Problem
    reference: str
    """What a person quotes when asking for help; says nothing by itself."""
    service: LocalText | None = None
    back_url: str | None = None
    """Absolute or ours: the place from which to start again."""


@dataclass(frozen=True, slots=True)
class LogoutConfirmView:
    """The question before signing out."""

    service: LocalText | None
    """The service that asks for it, if one does."""
    post_url: str
    form_token: str
    cancel_url: str
    form_target: str | None = None
    hidden: Hidden = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignedOutView:
    """The end of a session."""

    service: LocalText | None = None
    continue_url: str | None = None


@dataclass(frozen=True, slots=True)
class FormPostView:
    """The page whose form takes the answer back to the service, by itself where scripts run."""

    post_url: str
    """Absolute: the service's redirect URI."""
    hidden: Hidden


View = (
    HomeView
    | LoginView
    | LoginReturnView
    | ConsentView
    | HistoryView
    | EntryView
    | ReceiptView
    | PromiseView
    | ConsentsView
    | SessionsView
    | RequestsView
    | SettledView
    | dispute_views.View
    | document_views.CheckedView
    | LogoutConfirmView
    | SignedOutView
    | FormPostView
    | ErrorView
)
