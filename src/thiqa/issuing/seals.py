"""The operator's file of seals: whose they are, where their keys are, who may have what sealed.

    [time_stamps]
    url = "https://tsa.example/"            # RFC 3161

    [trust]
    former = ["dgsn-2024.pem"]              # seals that are used no more; what they sealed is good
    revoked = ["dgsn-stolen.pem"]           # no code on paper counts that these have signed

    [[seal]]
    id = "dgsn"
    name = { ar = "…", fr = "…", zgh = "…", en = "…" }
    certificate = "dgsn.pem"
    key = "pkcs11:token=thiqa;object=dgsn?module-path=/usr/lib/…&pin-source=/run/pin"  # RFC 7512

    [[service]]
    client_id = "counter"
    seal = "dgsn"
    documents = ["fiche-anthropometrique"]
    answers = ["no-relevant-entry"]

Files are found from where this one is. A key may lie in a file (PEM) for a specimen alone.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from thiqa.issuing.errors import SealsFileError
from thiqa.issuing.models import Form
from thiqa.oidc.models import CLIENT_ID, Localized
from thiqa.web import Language, NameRefusedError, check_display_name

MAX_FILE_BYTES = 262_144
MAX_KEY_CHARACTERS = 500
PKCS11 = "pkcs11:"
TYPE = re.compile(r"[a-z][a-z0-9-]{1,62}")
"""How a seal, and a type of document or answer, may be named."""

_MEMBERS: Mapping[str, frozenset[str]] = {
    "": frozenset({"time_stamps", "trust", "seal", "service"}),
    "trust": frozenset({"former", "revoked"}),
    "time_stamps": frozenset({"url"}),
    "seal": frozenset({"id", "name", "certificate", "key"}),
    "service": frozenset({"client_id", "seal", "documents", "answers"}),
}
_FORMS = {"documents": Form.DOCUMENT, "answers": Form.ANSWER}


@dataclass(frozen=True, slots=True)
class Seal:
    """A body's seal: its name in each language, and where certificate and key are."""

    id: str
    name: Localized
    certificate: Path
    key: str
    """A PKCS#11 URI (RFC 7512), or the path of a file."""

    @property
    def is_in_a_file(self) -> bool:
        """Whether anybody who reads a file can seal with it."""
        return not self.key.startswith(PKCS11)


@dataclass(frozen=True, slots=True)
class Trusted:
    """The files of certificates of seals that are not in use any more."""

    former: tuple[Path, ...] = ()
    revoked: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Permission:
    """What one service may have sealed with one seal."""

    client_id: str
    seal: str
    types: Mapping[Form, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Seals:
    """The whole file, each rule of it checked."""

    time_stamps: str = ""
    trusted: Trusted = field(default_factory=Trusted)
    seals: Mapping[str, Seal] = field(default_factory=dict)
    permissions: Mapping[tuple[str, str], Permission] = field(default_factory=dict)
    """By service and seal."""

    def allows(self, client_id: str, seal: str, form: Form, document_type: str) -> bool:
        """Tell whether a service may have this sealed; what is not allowed is not."""
        found = self.permissions.get((client_id, seal))
        return found is not None and document_type in found.types[form]

    def stamped_by(self, url: str) -> Self:
        """Return the same with an address of time stamps, unless there is one."""
        return self if self.time_stamps else replace(self, time_stamps=url)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read the file; raise SealsFileError, whose text names file, place and fault."""
        try:
            data = file.read_bytes()
            if len(data) > MAX_FILE_BYTES:
                raise SealsFileError("too long")
            return cls.of(tomllib.loads(data.decode()), file.parent)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, SealsFileError) as error:
            raise SealsFileError(f"{file}: {error}") from error

    @classmethod
    def of(cls, document: Mapping[str, Any], folder: Path) -> Self:
        """Return what a document says.

        1. it has no other members; 2. each seal has a name of its own, in every language;
        3. each permission is a registered name's, for a seal that there is, said once.
        """
        _check_members("", document)  # 1
        seals = dict(_seals(document, folder))  # 2
        permissions: dict[tuple[str, str], Permission] = {}
        for place, each in _tables(document, "service"):  # 3
            permission = _permission(each, place, seals)
            key = (permission.client_id, permission.seal)
            if key in permissions:
                raise SealsFileError(f"{place}: said of this service and this seal before")
            permissions[key] = permission
        return cls(
            _time_stamps(document),
            _trusted(document, folder),
            MappingProxyType(seals),
            MappingProxyType(permissions),
        )


def _time_stamps(document: Mapping[str, Any]) -> str:
    table = document.get("time_stamps", {})
    _check_members("time_stamps", table)
    url = table.get("url", "")
    if not isinstance(url, str) or not (url == "" or url.startswith(("https://", "http://"))):
        raise SealsFileError("time_stamps.url: not an address")
    return url


def _trusted(document: Mapping[str, Any], folder: Path) -> Trusted:
    table = document.get("trust", {})
    _check_members("trust", table)
    for name, files in table.items():
        if not isinstance(files, list) or not all(isinstance(each, str) for each in files):
            raise SealsFileError(f"trust.{name}: a list of files")
    return Trusted(**{name: tuple(folder / each for each in table[name]) for name in table})


def _seals(document: Mapping[str, Any], folder: Path) -> Iterator[tuple[str, Seal]]:
    seen: set[str] = set()
    for place, each in _tables(document, "seal"):
        identifier = _name_in(each, "id", place)
        if identifier in seen:
            raise SealsFileError(f"{place}.id: {identifier!r} is there twice")
        seen.add(identifier)
        certificate, key = (_text_in(each, name, place) for name in ("certificate", "key"))
        kept = key if key.startswith(PKCS11) else str(folder / key)
        name = _localized(each.get("name"), place)
        yield identifier, Seal(identifier, name, folder / certificate, kept)


def _permission(each: Mapping[str, Any], place: str, seals: Collection[str]) -> Permission:
    client_id, seal = each.get("client_id"), _name_in(each, "seal", place)
    if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
        raise SealsFileError(f"{place}.client_id: not how a service is named")
    if seal not in seals:
        raise SealsFileError(f"{place}.seal: there is no seal {seal!r}")
    types = {form: _types(each, member, place) for member, form in _FORMS.items()}
    if not any(types.values()):
        raise SealsFileError(f"{place}: it allows nothing")
    return Permission(client_id, seal, types)


def _types(each: Mapping[str, Any], member: str, place: str) -> frozenset[str]:
    types = each.get(member, [])
    if not isinstance(types, list) or not all(_is_name(one) for one in types):
        raise SealsFileError(f"{place}.{member}: a list of names like fiche-anthropometrique")
    return frozenset(types)


def _tables(document: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    tables = document.get(name, [])
    if not isinstance(tables, list):
        raise SealsFileError(f"{name}: write [[{name}]]")
    for number, table in enumerate(tables, 1):
        _check_members(name, table)
        yield f"{name} {number}", table


def _check_members(name: str, table: object) -> None:
    if not isinstance(table, Mapping):
        raise SealsFileError(f"{name or 'the file'}: not a table")
    unknown = table.keys() - _MEMBERS[name]
    if unknown:
        raise SealsFileError(f"{name or 'the file'}: {min(unknown)!r} is not known here")


def _localized(names: object, place: str) -> Localized:
    if not isinstance(names, Mapping) or names.keys() != {each.value for each in Language}:
        languages = ", ".join(each.value for each in Language)
        raise SealsFileError(f"{place}.name: a text in each of {languages}")
    try:
        for language, text in names.items():
            check_display_name(text, Language(language))
    except (NameRefusedError, TypeError, AttributeError) as error:
        raise SealsFileError(f"{place}.name: {error}") from error
    return MappingProxyType(dict(names))


def _name_in(table: Mapping[str, Any], member: str, place: str) -> str:
    if not _is_name(table.get(member)):
        raise SealsFileError(f"{place}.{member}: small letters, digits and hyphens")
    return str(table[member])


def _text_in(table: Mapping[str, Any], member: str, place: str) -> str:
    text = table.get(member)
    if not isinstance(text, str) or not 0 < len(text) <= MAX_KEY_CHARACTERS:
        raise SealsFileError(f"{place}.{member}: missing")
    return text


def _is_name(value: object) -> bool:
    return isinstance(value, str) and TYPE.fullmatch(value) is not None
