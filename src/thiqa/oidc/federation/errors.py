"""What the provider refuses of a federation, with the codes of its endpoints.

FederationError
├── StatementRefusedError      an entity statement that is malformed, expired or not signed
├── TrustChainRefusedError     statements that do not make a trust chain
├── ConstraintViolatedError    a chain that a superior does not allow
├── PolicyRefusedError         metadata policies that contradict each other or the rules
├── MetadataRefusedError       metadata that breaks a policy, or of which nothing can be made
├── AnchorUnknownError         a trust anchor that is not configured
├── EntityUnavailableError     an entity of which nothing can be fetched
├── TrustMarkRefusedError      a trust mark that proves nothing
└── TooManyResolutionsError    more strangers at once than we look up
"""

from http import HTTPStatus

from thiqa.oidc.errors import OidcError


class FederationError(OidcError):
    """The federation's part of a refusal (OpenID Federation 1.0, section 8.9).

    `code` is the error code, `status` the HTTP status, `rule` the clause.
    """

    code = "invalid_trust_chain"
    status = HTTPStatus.BAD_REQUEST

    def __init__(self, description: str, *, rule: str = "") -> None:
        super().__init__(description)
        self.description = description
        self.rule = f"OpenID Federation 1.0, section {rule}" if rule else ""


class StatementRefusedError(FederationError):
    """An entity statement that is malformed, expired or not signed by whom it should be."""


class TrustChainRefusedError(FederationError):
    """Statements that do not make a trust chain."""


class ConstraintViolatedError(FederationError):
    """A chain, a name or a path that a superior does not allow."""


class PolicyRefusedError(FederationError):
    """Metadata policies that contradict each other or the rules of their operators."""

    code = "invalid_metadata"


class MetadataRefusedError(FederationError):
    """Metadata that breaks a policy, or of which no client can be made."""

    code = "invalid_metadata"


class AnchorUnknownError(FederationError):
    """A trust anchor that is not configured."""

    code = "invalid_trust_anchor"
    status = HTTPStatus.NOT_FOUND


class EntityUnavailableError(FederationError):
    """An entity of which nothing can be fetched."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND


class TrustMarkRefusedError(FederationError):
    """A trust mark that proves nothing."""


class TooManyResolutionsError(FederationError):
    """More strangers at once than we look up."""

    code = "temporarily_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
