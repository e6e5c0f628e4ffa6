"""What the page that checks documents gives its script: seals to trust, and words."""

import json
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from thiqa.base import b64url_encode
from thiqa.documents import CodeTrust, organization_of
from thiqa.portal.document_words import LABELS, NEVER_ASKED, REASONS, REFUSED, VERDICTS
from thiqa.web import Catalogue, Language, translate


def trust_data(
    trust: CodeTrust,
    bodies: Mapping[str, Mapping[str, str]],
    catalogue: Catalogue,
    language: Language,
) -> str:
    """Return the script's data as JSON.

    `bodies` are their names in each language, by the name that is in the seal.
    """
    data = {
        "language": language.value,
        "bodies": {body: names[language] for body, names in bodies.items()},
        "seals": {
            b64url_encode(thumbprint): _seal(certificate, revoked=thumbprint in trust.revoked)
            for thumbprint, certificate in trust.seals.items()
        },
        "words": _words(catalogue),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _seal(certificate: x509.Certificate, *, revoked: bool) -> Mapping[str, Any]:
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "key": b64url_encode(key),
        "body": organization_of(certificate),
        "from": int(certificate.not_valid_before_utc.timestamp()),
        "to": int(certificate.not_valid_after_utc.timestamp()),
        "revoked": revoked,
    }


def _words(catalogue: Catalogue) -> Mapping[str, Any]:
    verdicts = {**VERDICTS, "refused": REFUSED, "offline": NEVER_ASKED}
    return {
        "verdicts": {
            name: [translate(catalogue, each.heading), translate(catalogue, each.text)]
            for name, each in verdicts.items()
        },
        "reasons": {
            name: translate(catalogue, text)
            for name, text in REASONS.items()
            if name.startswith("Code")
        },
        "labels": {name: translate(catalogue, text) for name, text in LABELS.items()},
    }
