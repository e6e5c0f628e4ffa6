"""How a certificate comes to be believed, and what a card then remembers (TR-03110-3, 2.5, 2.7)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from thiqa.card.channel.cv_certificates import objects
from thiqa.card.channel.cv_certificates.authorization import Authorization, Role
from thiqa.card.channel.cv_certificates.certificate import CvCertificate
from thiqa.card.channel.cv_certificates.errors import (
    CvExpiredError,
    CvKeyError,
    CvReferenceError,
    CvRoleError,
    CvTerminalTypeError,
)
from thiqa.card.channel.cv_certificates.public_key import (
    CvPublicKey,
    InheritingKey,
    read_public_key,
)
from thiqa.card.channel.cv_certificates.references import MAX_TRUST_POINTS, KeyReference

MAY_ISSUE = frozenset(
    {
        (Role.AUTHORITY, Role.AUTHORITY),
        (Role.AUTHORITY, Role.DOMESTIC_VERIFIER),
        (Role.AUTHORITY, Role.FOREIGN_VERIFIER),
        (Role.DOMESTIC_VERIFIER, Role.TERMINAL),
        (Role.FOREIGN_VERIFIER, Role.TERMINAL),
    }
)
"""Issuer and holder (TR-03110-3, section 2): nobody else issues anything."""
KNOW_THE_DATE = frozenset({Role.AUTHORITY, Role.DOMESTIC_VERIFIER})
"""Whose certificates begin on the day they say: foreign verifiers' may not (section 2.5)."""

_REMEMBERED = (
    objects.PUBLIC_KEY,
    objects.HOLDER_REFERENCE,
    objects.HOLDER_AUTHORIZATION,
    objects.EFFECTIVE_DATE,
    objects.EXPIRATION_DATE,
)


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key whose certificate holds; made by `trust_anchor` and `verify_certificate` only."""

    reference: KeyReference
    key: CvPublicKey
    authorization: Authorization
    """What its holder may do, effectively."""
    effective: date
    expires: date

    def to_bytes(self) -> bytes:
        """Write the key for the card's memory: the data objects of a certificate, unsigned."""
        return b"".join(
            objects.write(tag, value)
            for tag, value in (
                (objects.PUBLIC_KEY, self.key.to_bytes(with_parameters=True)),
                (objects.HOLDER_REFERENCE, self.reference.to_bytes()),
                (objects.HOLDER_AUTHORIZATION, self.authorization.to_bytes()),
                (objects.EFFECTIVE_DATE, objects.write_date(self.effective)),
                (objects.EXPIRATION_DATE, objects.write_date(self.expires)),
            )
        )

    @classmethod
    def from_memory(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote: only a card's own memory may be believed like this."""
        parts = objects.read_sequence(data, _REMEMBERED)
        key = read_public_key(parts[objects.PUBLIC_KEY])
        if isinstance(key, InheritingKey):
            raise CvKeyError("a key without its curve")
        return cls(
            KeyReference.from_bytes(parts[objects.HOLDER_REFERENCE]),
            key,
            Authorization.from_bytes(parts[objects.HOLDER_AUTHORIZATION]),
            objects.read_date(parts[objects.EFFECTIVE_DATE]),
            objects.read_date(parts[objects.EXPIRATION_DATE]),
        )


def trust_anchor(certificate: CvCertificate) -> TrustedKey:
    """Take a self-signed certificate as the beginning of trust: the issuer of the card does."""
    if certificate.authorization.role is not Role.AUTHORITY:
        raise CvRoleError("only an authority begins a chain")
    if certificate.authority != certificate.holder:
        raise CvReferenceError("not signed by its own holder")
    if isinstance(certificate.public_key, InheritingKey):
        raise CvKeyError("a self-signed certificate without domain parameters")
    certificate.public_key.verify(certificate.signature, certificate.body)
    return _trusted(certificate, certificate.public_key, certificate.authorization)


def verify_certificate(certificate: CvCertificate, issuer: TrustedKey, today: date) -> TrustedKey:
    """Verify a certificate with the key of its issuer; raises CvCertificateError.

    1. It names just this key as its authority's.
    2. It is signed with it, in the way that this key signs.
    3. The issuer may issue certificates of this role.
    4. It is for the kind of terminal that its issuer is for.
    5. Its time is not over; only links between authorities may be late.
    6. No late authority issues anything but links.
    7. Its key is of the issuer's algorithm, curve and size; only links may change them,
       but not to a hash that is broken.
    8. Its holder has another name than its issuer.
    """
    if certificate.authority != issuer.reference:  # 1
        raise CvReferenceError("it names another key as its authority's")
    issuer.key.verify(certificate.signature, certificate.body)  # 2
    role = certificate.authorization.role
    if (issuer.authorization.role, role) not in MAY_ISSUE:  # 3
        raise CvRoleError(f"{issuer.authorization.role.name} does not issue {role.name}")
    if certificate.authorization.terminal_type is not issuer.authorization.terminal_type:  # 4
        raise CvTerminalTypeError("for another kind of terminal than its issuer")
    is_link = role is Role.AUTHORITY
    if not is_link and certificate.expires < today:  # 5
        raise CvExpiredError("its time is over")
    if not is_link and issuer.expires < today:  # 6
        raise CvExpiredError("the time of its authority is over")
    key = _read_key(certificate, issuer.key)  # 7
    if certificate.holder == issuer.reference:  # 8
        raise CvReferenceError("its holder has the name of its issuer")
    own = certificate.authorization
    effective = own if is_link else own.within(issuer.authorization)
    return _trusted(certificate, key, effective)


@dataclass(frozen=True, slots=True)
class TrustState:
    """What a card remembers about authorities for ever: their keys, newest first, and the date."""

    anchors: tuple[TrustedKey, ...]
    today: date
    """The latest day that somebody who knows it has told; it never goes back."""

    @classmethod
    def personalised(cls, anchors: Iterable[TrustedKey], today: date) -> Self:
        """Begin with the keys and the date of personalisation (section 2.6)."""
        ordered = _newest_first(anchors)
        if not 1 <= len(ordered) <= MAX_TRUST_POINTS:
            raise CvReferenceError("a card trusts one authority's key, or two")
        if len({each.authorization.terminal_type for each in ordered}) != 1:
            raise CvTerminalTypeError("authorities for several kinds of terminals")
        return cls(ordered, today)

    def find(self, reference: KeyReference) -> TrustedKey | None:
        """Return the authority's key of a name."""
        return next((each for each in self.anchors if each.reference == reference), None)

    def after(self, accepted: TrustedKey, issuer: TrustedKey) -> Self:
        """Take in what a verified certificate teaches (section 2.5.1, steps 2 and 3).

        1. A name stands for one key: none is replaced by another of the same name.
        2. The date goes forward to the beginning of a certificate whose issuer knows the date.
        3. A link's key is added, and the two newest stay.
        """
        known = self.find(accepted.reference)
        if known is not None and known != accepted:  # 1
            raise CvReferenceError("another key has this name already")
        knows = issuer.authorization.role in KNOW_THE_DATE
        today = max(self.today, accepted.effective) if knows else self.today  # 2
        if known is not None or accepted.authorization.role is not Role.AUTHORITY:
            return replace(self, today=today)
        newest = _newest_first((accepted, *self.anchors))[:MAX_TRUST_POINTS]  # 3
        return replace(self, anchors=newest, today=today)


def _newest_first(keys: Iterable[TrustedKey]) -> tuple[TrustedKey, ...]:
    """Order by the first day; of the same day, as they are given."""
    return tuple(sorted(keys, key=lambda each: each.effective, reverse=True))


def _read_key(certificate: CvCertificate, issuer: CvPublicKey) -> CvPublicKey:
    """Section 2.3: one algorithm, one set of parameters, one size within a chain."""
    key = certificate.public_key
    is_link = certificate.authorization.role is Role.AUTHORITY
    if isinstance(key, InheritingKey):
        key = key.on(issuer)
    elif not key.is_rsa and not is_link:
        raise CvKeyError("only authorities' keys carry domain parameters")
    if is_link and key.algorithm.is_weak:
        raise CvKeyError("a link to a hash that is broken")
    if not is_link and (key.algorithm != issuer.algorithm or key.bits != issuer.bits):
        raise CvKeyError("another algorithm or size than its issuer's key")
    return key


def _trusted(
    certificate: CvCertificate, key: CvPublicKey, authorization: Authorization
) -> TrustedKey:
    return TrustedKey(
        certificate.holder, key, authorization, certificate.effective, certificate.expires
    )
