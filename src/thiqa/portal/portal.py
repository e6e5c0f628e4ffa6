"""What every route of the citizen's pages is given."""

from dataclasses import dataclass

from thiqa.disputes import Desk
from thiqa.issuing.checking import Checker
from thiqa.ledger.receipts import Receipts
from thiqa.login.card import CardLogin
from thiqa.oidc.provider import Provider
from thiqa.web import Cookies, Pages


@dataclass(frozen=True, slots=True)
class Portal:
    """The provider, the card login, receipts, disputes, documents, and how pages are made."""

    provider: Provider
    card_login: CardLogin
    receipts: Receipts
    disputes: Desk
    pages: Pages
    cookies: Cookies
    form_key: bytes
    card_client_url: str
    record_origin: str
    documents: Checker | None = None
    """Who checks documents for everybody; None where nothing is issued."""
    specimens_path: str | None = None
    """Where a specimen citizen is chosen instead of using a card; None: nowhere."""

    @property
    def origin(self) -> str:
        """Our own origin, without a trailing slash."""
        return self.provider.policy.issuer
