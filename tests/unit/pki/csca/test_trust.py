"""Who is trusted, the way to them, and what they have revoked."""

import pytest
from cryptography import x509

from chip_authorities import (
    NOW,
    YEAR,
    authority,
    list_signer,
    master_list,
    revocation_list,
    signer,
)
from thiqa.pki.csca import (
    AuthorityUnknownError,
    RevocationUnknownError,
    SignerRevokedError,
    gather,
    read_master_list,
    read_revocation_list,
)
from thiqa.pki.csca.extensions import MASTER_LIST_SIGNING

ROOT = authority("CSCA")
ABROAD = authority("CSCA DE", country="DE")
LIST = read_master_list(
    master_list(list_signer(ROOT, MASTER_LIST_SIGNING), [ROOT, ABROAD], at=NOW - 50),
    anchors=[ROOT.read],
    now=NOW,
)


def test_each_authority_is_trusted_for_a_reason() -> None:
    link = authority("CSCA new", country="DE", issuer=ABROAD)
    trust = gather(pinned={ROOT.read: NOW}, master_lists=[LIST], others=[link.read])
    assert trust.authorities == {
        ROOT.read: "pinned",
        ABROAD.read: "on the master list of MA",
        link.read: f"a link from {ABROAD.read.subject_text}",
    }
    path = trust.find_path(signer(ABROAD, country="DE").read, NOW)
    assert (path.authority, path.vouched_by) == (ABROAD.read, "on the master list of MA")


def test_trust_is_as_old_as_its_oldest_list() -> None:
    assert gather(pinned={ROOT.read: NOW}).refreshed_at == NOW
    assert gather(pinned={ROOT.read: NOW}, master_lists=[LIST]).refreshed_at == NOW - 50
    assert gather(pinned={}).refreshed_at == 0


def test_of_two_certificates_of_one_key_the_one_in_its_time_counts() -> None:
    again = authority("CSCA", key=ROOT.key, start=NOW + YEAR // 2, end=NOW + 5 * YEAR)
    trust = gather(pinned={again.read: NOW, ROOT.read: NOW})
    made = signer(ROOT)
    assert trust.find_path(made.read, NOW).authority == ROOT.read
    assert trust.find_path(made.read, NOW + 2 * YEAR).authority == again.read


def test_a_list_clears_and_revokes() -> None:
    good, bad = signer(ROOT), signer(ROOT)
    found = read_revocation_list(revocation_list(ROOT, [bad]), [ROOT.read])
    trust = gather(pinned={ROOT.read: NOW}, revocation_lists=[found])
    trust.require_not_revoked(good.read, trust.find_path(good.read, NOW), NOW)
    with pytest.raises(SignerRevokedError) as refused:
        trust.require_not_revoked(bad.read, trust.find_path(bad.read, NOW), NOW)
    assert refused.value.at == NOW


def test_an_authority_that_is_revoked_clears_nobody() -> None:
    link = authority("CSCA", issuer=ROOT)
    below = signer(link)
    found = read_revocation_list(revocation_list(ROOT, [link]), [ROOT.read])
    trust = gather(pinned={ROOT.read: NOW}, others=[link.read], revocation_lists=[found])
    path = trust.find_path(below.read, NOW)
    assert path.authority == link.read
    with pytest.raises(SignerRevokedError):
        trust.require_not_revoked(below.read, path, NOW)


def test_without_a_list_nobody_can_say() -> None:
    made = signer(ROOT)
    trust = gather(pinned={ROOT.read: NOW})
    with pytest.raises(RevocationUnknownError):
        trust.require_not_revoked(made.read, trust.find_path(made.read, NOW), NOW)


def test_nobody_is_trusted_at_first() -> None:
    with pytest.raises(AuthorityUnknownError):
        gather(pinned={}).find_path(signer(ROOT).read, NOW)


def test_a_list_speaks_for_the_names_that_its_authority_had() -> None:
    made = signer(ROOT)
    renamed = authority("CSCA of the Kingdom", issuer=ROOT)
    place = x509.IssuerAlternativeName([x509.DirectoryName(ROOT.name)])
    found = read_revocation_list(
        revocation_list(renamed, [made], more=[(place, False)]), [renamed.read]
    )
    trust = gather(pinned={ROOT.read: NOW}, revocation_lists=[found])
    with pytest.raises(SignerRevokedError):
        trust.require_not_revoked(made.read, trust.find_path(made.read, NOW), NOW)
