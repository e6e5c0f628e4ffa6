"""What every route of the citizen's pages is given."""

from dataclasses import dataclass

from thiqa.disputes import Desk
from thiqa.ledger.receipts import Receipts
from thiqa.login.card import CardLogin
from thiqa.oidc.provider import Provider
from thiqa.web import Cookies, Pages


@dataclass(frozen=True, slots=True)
class Portal:
    """The provider, the card login, the record's receipts, disputes, and how pages are made."""

    provider: Provider
    card_login: CardLogin
    receipts: Receipts
    disputes: Desk
    pages: Pages
    cookies: Cookies
    form_key: bytes
    card_client_url: str
    record_origin: str
    specimens_path: str | None = None
    """Where a specimen citizen is chosen instead of using a card; None: nowhere."""

    @property
    def origin(self) -> str:
        """Our own origin, without a trailing slash."""
        return self.provider.policy.issuer
