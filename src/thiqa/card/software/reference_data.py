"""PIN and PUK: their hash, and the counter that falls before they are compared."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from thiqa.base import constant_time_equal
from thiqa.card.errors import SecretBlockedError, WrongSecretError
from thiqa.card.pin_format import SecretName
from thiqa.card.profile import CardProfile
from thiqa.card.software.memory import CardMemory
from thiqa.card.software.state import CardState, Secret

RandomBytes = Callable[[int], bytes]

SALT_BYTES: Final = 16
HASH_BYTES: Final = 32
DEFAULT_COST: Final = 2**13
"""The memory of Argon2id in KiB (RFC 9106), in one pass: 8 MiB, some five milliseconds."""


def new_secret_record(digits: str, *, tries: int, cost: int, random_bytes: RandomBytes) -> Secret:
    """Return what the card keeps of a new PIN or PUK."""
    salt = random_bytes(SALT_BYTES)
    return Secret(salt, _slow_hash(digits, salt, cost), cost, tries)


def verify_secret(
    memory: CardMemory,
    name: SecretName,
    digits: str,
    change: Callable[[CardState], CardState] = lambda state: state,
) -> None:
    """Compare a PIN or PUK with the card's, and when it is right apply a change.

    1. Nobody else touches the card meanwhile.
    2. Without a try left nothing is compared.
    3. The try is taken, durably, before the comparison: losing power gives none back.
    4. The comparison takes the same time wherever the two differ.
    5. Only when it is right do all tries come back, in one write with the change.
    """
    with memory.exclusive():  # 1
        state = memory.read()
        secret = state.secret(name)
        if secret.tries_left == 0:  # 2
            raise SecretBlockedError(f"the {name.upper()} is blocked")
        counted = replace(secret, tries_left=secret.tries_left - 1)
        memory.write(state.with_secret(name, counted))  # 3
        if not constant_time_equal(
            _slow_hash(digits, secret.salt, secret.cost), secret.hashed
        ):  # 4
            raise WrongSecretError(counted.tries_left)
        restored = replace(secret, tries_left=_tries(name, state.profile))
        memory.write(change(state.with_secret(name, restored)))  # 5


def _tries(name: SecretName, profile: CardProfile) -> int:
    return profile.pin_tries if name is SecretName.PIN else profile.puk_tries


def _slow_hash(digits: str, salt: bytes, cost: int) -> bytes:
    return hash_secret_raw(
        digits.encode(),
        salt,
        time_cost=1,
        memory_cost=cost,
        parallelism=1,
        hash_len=HASH_BYTES,
        type=Type.ID,
    )
