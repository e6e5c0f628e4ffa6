"""The keys that an organisation publishes, fetched and kept for a while."""

import asyncio

import httpx

from thiqa.base import Clock, EncodingError, parse_json_object
from thiqa.counter.letters.errors import LetterRefusedError, NotAnsweredError
from thiqa.counter.letters.http import request_bytes
from thiqa.crypto import CryptoError, VerificationKey, parse_jwks, read_header

JWKS_PATH = "/jwks.json"
KEYS_SECONDS = 300
REFETCH_SECONDS = 10
"""Unknown key identifiers make us ask again at most this often: forged letters cost us little."""
MAX_JWKS_BYTES = 65_536


class PublishedKeys:
    """The keys of the organisation at an address."""

    def __init__(self, owner: str, http: httpx.AsyncClient, clock: Clock) -> None:
        self.owner = owner
        self._http = http
        self._clock = clock
        self._lock = asyncio.Lock()
        self._keys: tuple[VerificationKey, ...] = ()
        self._until = 0
        self._refetch_from = 0

    async def keys_for(self, text: str) -> tuple[VerificationKey, ...]:
        """Return the keys; a new `kid` makes us look again, so a rotation is seen at once."""
        try:
            kid = read_header(text).get("kid")
        except CryptoError as error:
            raise LetterRefusedError("not a signed object") from error
        async with self._lock:
            now = self._clock()
            stale = now >= self._until
            unknown = kid not in {key.kid for key in self._keys}
            if stale or (unknown and now >= self._refetch_from):
                self._keys = await self._fetch()
                self._until = now + KEYS_SECONDS
                if not stale:
                    self._refetch_from = now + REFETCH_SECONDS
            return self._keys

    async def _fetch(self) -> tuple[VerificationKey, ...]:
        request = self._http.build_request("GET", self.owner + JWKS_PATH)
        status, body = await request_bytes(self._http, request, limit=MAX_JWKS_BYTES)
        if status != httpx.codes.OK:
            raise NotAnsweredError(f"{JWKS_PATH} answers with status {status}")
        try:
            return parse_jwks(parse_json_object(body))
        except (CryptoError, EncodingError) as error:
            raise NotAnsweredError("the keys cannot be read") from error
