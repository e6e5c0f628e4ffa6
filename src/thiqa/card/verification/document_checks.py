"""What the document says of itself, held against who signed it, the day, and who reports it."""

from datetime import UTC, date, datetime

from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.data_groups.dg1 import read_dg1
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.mrz import FILLER
from thiqa.card.errors import CardError
from thiqa.card.verification.countries import certificate_country
from thiqa.card.verification.errors import CheckFailedError, CheckNotDoneError
from thiqa.card.verification.examination import Examination, need
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.status import DocumentStatus


def check_zone(document: Examination) -> str:
    """Read the machine-readable zone, and compare it with the printed one if that is known."""
    file = need(document.groups.get(DataGroup.DG1), Reason.DATA_GROUP_NOT_READ)
    try:
        document.zone = read_dg1(file)
        own = MrzPassword.of(document.zone)
    except CardError as error:
        raise CheckFailedError(Reason.MRZ_MALFORMED, str(error)) from error
    printed = document.read.access.printed_zone
    if printed is not None and printed.information() != own.information():
        raise CheckFailedError(Reason.MRZ_OTHER)
    return document.zone.layout.name


def check_issuer(document: Examination) -> str:
    """Compare the country of the document with that of the authority behind its signer."""
    zone = need(document.zone, Reason.DATA_GROUP_NOT_READ)
    authority = need(document.path, Reason.SIGNER_NOT_TRUSTED).authority
    country = certificate_country(zone.issuer)
    if country is None or country != authority.country:
        raise CheckFailedError(Reason.COUNTRY_NOT_SIGNERS, f"{zone.issuer}, {authority.country}")
    if document.policy.countries is not None and zone.issuer not in document.policy.countries:
        raise CheckFailedError(Reason.COUNTRY_NOT_EXPECTED, zone.issuer)
    return zone.issuer


def check_document_type(document: Examination) -> str:
    """Compare the type of the document with those that its signer may sign (9303-12, 7.1.1.6)."""
    code = need(document.zone, Reason.DATA_GROUP_NOT_READ).document_code
    signer = need(document.signer, Reason.SOD_NOT_VERIFIED)
    expected = document.policy.document_types
    if expected is not None and code[:1] not in expected:
        raise CheckFailedError(Reason.TYPE_NOT_EXPECTED, code)
    listed = signer.extensions.document_types
    if listed is not None and not {code, code[:1]} & {each.rstrip(FILLER) for each in listed}:
        raise CheckFailedError(Reason.DOCUMENT_TYPE_NOT_SIGNERS, f"{code}: {', '.join(listed)}")
    return code


def check_dates(document: Examination) -> str:
    """Check that the document is in its time, and was when it was signed."""
    zone = need(document.zone, Reason.DATA_GROUP_NOT_READ)
    today = _day(document.now)
    expiry = zone.expiry(today)
    signed_at = None if document.verified is None else document.verified.signing_time
    if signed_at is not None and expiry < _day(signed_at):
        raise CheckFailedError(Reason.DATES_CONTRADICT)
    if expiry < today:
        raise CheckFailedError(Reason.DOCUMENT_EXPIRED, expiry.isoformat())
    return expiry.isoformat()


def check_status(document: Examination) -> str:
    """Take what somebody says about lost, stolen and revoked documents."""
    zone = need(document.zone, Reason.DATA_GROUP_NOT_READ)
    answer = need(document.status, Reason.STATUS_NOT_ASKED)
    asked = (zone.issuer, zone.document_number, zone.document_code[:1])
    if (answer.country, answer.number, answer.document_type) != asked:
        raise CheckFailedError(Reason.STATUS_OF_ANOTHER, answer.source)
    if answer.status is DocumentStatus.REPORTED:
        raise CheckFailedError(Reason.DOCUMENT_REPORTED, answer.source)
    if answer.status is not DocumentStatus.NOT_REPORTED:
        raise CheckNotDoneError(Reason.STATUS_UNKNOWN, answer.source)
    return answer.source


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()
