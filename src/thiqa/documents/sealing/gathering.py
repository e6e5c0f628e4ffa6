"""What authorities say of the certificates behind a seal, asked for while they can be asked."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509

from thiqa.documents.sealing.errors import SealServiceError
from thiqa.documents.sealing.services import Fetch, Question
from thiqa.pki.chain import TrustedCertificate
from thiqa.pki.errors import CertificateError, OcspError, RevocationListError
from thiqa.pki.evidence import Evidence, require_good_at
from thiqa.pki.ocsp_request import NONCE_BYTES, ask, responder_url
from thiqa.pki.ocsp_response import OcspRules, check_response, sent_certificates
from thiqa.pki.revocation_list import list_url, read_revocation_list

OCSP_RESPONSE = "application/ocsp-response"
REVOCATION_LIST = "application/pkix-crl"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Evidence about some certificates, and the certificates that go with it."""

    evidence: Evidence
    certificates: tuple[x509.Certificate, ...]


def gather(certificates: Iterable[TrustedCertificate], fetch: Fetch, now: int) -> Gathered:
    """Ask about certificates that are in use now.

    Raises SealServiceError when nobody answers, or when an answer says that one is not good.
    """
    responses: list[bytes] = []
    lists: list[bytes] = []
    found: dict[x509.Certificate, None] = {}
    for trusted in certificates:
        found |= {trusted.certificate: None, trusted.issuer: None}
        try:
            if (url := responder_url(trusted.certificate)) is not None:
                responses.append(_ask(trusted, url, fetch, now))
                found |= dict.fromkeys(sent_certificates(responses[-1]))
            elif (url := list_url(trusted.certificate)) is not None:
                lists.append(_get_list(trusted, url, fetch, now))
            else:
                raise SealServiceError("a certificate does not say where to ask about it")
        except (CertificateError, OcspError, RevocationListError) as error:
            raise SealServiceError(f"no good word for a certificate: {error}") from error
    return Gathered(Evidence(tuple(responses), tuple(lists)), tuple(found))


def _ask(trusted: TrustedCertificate, url: str, fetch: Fetch, now: int) -> bytes:
    question = ask(trusted, secrets.token_bytes(NONCE_BYTES))
    answer = fetch(Question(url, OCSP_RESPONSE, question.der))
    # Some responders sign in advance, and so without our number; what counts here is the time.
    check_response(answer, question, now, OcspRules(nonce_required=False))
    return answer


def _get_list(trusted: TrustedCertificate, url: str, fetch: Fetch, now: int) -> bytes:
    answer = fetch(Question(url, REVOCATION_LIST))
    read_revocation_list(answer, trusted.issuer)
    evidence = Evidence(revocation_lists=(answer,))
    require_good_at(trusted, evidence, used_at=now, good_until=now, kept_at=now)
    return answer
