"""A folder with the authorities that are trusted, and what was imported about them.

```
pinned/            authorities that the operator trusts, each with the second of pinning in its name
certificates/      others: trusted only if links lead to them
master-lists/      one of each country
deviation-lists/   one of each country
revocation-lists/  one of each authority
```

Nothing in it is believed for being there, but `pinned`: signatures are verified each time that the
folder is opened. What does not verify is set aside and said, and nobody is trusted because of it.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from thiqa.pki.csca.certificate import (
    MAX_CERTIFICATE_BYTES,
    ChipCertificate,
    read_chip_certificate,
)
from thiqa.pki.csca.deviation_list import DeviationList, read_deviation_list
from thiqa.pki.csca.errors import (
    CscaError,
    TrustStoreError,
)
from thiqa.pki.csca.master_list import MasterList, read_master_list
from thiqa.pki.csca.revocation import MAX_LIST_BYTES, RevocationList, read_revocation_list
from thiqa.pki.csca.standing import (
    newest_of_each,
    require_newer,
    require_newer_update,
    require_standing,
    standing_of,
)
from thiqa.pki.csca.trust import CscaTrust, gather
from thiqa.pki.files import PRIVATE_DIRECTORY, sync_directory, write_once

PINNED: Final = "pinned"
CERTIFICATES: Final = "certificates"
MASTER_LISTS: Final = "master-lists"
DEVIATION_LISTS: Final = "deviation-lists"
REVOCATION_LISTS: Final = "revocation-lists"
FOLDERS: Final = (PINNED, CERTIFICATES, MASTER_LISTS, DEVIATION_LISTS, REVOCATION_LISTS)
MAX_FILES: Final = 10_000
HASH_CHARACTERS: Final = 64

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a folder held, with every signature verified."""

    trust: CscaTrust
    pinned: tuple[ChipCertificate, ...]
    master_lists: tuple[MasterList, ...]
    others: tuple[ChipCertificate, ...]
    """Imported without being pinned, trusted or not."""
    set_aside: tuple[str, ...]
    """Files that do not verify any more, and why."""


@dataclass(frozen=True, slots=True)
class TrustStore:
    """The folder; every change of it is atomic, and nothing is remembered between two."""

    folder: Path

    def create(self) -> None:
        """Make the empty folder, if it is not there."""
        for name in FOLDERS:
            (self.folder / name).mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)

    def open(self, now: int) -> Opened:
        """Read the folder and verify everything in it; raise TrustStoreError if it is not one."""
        aside: list[str] = []
        pinned = self.read_pinned()
        anchors = tuple(pinned)
        others = tuple(self._read(CERTIFICATES, read_chip_certificate, aside))
        master_lists = newest_of_each(
            self._read(MASTER_LISTS, partial(read_master_list, anchors=anchors, now=now), aside)
        )
        first = gather(pinned=pinned, master_lists=master_lists, others=others)
        known = (*first.authorities, *(each.authority for each in master_lists))
        revoked = partial(read_revocation_list, authorities=known)
        revocation_lists = tuple(self._read(REVOCATION_LISTS, revoked, aside))
        standing = standing_of(master_lists, revocation_lists, aside)
        trust = gather(
            pinned=pinned, master_lists=standing, others=others, revocation_lists=revocation_lists
        )
        deviations = partial(read_deviation_list, anchors=tuple(trust.authorities), now=now)
        found = newest_of_each(self._read(DEVIATION_LISTS, deviations, aside))
        complete = replace(trust, deviation_lists=standing_of(found, revocation_lists, aside))
        return Opened(complete, anchors, standing, others, tuple(aside))

    def read_pinned(self) -> dict[ChipCertificate, int]:
        """Return what the operator trusts, each with the second of pinning."""
        found: dict[ChipCertificate, int] = {}
        for path, data in self._files(PINNED):
            fingerprint, _, at = path.stem.partition("-")
            try:
                certificate = read_chip_certificate(data)
            except CscaError as error:
                raise TrustStoreError(f"{path}: {error}") from error
            if certificate.fingerprint != fingerprint or not (at.isascii() and at.isdigit()):
                raise TrustStoreError(f"{path}: not what its name says")
            found[certificate] = max(int(at), found.get(certificate, 0))
        return found

    def pin(self, certificate: ChipCertificate, now: int) -> None:
        """Trust an authority from now on, because the operator says so."""
        name = f"{certificate.fingerprint}-{now}.cer"
        self._replace(PINNED, name, certificate.der, f"{certificate.fingerprint}-*.cer")

    def add_certificate(self, certificate: ChipCertificate) -> None:
        """Keep a certificate, which is trusted if links lead to it."""
        self._replace(CERTIFICATES, f"{certificate.fingerprint}.cer", certificate.der)

    def add_master_list(self, der: bytes, now: int) -> MasterList:
        """Keep a master list in the place of the earlier one of its country; never go back."""
        found = read_master_list(der, anchors=self.read_pinned(), now=now)
        opened = self.open(now)
        require_standing(found, opened.trust.revocation_lists)
        require_newer(found, opened.master_lists)
        self._replace(MASTER_LISTS, _name(found, der, "ml"), der, f"{found.country}-*.ml")
        return found

    def add_deviation_list(self, der: bytes, now: int) -> DeviationList:
        """Keep a deviation list in the place of the earlier one of its country; never go back."""
        trust = self.open(now).trust
        found = read_deviation_list(der, anchors=trust.authorities, now=now)
        require_standing(found, trust.revocation_lists)
        require_newer(found, trust.deviation_lists)
        self._replace(DEVIATION_LISTS, _name(found, der, "dl"), der, f"{found.country}-*.dl")
        return found

    def add_revocation_list(self, der: bytes, now: int) -> RevocationList:
        """Keep a list of revoked certificates in the place of the earlier one; never go back."""
        trust = self.open(now).trust
        found = read_revocation_list(der, trust.authorities)
        require_newer_update(found, trust.revocation_lists)
        issuer = hashlib.sha256(repr(found.issuer).encode()).hexdigest()[:16]
        name = f"{issuer}-{found.this_update}-{_hash(der)}.crl"
        self._replace(REVOCATION_LISTS, name, der, f"{issuer}-*.crl")
        return found

    def _replace(self, folder: str, name: str, data: bytes, earlier: str | None = None) -> None:
        """Write a file, and only then take away those that it replaces."""
        self.create()
        place = self.folder / folder
        replaced = [] if earlier is None else list(place.glob(earlier))
        with suppress(FileExistsError):
            write_once(place / name, data)
        for path in replaced:
            if path.name != name:
                path.unlink(missing_ok=True)
        sync_directory(place)

    def _read(
        self, folder: str, read: Callable[[bytes], _Read], aside: list[str]
    ) -> Iterator[_Read]:
        for path, data in self._files(folder):
            try:
                yield read(data)
            except CscaError as error:
                aside.append(f"{folder}/{path.name}: {error}")

    def _files(self, folder: str) -> Iterator[tuple[Path, bytes]]:
        place = self.folder / folder
        try:
            paths = sorted(each for each in place.iterdir() if not each.name.startswith("."))
            if len(paths) > MAX_FILES:
                raise TrustStoreError(f"{place}: too many files")
            limit = MAX_CERTIFICATE_BYTES if folder in {PINNED, CERTIFICATES} else MAX_LIST_BYTES
            for path in paths:
                if path.stat().st_size > limit:
                    raise TrustStoreError(f"{path}: too large")
                yield path, path.read_bytes()
        except OSError as error:
            raise TrustStoreError(f"{place}: {error.strerror}") from error


def _name(found: MasterList | DeviationList, der: bytes, ending: str) -> str:
    return f"{found.country}-{found.signed_at}-{_hash(der)}.{ending}"


def _hash(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()[:16]
