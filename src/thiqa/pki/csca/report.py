"""What people and programs are told about the folder of trusted authorities."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from thiqa.pki.csca.certificate import ChipCertificate
from thiqa.pki.csca.links import find_issuers
from thiqa.pki.csca.store import Opened

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about the folder."""

    kind: str
    """A stable code."""
    text: str
    is_fault: bool
    """Whether documents cannot be checked properly until it is mended."""

    def as_json(self) -> dict[str, Any]:
        """Return a form for programs."""
        return {"kind": self.kind, "text": self.text, "fault": self.is_fault}


def summarise(opened: Opened) -> list[dict[str, Any]]:
    """Return a row for each country: how many authorities, of which keys, until when."""
    countries: defaultdict[str, list[ChipCertificate]] = defaultdict(list)
    for each in opened.trust.authorities:
        countries[each.country or "??"].append(each)
    return [
        {
            "country": country,
            "authorities": len(found),
            "until": day(max(each.not_after for each in found)),
            "keys": sorted({str(each.key) for each in found}),
        }
        for country, found in sorted(countries.items())
    ]


def find(opened: Opened, which: str) -> list[ChipCertificate]:
    """Return the certificates of a country, or those whose fingerprint begins like that."""
    every = dict.fromkeys((*opened.trust.authorities, *opened.others))
    if len(which) == 2:
        return [each for each in every if each.country == which.upper()]
    return [each for each in every if each.fingerprint.startswith(which.lower())]


def describe(certificate: ChipCertificate, opened: Opened, now: int) -> dict[str, Any]:
    """Return what is known of a certificate, by names for people."""
    every = (*opened.trust.authorities, *opened.others)
    issuer = find_issuers(every).issuer_of.get(certificate)
    return {
        "subject": certificate.subject_text,
        "issuer": certificate.issuer_text,
        "SHA-256": certificate.fingerprint,
        "serial number": f"{certificate.serial_number:x}",
        "from": day(certificate.not_before),
        "until": day(certificate.not_after) + ("" if certificate.is_in_time(now) else " (over)"),
        "key": str(certificate.key),
        "signed with": str(certificate.algorithm),
        "issued by": "itself" if issuer == certificate else _name(issuer),
        "trusted": opened.trust.authorities.get(certificate, "no"),
        "departures": sorted(laxity.sentence for laxity in certificate.laxities),
    }


def examine(opened: Opened, *, now: int, max_age: int) -> list[Finding]:
    """Return what is old, unresolved or unusable."""
    return [
        *_examine_lists(opened, now, max_age),
        *_examine_revocation(opened, now),
        *_tell_deviations(opened),
        *_examine_authorities(opened, now),
    ]


def day(seconds: int) -> str:
    """Write the day of a second."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _examine_lists(opened: Opened, now: int, max_age: int) -> Iterator[Finding]:
    if not opened.trust.authorities:
        yield Finding("empty", "nobody is trusted", True)
    for text in opened.set_aside:
        yield Finding("set-aside", text, True)
    for each in opened.master_lists:
        age = (now - each.signed_at) // DAY
        yield Finding(
            "master-list",
            f"of {each.country}, signed {day(each.signed_at)}, {age} days ago:"
            f" {len(each.certificates)} certificates",
            now - each.signed_at > max_age,
        )
        for unusable in each.unusable:
            yield Finding("unusable", f"on the list of {each.country}: {unusable.why}", True)
    if not opened.master_lists and opened.trust.authorities:
        pinned = opened.trust.refreshed_at
        yield Finding("pinned", f"last on {day(pinned)}, no master list", now - pinned > max_age)


def _examine_revocation(opened: Opened, now: int) -> Iterator[Finding]:
    for each in opened.trust.revocation_lists:
        yield Finding(
            "revocation-list",
            f"of {each.issuer_text}, {len(each.revoked)} revoked, good until"
            f" {day(each.next_update)}",
            each.next_update < now,
        )
    covered = {each.country for each in opened.trust.revocation_lists}
    missing = {each.country for each in opened.trust.authorities} - covered
    if missing:
        yield Finding(
            "no-revocation-list",
            "of " + ", ".join(sorted(country or "??" for country in missing)),
            False,
        )


def _tell_deviations(opened: Opened) -> Iterator[Finding]:
    """Say what countries say is wrong with documents of theirs; that is no fault of the folder."""
    for listed in opened.trust.deviation_lists:
        for each in listed.deviations:
            what = ", ".join(
                description.sentence
                + ("" if description.number is None else f" ({description.number})")
                for description in each.descriptions
            )
            numbers = each.documents.numbers
            which = "its documents" if numbers is None else f"{len(numbers)} documents"
            yield Finding("deviation", f"{listed.country} says of {which}: {what}", False)


def _examine_authorities(opened: Opened, now: int) -> Iterator[Finding]:
    found = find_issuers((*opened.trust.authorities, *opened.others))
    for each in found.unresolved:
        yield Finding("unresolved", f"{_name(each)}: its issuer is not there", False)
    for each in sorted(found.misnamed, key=_name):
        yield Finding("misnamed", f"{_name(each)}: signed by {_name(found.issuer_of[each])}", False)
    for each in opened.trust.authorities:
        if each.is_authority:
            continue
        yield Finding("no-authority", f"{_name(each)}: may not issue certificates", False)
    over = sum(not each.is_in_time(now) for each in opened.trust.authorities)
    if over:
        yield Finding("over", f"{over} authorities are not in their time", False)


def _name(certificate: ChipCertificate | None) -> str:
    if certificate is None:
        return "nobody here"
    return f"{certificate.subject_text} ({certificate.fingerprint[:16]})"
