"""Each part of the provider, made from the settings; `app` puts them together."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from cryptography.x509 import Certificate

from thiqa.audit import Desk as AuditDesk
from thiqa.base import (
    Clock,
)
from thiqa.console.console import Console
from thiqa.console.journal import ConsoleJournal
from thiqa.console.pages import console_pages
from thiqa.crypto import FAPI_ALGORITHMS, Algorithm, KeyDirectory, KeyRing, PassingKeys
from thiqa.crypto.federation_keys import FederationKeys
from thiqa.database import OpenDatabase
from thiqa.disputes import Desk
from thiqa.issuing import Form, Room
from thiqa.issuing.checking import Checker
from thiqa.issuing.errors import SealsFileError
from thiqa.issuing.makers import AnswerMaker, DocumentMaker
from thiqa.issuing.making import Maker
from thiqa.issuing.tools import Tools, open_tools
from thiqa.issuing.workshop import Workshop
from thiqa.login.card import CardLogin
from thiqa.login.ocsp_fetch import HttpOcspFetch
from thiqa.login.policy import OcspPolicy, WebEidPolicy
from thiqa.login.web_eid import WebEidValidator
from thiqa.oidc.clients.directory import ClientDirectory
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.federation.member import Member, read_federation_file
from thiqa.oidc.federation.trust_policy import TrustPolicy
from thiqa.oidc.models import Policy
from thiqa.oidc.provider import Provider
from thiqa.oidc.tokens.dpop_nonce import DpopNonces
from thiqa.pki.anchors import TrustAnchors, load_authority
from thiqa.pki.errors import PkiError
from thiqa.portal.pages import portal_pages
from thiqa.portal.portal import Portal
from thiqa.recording import Recording
from thiqa.sandbox.cards import SandboxCards
from thiqa.sandbox.key_ring import SandboxKeyRing
from thiqa.sandbox.paths import SANDBOX_PATH
from thiqa.settings import Settings, SettingsError, certificates_in
from thiqa.specimen.population import SpecimenFolder
from thiqa.storage import Transaction
from thiqa.web import Cookies
from thiqa.web.client_certificate import ClientCertificates
from thiqa.web.fetch import Fetcher


def provider_of(
    settings: Settings,
    clock: Clock,
    directory: KeyDirectory,
    database: OpenDatabase[Transaction],
    recording: Recording,
    journal: ConsoleJournal,
) -> Provider:
    fetcher = fetcher_of(settings)
    member = _member(settings, clock, database, fetcher)
    return Provider(
        policy=Policy(
            settings.issuer,
            timezone=ZoneInfo(settings.timezone),
            mutual_tls_origin=settings.mutual_tls_origin or None,
            sandbox=settings.specimen,
            federated=member is not None,
        ),
        database=database,
        keys=_key_ring(settings, directory, clock()),
        clients=ClientDirectory(
            database,
            clock,
            fetcher.json_object,
            member.strangers if member else None,
            sandbox=settings.specimen,
        ),
        pairwise_secret=directory.secret("pairwise"),
        recorder=recording.recorder,
        record_key=recording.key.text,
        clock=clock,
        nonces=DpopNonces(directory.secret("nonce")),
        certificates=ClientCertificates(settings.client_certificate_header, settings.proxies),
        client_authorities=client_anchors(settings.client_authorities),
        entity=member.configuration if member else None,
        journal=journal,
    )


def _member(
    settings: Settings, clock: Clock, database: OpenDatabase[Transaction], fetcher: Fetcher
) -> Member | None:
    trust = trust_policy_of(settings)
    if trust is None:
        return None
    keys = federation_keys_of(settings)
    return Member.join(settings.issuer, trust, keys, fetcher.text, database, clock)


def federation_keys_of(settings: Settings) -> FederationKeys:
    return FederationKeys(settings.keys / "federation")


def trust_policy_of(settings: Settings) -> TrustPolicy | None:
    if not settings.federation:
        return None
    try:
        return read_federation_file(Path(settings.federation))
    except RegistrationError as error:
        raise SettingsError(f"THIQA_FEDERATION: {error}") from error


def fetcher_of(settings: Settings) -> Fetcher:
    """Return what asks the addresses that services have registered."""
    return Fetcher(allow_loopback=settings.specimen, tls=tls_of(settings))


def tls_of(settings: Settings) -> ssl.SSLContext | None:
    """Return what the certificates of servers are checked with; None: as browsers do."""
    files = certificates_in(settings.service_authorities)
    if not files:
        return None
    tls = httpx.create_ssl_context()
    for file in files:
        try:
            tls.load_verify_locations(file)
        except OSError as error:
            raise SettingsError(f"{file}: not a certificate (PEM)") from error
    return tls


def portal_of(
    settings: Settings,
    directory: KeyDirectory,
    provider: Provider,
    database: OpenDatabase[Transaction],
    card_login: CardLogin,
    recording: Recording,
    issuing: "Issuing | None",
) -> Portal:
    cookies = Cookies(https=settings.https)
    timezone = ZoneInfo(settings.timezone)
    return Portal(
        provider=provider,
        card_login=card_login,
        receipts=recording.receipts,
        disputes=Desk(database, provider, recording.receipts),
        pages=portal_pages(cookies=cookies, timezone=timezone, specimen=settings.specimen),
        cookies=cookies,
        form_key=directory.secret("form"),
        card_client_url=settings.card_client,
        record_origin=settings.record_origin,
        documents=issuing.checker if issuing else None,
        specimens_path=None if sandbox_cards_of(settings) is None else SANDBOX_PATH,
    )


def seal_tools_of(settings: Settings) -> Tools | None:
    """Return what documents are sealed with; None: nothing is issued here.

    Raises SettingsError: the operator's file, or what it names, cannot be used.
    """
    if not settings.seals and not settings.seals_file.is_file():
        return None
    tools = Tools(
        seals_file=settings.seals_file,
        seal_authorities=settings.seal_authorities.absolute(),
        time_stamp_authorities=settings.time_stamp_authorities.absolute(),
        issuer=settings.issuer,
        timezone=settings.timezone,
        specimen=settings.specimen,
    )
    try:
        open_tools(tools)
    except SealsFileError as error:
        raise SettingsError(str(error)) from error
    return tools


@dataclass(frozen=True, slots=True)
class Issuing:
    """The room in which documents are issued, and who checks them for everybody."""

    room: Room
    checker: Checker


def issuing_of(
    settings: Settings,
    provider: Provider,
    database: OpenDatabase[Transaction],
    recording: Recording,
    workshop: Workshop,
) -> Issuing | None:
    tools = seal_tools_of(settings)
    if tools is None:
        return None
    seals = open_tools(tools).seals
    issuers = {name: each.name for name, each in seals.seals.items()}
    makers: dict[Form, Maker] = {
        Form.DOCUMENT: DocumentMaker(tools, workshop, issuers),
        Form.ANSWER: AnswerMaker(tools, workshop),
    }
    return Issuing(
        Room(provider, database, recording.receipts, seals, makers),
        Checker(tools, workshop, database, provider.clock),
    )


def sandbox_cards_of(settings: Settings) -> SandboxCards | None:
    """Return the cards of the sandbox: without the setting there are none, whatever lies there."""
    folder = SpecimenFolder(settings.data / "specimen").sandbox
    return SandboxCards(folder) if settings.specimen and folder.is_dir() else None


def passing_keys_of(settings: Settings) -> PassingKeys:
    return PassingKeys(settings.keys / "passing")


def algorithms_of(settings: Settings) -> tuple[Algorithm, ...]:
    """Learners of plain OpenID Connect are used to one algorithm more."""
    return tuple(Algorithm) if settings.specimen else FAPI_ALGORITHMS


def _key_ring(settings: Settings, directory: KeyDirectory, now: int) -> KeyRing:
    if sandbox_cards_of(settings) is None:
        return KeyRing(directory, now)
    return SandboxKeyRing(directory, passing_keys_of(settings), now)


def console_of(
    settings: Settings,
    directory: KeyDirectory,
    provider: Provider,
    database: OpenDatabase[Transaction],
    disputes: Desk,
) -> Console:
    cookies = Cookies(https=settings.https)
    timezone = ZoneInfo(settings.timezone)
    return Console(
        provider=provider,
        database=database,
        disputes=disputes,
        audit=AuditDesk(
            database,
            provider.pairwise_secret,
            provider.recorder,
            disputes.receipts,
            provider.clock,
        ),
        pages=console_pages(cookies=cookies, timezone=timezone, specimen=settings.specimen),
        cookies=cookies,
        form_key=directory.secret("form"),
        fetcher=fetcher_of(settings),
    )


def card_login_of(
    settings: Settings, database: OpenDatabase[Transaction], fetch: HttpOcspFetch
) -> CardLogin:
    policy = WebEidPolicy(
        origin=settings.issuer,
        anchors=card_anchors(settings.card_authorities),
        revocation=OcspPolicy(cache_seconds=settings.ocsp_cache_seconds),
    )
    return CardLogin(database, WebEidValidator(policy, fetch))


def client_anchors(directory: Path) -> TrustAnchors | None:
    files = certificates_in(directory)
    return TrustAnchors(tuple(_authority(file) for file in files)) if files else None


def card_anchors(directory: Path) -> TrustAnchors:
    files = certificates_in(directory)
    if not files:
        raise SettingsError(f"{directory} has no certificate (*.pem) of an authority for cards")
    return TrustAnchors(tuple(_authority(file) for file in files))


def _authority(file: Path) -> Certificate:
    try:
        return load_authority(file.read_bytes())
    except PkiError as error:
        raise SettingsError(f"{file}: {error}") from error
