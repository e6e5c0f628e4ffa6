"""Everything that the provider keeps, put together of one module for each noun."""

from thiqa.storage.oidc.authorizations import Authorizations
from thiqa.storage.oidc.backchannel import BackchannelLogins
from thiqa.storage.oidc.clients import Clients
from thiqa.storage.oidc.consent_texts import ConsentTexts
from thiqa.storage.oidc.consents import Consents
from thiqa.storage.oidc.freezes import Freezes
from thiqa.storage.oidc.logout_notices import LogoutNotices
from thiqa.storage.oidc.refresh_tokens import RefreshTokens
from thiqa.storage.oidc.session_grants import SessionGrants
from thiqa.storage.oidc.sessions import Sessions


class OidcStore(
    Clients,
    Authorizations,
    Sessions,
    SessionGrants,
    LogoutNotices,
    BackchannelLogins,
    Consents,
    ConsentTexts,
    Freezes,
    RefreshTokens,
):
    """Implements `thiqa.oidc.store.Store`."""
