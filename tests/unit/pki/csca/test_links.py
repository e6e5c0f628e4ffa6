"""Issuers are found by signatures; trust follows links, and nothing else."""

from chip_authorities import NOW, YEAR, Credential, authority
from thiqa.pki.csca import ChipCertificate, find_issuers, follow_links

OLD = authority("CSCA", end=NOW + YEAR)
NEW = authority("CSCA", start=NOW - 10)
LINK = authority("CSCA", issuer=OLD, key=NEW.key, start=NOW - 10)
RENAMED = authority("CSCA of the Kingdom", issuer=NEW, start=NOW - 5)


def read(*credentials: Credential) -> list[ChipCertificate]:
    return [each.read for each in credentials]


def test_subject_and_issuer_are_equal_and_it_is_not_a_root() -> None:
    assert LINK.read.names_itself
    assert not LINK.read.is_self_signed
    found = find_issuers(read(LINK, NEW, OLD))
    assert found.issuer_of[LINK.read] == OLD.read
    assert found.issuer_of[NEW.read] == NEW.read
    assert found.unresolved == ()


def test_an_issuer_that_is_not_there_is_reported() -> None:
    found = find_issuers(read(NEW, LINK))
    assert found.unresolved == (LINK.read,)


def test_an_issuer_of_another_name_is_found_and_named() -> None:
    misnamed = authority("CSCA 3", issuer=Credential(authority("CSCA 3").der, OLD.key))
    found = find_issuers(read(OLD, misnamed))
    assert found.issuer_of[misnamed.read] == OLD.read
    assert found.misnamed == {misnamed.read}


def test_links_lead_from_generation_to_generation() -> None:
    found = follow_links(read(OLD), read(RENAMED, NEW, LINK))
    assert found[LINK.read] == OLD.read
    assert found[RENAMED.read] in (LINK.read, NEW.read)
    assert found[NEW.read] in (LINK.read, OLD.read), "the root holds the key of the link"


def test_an_authority_across_the_border_is_found_as_issuer_and_not_trusted() -> None:
    abroad = authority("CSCA Overseas", country="NL", issuer=OLD)
    assert find_issuers(read(OLD, abroad)).issuer_of[abroad.read] == OLD.read
    assert not follow_links(read(OLD), read(abroad))
