"""The keys of test issuers: one for each service, sealed, and another one when it is rotated."""

import asyncio
from collections.abc import Sequence
from functools import lru_cache

from thiqa.base import Database
from thiqa.console.store import Records
from thiqa.crypto import Algorithm, Signer, generate_key
from thiqa.crypto.sealed_keys import open_sealed_key, seal_key

PUBLISHED = 2
"""The key in use and the one before: tokens of a moment ago are still good."""
CACHED_KEYS = 500


async def signers_of(
    database: Database[Records], client_id: str, algorithm: Algorithm, secret: bytes
) -> Sequence[Signer]:
    """Return the published signers of a service's test issuer, the one in use first."""
    kept = await _kept(database, client_id)
    signers = [_open(pem, secret, algorithm) for _, pem in kept[:PUBLISHED]]
    if not signers or signers[0].algorithm is not algorithm:
        return await rotate(database, client_id, algorithm, secret)
    return [each for each in signers if each.algorithm is algorithm]


async def rotate(
    database: Database[Records], client_id: str, algorithm: Algorithm, secret: bytes
) -> Sequence[Signer]:
    """Make a new key the one in use."""
    kept = await _kept(database, client_id)
    generation = kept[0][0] + 1 if kept else 1
    key = await asyncio.to_thread(generate_key, algorithm)
    pem = seal_key(key, secret)

    async def unit(records: Records) -> None:
        if await records.console.add_test_key(client_id, generation, pem):
            await records.console.drop_test_keys(client_id, generation - PUBLISHED + 1)

    await database.run(unit)
    kept = await _kept(database, client_id)
    signers = [_open(each, secret, algorithm) for _, each in kept[:PUBLISHED]]
    return [each for each in signers if each.algorithm is algorithm]


async def _kept(database: Database[Records], client_id: str) -> list[tuple[int, str]]:
    return await database.read(lambda records: records.console.list_test_keys(client_id))


@lru_cache(maxsize=CACHED_KEYS)
def _open(pem: str, secret: bytes, algorithm: Algorithm) -> Signer:
    return open_sealed_key(pem, secret, plain=algorithm is Algorithm.RS256)
