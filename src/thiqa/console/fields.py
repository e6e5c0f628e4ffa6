"""The fields of the console's forms: their labels, what is expected, and which member they fill.

Every text is an English message; `expected` is shown beside a field whose value was refused.
"""

from dataclasses import dataclass
from enum import StrEnum

from thiqa.web import Language
from thiqa.web.messages import message


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    LINES = "lines"
    JSON = "json"
    CHOICE = "choice"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice; `label` is a message, or None when the value says it all."""

    value: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `place` is where its value stands in the registration (a JSON path)."""

    name: str
    place: str
    label: str
    expected: str
    kind: Kind = Kind.TEXT
    options: tuple[Option, ...] = ()
    language: str | None = None
    """The language that is typed here."""
    is_code: bool = False
    """Whether the value is for machines: written from left to right in every language."""


NAME_EXPECTED = message(
    "Write it in the letters of this language: 200 characters at most, no mixed scripts in a word."
)
ADDRESS_EXPECTED = message(
    "An https address without blanks and without a part after #; http on the loopback only."
)
NAME_IN = {
    Language.AR: message("Name in Arabic"),
    Language.FR: message("Name in French"),
    Language.ZGH: message("Name in Amazigh"),
    Language.EN: message("Name in English"),
}
PURPOSE_IN = {
    Language.AR: message("Purpose in Arabic"),
    Language.FR: message("Purpose in French"),
    Language.ZGH: message("Purpose in Amazigh"),
    Language.EN: message("Purpose in English"),
}
ARTICLE_IN = {
    Language.AR: message("Article of law in Arabic"),
    Language.FR: message("Article of law in French"),
    Language.ZGH: message("Article of law in Amazigh"),
    Language.EN: message("Article of law in English"),
}

CLIENT_ID_FIELD = Field(
    "client_id",
    "$.client_id",
    message("Short name of the service (client_id)"),
    message("2 to 63 small letters, digits, dots and hyphens; no other service may have it."),
    is_code=True,
)
METHODS = (
    Option("private_key_jwt", message("With a signed assertion (private_key_jwt)")),
    Option("tls_client_auth", message("With a certificate of an authority (tls_client_auth)")),
    Option(
        "self_signed_tls_client_auth",
        message("With a certificate of its own (self_signed_tls_client_auth)"),
    ),
)
CONSTRAINTS = (
    Option("dpop", message("To a key (DPoP)")),
    Option("tls", message("To the service's certificate (mutual TLS)")),
    Option("none", message("To nothing: for the sandbox only")),
)
PROFILES = (
    Option("fapi2", message("FAPI 2.0: needed for production")),
    Option("openid", message("Plain OpenID Connect: for the sandbox only")),
)
SECTORS = ("education", "employment", "finance", "health", "interior", "justice", "social")

SERVICE_FIELDS = (
    *(
        Field(f"name.{each}", f"$.name.{each}", NAME_IN[each], NAME_EXPECTED, language=each)
        for each in Language
    ),
    Field(
        "sector",
        "$.sector",
        message("Sector"),
        message("Services of one sector know a citizen by the same identifier."),
        Kind.CHOICE,
        tuple(Option(each) for each in SECTORS),
    ),
    Field(
        "redirect_uris",
        "$.redirect_uris",
        message("Where answers go (redirect_uris), one address a line"),
        ADDRESS_EXPECTED,
        Kind.LINES,
        is_code=True,
    ),
    Field(
        "jwks_uri",
        "$.jwks_uri",
        message("Where the public keys are (jwks_uri): recommended"),
        message("An https address that answers with a JWK Set, or keys below; not both."),
        is_code=True,
    ),
    Field(
        "jwks",
        "$.jwks",
        message("Or the public keys themselves (JWK Set)"),
        message("JSON with public keys only: EC P-256, Ed25519, or RSA of 2048 bits or more."),
        Kind.JSON,
        is_code=True,
    ),
    Field(
        "token_endpoint_auth_method",
        "$.token_endpoint_auth_method",
        message("How the service proves who it is"),
        message("For production: a signed assertion or a certificate."),
        Kind.CHOICE,
        METHODS,
    ),
    Field(
        "constraint",
        "$.dpop_bound_access_tokens",
        message("What access tokens are bound to"),
        message("For production: a key or a certificate."),
        Kind.CHOICE,
        CONSTRAINTS,
    ),
    Field(
        "profile",
        "$.profile",
        message("Rules that its requests follow"),
        message("For production: FAPI 2.0."),
        Kind.CHOICE,
        PROFILES,
    ),
    Field(
        "id_token_signed_response_alg",
        "$.id_token_signed_response_alg",
        message("How ID tokens are signed"),
        message("ES256, EdDSA or PS256."),
        Kind.CHOICE,
        (Option("ES256"), Option("EdDSA"), Option("PS256")),
    ),
    Field(
        "initiate_login_uri",
        "$.initiate_login_uri",
        message("Where a login begins (initiate_login_uri): needed for the self-test"),
        ADDRESS_EXPECTED,
        is_code=True,
    ),
    Field(
        "post_logout_redirect_uris",
        "$.post_logout_redirect_uris",
        message("Where a sign-out ends (post_logout_redirect_uris), one address a line"),
        ADDRESS_EXPECTED,
        Kind.LINES,
        is_code=True,
    ),
    Field(
        "backchannel_logout_uri",
        "$.backchannel_logout_uri",
        message("Where the service is told of a sign-out (backchannel_logout_uri)"),
        ADDRESS_EXPECTED,
        is_code=True,
    ),
    Field(
        "tls_client_auth_subject_dn",
        "$.tls_client_auth_subject_dn",
        message("Subject of the certificate (tls_client_auth_subject_dn)"),
        message("For tls_client_auth: the subject as RFC 4514 writes it."),
        is_code=True,
    ),
)
PURPOSE_ID_FIELD = Field(
    "purpose_id",
    "$.purposes[0].id",
    message("Short name of the purpose"),
    message("2 to 63 small letters, digits and hyphens; each purpose has its own."),
    is_code=True,
)
PURPOSE_FIELDS = (
    PURPOSE_ID_FIELD,
    *(
        Field(
            f"purpose.{each}",
            f"$.purposes[0].name.{each}",
            PURPOSE_IN[each],
            NAME_EXPECTED,
            language=each,
        )
        for each in Language
    ),
    *(
        Field(
            f"law.{each}",
            f"$.purposes[0].law.reference.{each}",
            ARTICLE_IN[each],
            NAME_EXPECTED,
            language=each,
        )
        for each in Language
    ),
    Field(
        "retention_days",
        "$.purposes[0].retention_days",
        message("For how many days the service keeps what it receives"),
        message("A whole number of days, as the law allows."),
        Kind.NUMBER,
    ),
)
CLAIMS_PLACE = "$.purposes[0].claims"
CLAIMS_EXPECTED = message("Only claims that the article of law allows.")
CLAIM_PREFIX = "claim."
CLAIM_OPTIONS = (
    Option("", message("Not asked for")),
    Option("optional", message("The citizen may leave it out")),
    Option("essential", message("Needed")),
)
