"""Web eID: from the token that the card program sends to a card that is verified."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from thiqa.login.errors import (
    CardExpiredError,
    CardNotTrustedError,
    CardNotYetValidError,
    CardRevokedError,
    CardUnknownError,
    CertificateMalformedError,
    LoginError,
    RevocationUnavailableError,
)
from thiqa.login.policy import OcspPolicy, WebEidPolicy
from thiqa.login.purpose import require_allowed_policies, require_login_purpose
from thiqa.login.revocation import Fetch, RevocationCheck
from thiqa.login.signature import verify_signature
from thiqa.login.signing_certificates import require_fitting_signing_certificates
from thiqa.login.token import parse_token
from thiqa.pki import (
    CertificateError,
    CertificateExpiredError,
    CertificateNotTrustedError,
    CertificateNotYetValidError,
    CertificateRevokedError,
    CertificateUnknownError,
    OcspError,
    read_certificate,
    verify_chain,
)
from thiqa.pki import CertificateMalformedError as CertificateUnreadableError

REFUSALS: Final[dict[type[CertificateError], type[LoginError]]] = {
    CertificateUnreadableError: CertificateMalformedError,
    CertificateNotYetValidError: CardNotYetValidError,
    CertificateExpiredError: CardExpiredError,
    CertificateNotTrustedError: CardNotTrustedError,
    CertificateRevokedError: CardRevokedError,
    CertificateUnknownError: CardUnknownError,
}


@dataclass(frozen=True, slots=True)
class VerifiedCard:
    """A card that has just signed for us; made by `WebEidValidator.verify` only."""

    certificate: x509.Certificate
    fingerprint: str
    """SHA-256 of the certificate, in lower-case hexadecimal."""


@dataclass(frozen=True, slots=True)
class WebEidValidator:
    """Verifies tokens under one policy; `fetch` is how the authority is asked."""

    policy: WebEidPolicy
    fetch: Fetch
    revocation: RevocationCheck | None = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the revocation check that the policy asks for."""
        chosen = self.policy.revocation
        check = RevocationCheck(chosen, self.fetch) if isinstance(chosen, OcspPolicy) else None
        object.__setattr__(self, "revocation", check)

    async def verify(self, token_text: str, nonce: str, now: int) -> VerifiedCard:
        """Verify a token for a nonce that this browser was given and that has been taken.

        1. Length, strict JSON, members and format.
        2. The certificate is strict DER.
        3. Its key usage and purposes are those of a login.
        4. It was issued under no policy that is disallowed.
        5. It is in its time, and an authority of ours stands behind it.
        6. The authority says now that it is not revoked.
        7. Certificates for signatures, if any came along, belong to it.
        8. Its key signed this origin and this nonce, with an algorithm of that key.

        Raises a LoginError that names the first of these that does not hold.
        """
        policy = self.policy
        with _as_login_errors():
            token = parse_token(token_text)  # 1
            certificate = read_certificate(token.certificate)  # 2
            require_login_purpose(certificate)  # 3
            require_allowed_policies(certificate, policy.disallowed_policies)  # 4
            trusted = verify_chain(certificate, policy.anchors, now)  # 5
            if self.revocation is not None:
                await self.revocation.require_good(trusted, now)  # 6
            require_fitting_signing_certificates(  # 7
                token.signing_entries, trusted, policy.anchors, now
            )
        verify_signature(  # 8
            trusted.public_key,
            token.algorithm,
            token.signature,
            origin=policy.origin,
            nonce=nonce,
            allowed=policy.algorithms,
        )
        return VerifiedCard(certificate, certificate.fingerprint(hashes.SHA256()).hex())


@contextmanager
def _as_login_errors() -> Iterator[None]:
    """Tell what is wrong with a certificate in the words of a login."""
    try:
        yield
    except CertificateError as error:
        raise REFUSALS[type(error)](str(error)) from error
    except OcspError as error:
        raise RevocationUnavailableError(f"{type(error).__name__}: {error}") from error
