"""What the provider refuses, with the code that the specifications give to the refusal.

OidcError
├── ProtocolError            an OAuth error: code, status, public text, private detail
│   ├── InvalidRequestError, InvalidClientError, InvalidGrantError, InvalidScopeError,
│   ├── InvalidAuthorizationDetailsError, UnsupportedGrantTypeError, InvalidTokenError,
│   ├── InvalidRequestObjectError, UnauthorizedClientError,
│   ├── InvalidDpopProofError, UseDpopNonceError, UnsupportedTokenTypeError,
│   ├── AuthorizationPendingError, SlowDownError, ExpiredTokenError,
│   ├── InvalidBindingMessageError,
│   ├── AccessDeniedError, LoginRequiredError, ConsentRequiredError, …
│   └── each named after its code
├── BrowserError             a request that cannot be answered by sending the browser back
│   └── LogoutRefusedError   a wish to sign out that breaks a rule
├── AlteredTextError         what is kept of a consent page is not what was shown
└── RegistrationError        a client's registration file with a mistake
"""

from http import HTTPStatus
from typing import Self

from thiqa.base import ThiqaError


class OidcError(ThiqaError):
    """The provider refuses."""


class ProtocolError(OidcError):
    """A refusal that a client reads (RFC 6749, sections 4.1.2.1 and 5.2).

    `description` may be shown to anybody. `rule` (the clause), `parameter` and `mend` (what to
    change) teach the service's developers in their log view, and go nowhere else; `detail` is
    for the provider's own log.
    """

    code = "server_error"
    status = HTTPStatus.BAD_REQUEST

    def __init__(
        self,
        description: str,
        *,
        rule: str = "",
        parameter: str = "",
        mend: str = "",
        detail: str = "",
    ) -> None:
        super().__init__(description)
        self.description = description
        self.rule = rule
        self.parameter = parameter
        self.mend = mend
        self.detail = detail


class InvalidRequestError(ProtocolError):
    """A parameter is missing, repeated, malformed or not allowed."""

    code = "invalid_request"


class InvalidClientError(ProtocolError):
    """The client did not prove who it is."""

    code = "invalid_client"
    status = HTTPStatus.UNAUTHORIZED


class InvalidGrantError(ProtocolError):
    """The code or refresh token is unknown, used, expired, revoked or another client's."""

    code = "invalid_grant"


class InvalidScopeError(ProtocolError):
    """A scope that does not exist, or openid is missing."""

    code = "invalid_scope"


class InvalidAuthorizationDetailsError(ProtocolError):
    """RFC 9396, section 5: an unknown type or purpose, or claims beyond it."""

    code = "invalid_authorization_details"


class UnauthorizedClientError(ProtocolError):
    """A registered client that may not do this (RFC 6749, sections 4.1.2.1 and 5.2)."""

    code = "unauthorized_client"


class InvalidRequestObjectError(ProtocolError):
    """RFC 9101, section 6.2: the request object is malformed, unsigned or signed wrongly."""

    code = "invalid_request_object"


class InvalidRedirectUriError(ProtocolError):
    """RFC 7591, section 3.2.2: an address that cannot be registered."""

    code = "invalid_redirect_uri"


class InvalidClientMetadataError(ProtocolError):
    """RFC 7591, section 3.2.2: a member of a registration that cannot be."""

    code = "invalid_client_metadata"


class UnsupportedResponseTypeError(ProtocolError):
    """Anything but response_type=code."""

    code = "unsupported_response_type"


class UnsupportedGrantTypeError(ProtocolError):
    """A grant type that we do not serve."""

    code = "unsupported_grant_type"


class UnsupportedTokenTypeError(ProtocolError):
    """RFC 7009, section 2.2.1: a token that cannot be revoked."""

    code = "unsupported_token_type"


class AccessDeniedError(ProtocolError):
    """The citizen said no."""

    code = "access_denied"


class InvalidBindingMessageError(ProtocolError):
    """CIBA Core, section 13: a message that cannot be shown as it is."""

    code = "invalid_binding_message"


class AuthorizationPendingError(ProtocolError):
    """CIBA Core, section 11: the citizen has not answered yet."""

    code = "authorization_pending"


class SlowDownError(ProtocolError):
    """CIBA Core, section 11: the citizen has not answered yet, and the client asks too often."""

    code = "slow_down"


class ExpiredTokenError(ProtocolError):
    """CIBA Core, section 11: the time in which the citizen could answer is over."""

    code = "expired_token"


class LoginRequiredError(ProtocolError):
    """OpenID Connect Core, section 3.1.2.6: prompt=none, and nobody is signed in."""

    code = "login_required"


class ConsentRequiredError(ProtocolError):
    """OpenID Connect Core, section 3.1.2.6: prompt=none, and consent is missing."""

    code = "consent_required"


class InteractionRequiredError(ProtocolError):
    """OpenID Connect Core, section 3.1.2.6: prompt=none, and the citizen has to do something."""

    code = "interaction_required"


class UnmetAuthenticationRequirementsError(ProtocolError):
    """OpenID Connect Core Unmet Authentication Requirements: no such level here."""

    code = "unmet_authentication_requirements"


class InvalidTokenError(ProtocolError):
    """RFC 6750, section 3.1: the access token is malformed, expired or revoked."""

    code = "invalid_token"
    status = HTTPStatus.UNAUTHORIZED

    @classmethod
    def because_of(cls, refused: ProtocolError) -> Self:
        """Return the refusal of a token whose proof was refused (RFC 9449, section 7.1)."""
        error = cls(
            refused.description, rule=refused.rule, parameter=refused.parameter, mend=refused.mend
        )
        error.code = refused.code
        return error


class InvalidDpopProofError(ProtocolError):
    """RFC 9449, section 5: the proof of possession is missing, malformed or of something else."""

    code = "invalid_dpop_proof"


class UseDpopNonceError(ProtocolError):
    """RFC 9449, sections 8 and 9: the proof needs a nonce of ours, which the answer gives."""

    code = "use_dpop_nonce"


class InsufficientScopeError(InvalidTokenError):
    """RFC 6750, section 3.1: a good token that does not reach as far as this."""

    code = "insufficient_scope"
    status = HTTPStatus.FORBIDDEN


class BrowserError(OidcError):
    """A person's browser came with something that has no safe way back to the client.

    `reason` names the fault for the error page; it is one of the class's members.
    """

    UNKNOWN_CLIENT = "unknown_client"
    BAD_REQUEST = "bad_request"
    REQUEST_GONE = "request_gone"
    REQUEST_USED = "request_used"
    OTHER_BROWSER = "other_browser"

    def __init__(self, reason: str, *, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class LogoutRefusedError(BrowserError):
    """A wish to sign out that breaks a rule: the person reads a page, the service its journal.

    `client_id` is whom the request names, unverified.
    """

    def __init__(
        self, detail: str, *, client_id: str | None, rule: str, parameter: str, mend: str
    ) -> None:
        super().__init__(BrowserError.BAD_REQUEST, detail=detail)
        self.client_id = client_id
        self.rule = rule
        self.parameter = parameter
        self.mend = mend


class AlteredTextError(OidcError):
    """What is kept of a consent page does not have the hash that is on the record."""


class RegistrationError(OidcError):
    """A client's registration file has a mistake; the text says where and what."""
