"""Members of a registration that need or exclude one another, one rule a function."""

from collections.abc import Callable

from thiqa.crypto import Algorithm
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.models import (
    CIBA_GRANT,
    CODE_GRANT,
    REFRESH_GRANT,
    AuthenticationMethod,
    Client,
    Profile,
    Stage,
)
from thiqa.pki.errors import NameMalformedError
from thiqa.pki.names import parse_name


def check_coherence(client: Client) -> None:
    """Raise RegistrationError for the first of RULES that a client breaks."""
    for rule in RULES:
        rule(client)


def require_sandbox_for_plain_openid(client: Client) -> None:
    """Plain OpenID Connect is for learning, and never for real citizens."""
    if client.profile is Profile.OPENID and client.stage is Stage.PRODUCTION:
        raise RegistrationError("$.profile: openid is for the sandbox only, use fapi2")


def require_plain_openid_for_rs256(client: Client) -> None:
    """FAPI 2.0 Security Profile, section 5.4.1: not with PKCS #1 version 1.5."""
    algorithms = {client.id_token_algorithm, client.userinfo_signed_response_alg}
    if Algorithm.RS256 in algorithms and client.profile is not Profile.OPENID:
        raise RegistrationError(
            "$.id_token_signed_response_alg: RS256 is for the profile openid only, use ES256"
        )


def require_plain_openid_for_secrets(client: Client) -> None:
    """FAPI 2.0 Security Profile, section 5.3.2.1: no shared secrets."""
    method = client.token_endpoint_auth_method
    if method.is_secret and client.profile is not Profile.OPENID:
        raise RegistrationError(
            "$.token_endpoint_auth_method: a secret is for the profile openid only,"
            " use private_key_jwt"
        )
    if method.is_secret != (client.client_secret_digest is not None):
        raise RegistrationError("$.client_secret_digest: is there if, and only if, a secret is")


def require_keys(client: Client) -> None:
    """OpenID Connect Core, section 9; RFC 8705, section 2.2: keys to check the client by."""
    needed = {
        AuthenticationMethod.PRIVATE_KEY_JWT,
        AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
    }
    signs = client.require_signed_request_object or client.request_object_signing_alg is not None
    has_keys = client.jwks is not None or client.jwks_uri is not None
    if not has_keys and (client.token_endpoint_auth_method in needed or signs):
        raise RegistrationError("$: exactly one of jwks and jwks_uri must be there")


def require_subject_for_tls(client: Client) -> None:
    """RFC 8705, section 2.1.2: exactly one way to know the certificate."""
    given = [
        each
        for each in (client.tls_client_auth_subject_dn, client.tls_client_auth_san_dns)
        if each is not None
    ]
    wanted = client.token_endpoint_auth_method is AuthenticationMethod.TLS_CLIENT_AUTH
    if len(given) != (1 if wanted else 0):
        raise RegistrationError(
            "$: tls_client_auth needs exactly one of tls_client_auth_subject_dn and"
            " tls_client_auth_san_dns, and other methods none"
        )


def require_readable_subject(client: Client) -> None:
    """RFC 8705, section 2.1.2; RFC 4514: a subject that a certificate can have."""
    subject = client.tls_client_auth_subject_dn
    if subject is not None:
        try:
            parse_name(subject)
        except NameMalformedError as error:
            raise RegistrationError(f"$.tls_client_auth_subject_dn: {error}") from error


def require_one_constraint(client: Client) -> None:
    """An access token is bound to a DPoP key or to a certificate."""
    if client.dpop_bound_access_tokens and client.tls_client_certificate_bound_access_tokens:
        raise RegistrationError(
            "$: dpop_bound_access_tokens and tls_client_certificate_bound_access_tokens"
            " exclude each other"
        )


def require_redirect_uris(client: Client) -> None:
    """RFC 7591, section 2: who uses redirects registers where to."""
    if CODE_GRANT in client.grant_types and not client.redirect_uris:
        raise RegistrationError("$.redirect_uris: at least one, for authorization_code")
    if REFRESH_GRANT in client.grant_types and not {CODE_GRANT, CIBA_GRANT} & {*client.grant_types}:
        raise RegistrationError("$.grant_types: refresh_token needs a grant that gives one")


def require_delivery_mode(client: Client) -> None:
    """CIBA Core, section 4: the mode, and for ping the address to notify."""
    mode, address = (
        client.backchannel_token_delivery_mode,
        client.backchannel_client_notification_endpoint,
    )
    if (CIBA_GRANT in client.grant_types) != (mode is not None):
        raise RegistrationError("$.backchannel_token_delivery_mode: is there if CIBA is granted")
    if (mode == "ping") != (address is not None):
        raise RegistrationError("$.backchannel_client_notification_endpoint: is there for ping")


RULES: tuple[Callable[[Client], None], ...] = (
    require_sandbox_for_plain_openid,
    require_plain_openid_for_rs256,
    require_plain_openid_for_secrets,
    require_keys,
    require_subject_for_tls,
    require_readable_subject,
    require_one_constraint,
    require_redirect_uris,
    require_delivery_mode,
)
