"""Who the provider is: its metadata and its keys, fetched, checked and kept for a while."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from thiqa.base import Clock
from thiqa.counter.errors import AnswerRefusedError, ProviderError
from thiqa.counter.identity.models import Metadata
from thiqa.counter.identity.transport import get
from thiqa.crypto import CryptoError, VerificationKey, parse_jwks, read_header
from thiqa.ledger.errors import LedgerError
from thiqa.ledger.keys import VerifierKey

WELL_KNOWN_PATH = "/.well-known/openid-configuration"
"""OpenID Connect Discovery 1.0, section 4."""
METADATA_SECONDS = 3600
JWKS_SECONDS = 300
REFETCH_SECONDS = 10
"""Unknown key identifiers make us ask again at most this often: forged tokens cost us little."""


class Provider:
    """The provider that an issuer identifier names."""

    def __init__(self, issuer: str, http: httpx.AsyncClient, clock: Clock) -> None:
        self.issuer = issuer
        self._http = http
        self._clock = clock
        self._lock = asyncio.Lock()
        self._metadata: Metadata | None = None
        self._metadata_until = 0
        self._keys: tuple[VerificationKey, ...] = ()
        self._keys_until = 0
        self._refetch_from = 0

    async def metadata(self) -> Metadata:
        """Return the provider's metadata, at most an hour old."""
        async with self._lock:
            now = self._clock()
            if self._metadata is None or now >= self._metadata_until:
                document = await self._document(self.issuer + WELL_KNOWN_PATH)
                self._metadata = parse_metadata(document, self.issuer)
                self._metadata_until = now + METADATA_SECONDS
            return self._metadata

    async def keys_for(self, token: str) -> tuple[VerificationKey, ...]:
        """Return the provider's keys; a token with a new `kid` makes us look for new ones.

        So a rotation of keys is seen at once (OpenID Connect Core, section 10.1.1).
        """
        metadata = await self.metadata()
        async with self._lock:
            now = self._clock()
            stale = now >= self._keys_until
            unknown = _kid_of(token) not in {key.kid for key in self._keys}
            if stale or (unknown and now >= self._refetch_from):
                self._keys = _parse_keys(await self._document(metadata.jwks_uri))
                self._keys_until = now + JWKS_SECONDS
                if not stale:
                    self._refetch_from = now + REFETCH_SECONDS
            return self._keys

    async def _document(self, url: str) -> dict[str, Any]:
        answer = await get(self._http, url)
        if answer.status != HTTPStatus.OK:
            raise ProviderError(f"{url} answers with status {answer.status}")
        return answer.json_object()


def parse_metadata(document: Mapping[str, Any], issuer: str) -> Metadata:
    """Return the metadata of the issuer that we asked (RFC 8414, section 3.3).

    1. it names exactly this issuer; 2. every endpoint lies at the issuer, so that tokens
    and assertions go nowhere else; 3. it promises `iss` in every response (RFC 9207),
    which protects us from mix-up; 4. the key of its record can be read.
    """
    if document.get("issuer") != issuer:  # 1
        raise AnswerRefusedError("the metadata is of another issuer")
    if document.get("authorization_response_iss_parameter_supported") is not True:  # 3
        raise AnswerRefusedError("the provider does not say who answers (RFC 9207)")
    return Metadata(
        issuer=issuer,
        authorization_endpoint=_endpoint(document, "authorization_endpoint", issuer),
        pushed_authorization_request_endpoint=_endpoint(
            document, "pushed_authorization_request_endpoint", issuer
        ),
        token_endpoint=_endpoint(document, "token_endpoint", issuer),
        userinfo_endpoint=_endpoint(document, "userinfo_endpoint", issuer),
        end_session_endpoint=_endpoint(document, "end_session_endpoint", issuer),
        jwks_uri=_endpoint(document, "jwks_uri", issuer),
        reconciliation_endpoint=_endpoint(document, "thiqa_reconciliation_endpoint", issuer),
        record_key=_record_key(document),  # 4
    )


def check_at_issuer(url: object, issuer: str) -> str:
    """Return a URL that lies at the issuer; refuse any other."""
    if not isinstance(url, str) or not url.startswith(f"{issuer}/"):
        raise AnswerRefusedError("an address of the provider does not lie at the issuer")
    return url


def _endpoint(document: Mapping[str, Any], name: str, issuer: str) -> str:
    return check_at_issuer(document.get(name), issuer)  # 2


def _record_key(document: Mapping[str, Any]) -> VerifierKey:
    try:
        return VerifierKey.parse(str(document.get("thiqa_record_key")))
    except LedgerError as error:
        raise AnswerRefusedError("the key of the record cannot be read") from error


def _parse_keys(document: Mapping[str, Any]) -> tuple[VerificationKey, ...]:
    try:
        return parse_jwks(document)
    except CryptoError as error:
        raise AnswerRefusedError("the provider's keys cannot be read") from error


def _kid_of(token: str) -> object:
    try:
        return read_header(token).get("kid")
    except CryptoError as error:
        raise AnswerRefusedError("the ID token is not a signed object") from error
