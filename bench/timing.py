"""Whether the time of a refusal tells a secret: Welch's t between two kinds of wrong guesses.

Run as `python -m bench.timing`. Each question is asked with two kinds of guesses that an attacker
would like to tell apart, in random order; the slowest samples, which belong to the machine, are
cropped from both alike. A |t| under 4.5 after 100,000 samples of each kind is no sign of a leak
(the threshold of the TVLA methodology); a question whose answer does depend on the guess is
there as well, so that one sees what the measure would show.
"""

import random
import secrets
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import sqrt

from thiqa.base import ThiqaError, constant_time_equal, digest, new_secret
from thiqa.card.channel.bac import AccessKeys
from thiqa.card.channel.passwords import MrzPassword
from thiqa.crypto.curves import P_256
from thiqa.oidc.tokens.dpop_nonce import DpopNonces
from thiqa.web import check_form_token, new_form_token

SAMPLES = 100_000
"""Of each kind."""
CROPPED = 0.10
"""The share of the slowest samples that are left out, of both kinds alike."""
LIMIT = 4.5
POOL = 256
"""How many scalars and points there are to draw from."""
NOW = 1_750_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the two kinds of guesses."""

    name: str
    ask: Callable[[object], object]
    guesses: tuple[object, object]
    leaks: bool = False
    samples: int = SAMPLES


def questions() -> tuple[Question, ...]:
    """Return what is measured: each kind of guess is wrong, early or late, or of somebody."""
    kept = digest("a secret")
    early, late = _wrong(kept, 0), _wrong(kept, len(kept) - 1)
    key, cookie = b"k" * 32, new_secret()
    token = new_form_token(key, cookie, "/consent")
    nonces = DpopNonces(b"n" * 32)
    nonce = nonces.current(NOW)
    return (
        Question(
            "a code's or secret's digest",
            lambda guess: constant_time_equal(kept, _bytes(guess)),
            (early, late),
        ),
        Question(
            "a form's token",
            lambda guess: check_form_token(key, str(guess), cookie, "/consent"),
            (_changed(token, 30), _changed(token, 60)),
        ),
        Question(
            "a nonce of DPoP",
            lambda guess: nonces.check(guess, NOW),
            (_changed(nonce, 0), _changed(nonce, len(nonce) - 1)),
        ),
        *_of_the_chip(),
        Question(
            "(for comparison) bytes with ==",
            lambda guess: _naive(kept * 64, guess),
            (_wrong(kept * 64, 0), _wrong(kept * 64, 64 * len(kept) - 1)),
            leaks=True,
        ),
    )


def _of_the_chip() -> tuple[Question, ...]:
    """Return questions about a chip's channel: a wrong code, and scalars of few and many bits.

    Scalars and points are drawn anew for each, so that no single result is what is recognised.
    """
    keys = AccessKeys.of(MrzPassword("SPECIMEN1", "900101", "330101"))
    message = keys.seal(bytes(32))
    points = [P_256.public_point(P_256.random_scalar(secrets.token_bytes)) for _ in range(POOL)]
    bits = {"few": [1 << 250 | 1 << secrets.randbelow(200) for _ in range(POOL)]}
    bits["many"] = [(1 << 251) - 1 ^ 1 << secrets.randbelow(200) for _ in range(POOL)]
    ours = replace(P_256, openssl=None)
    return (
        Question(
            "basic access to a chip",
            lambda guess: keys.open(_bytes(guess)),
            (_wrong(message, 32), _wrong(message, 39)),
        ),
        Question(
            "a scalar on P-256, few bits or many",
            lambda guess: P_256.multiply(secrets.choice(bits[str(guess)]), secrets.choice(points)),
            ("few", "many"),
        ),
        Question(
            "(for comparison) the same without OpenSSL",
            lambda guess: ours.multiply(secrets.choice(bits[str(guess)]), secrets.choice(points)),
            ("few", "many"),
            leaks=True,
            samples=1_000,
        ),
    )


def welch(left: Sequence[float], right: Sequence[float]) -> float:
    """Return Welch's t of two samples."""
    spread = statistics.variance(left) / len(left) + statistics.variance(right) / len(right)
    return (statistics.fmean(left) - statistics.fmean(right)) / sqrt(spread)


def measure(question: Question, samples: int) -> float:
    """Return t between the two kinds of guesses, asked in random order."""
    order = [0, 1] * samples
    random.shuffle(order)
    times: tuple[list[int], list[int]] = ([], [])
    for kind in order:
        guess = _copy(question.guesses[kind])
        began = time.perf_counter_ns()
        with suppress(ThiqaError):
            question.ask(guess)
        times[kind].append(time.perf_counter_ns() - began)
    longest = sorted((*times[0], *times[1]))[int(len(order) * (1 - CROPPED))]
    left, right = ([each for each in kind if each <= longest] for kind in times)
    return welch(left, right)


def main() -> None:
    """Measure every question, and print a line for each."""
    for question in questions():
        t = measure(question, question.samples)
        told = abs(t) >= LIMIT
        verdict = "tells them apart" if told else "does not tell them apart"
        remark = "" if told == question.leaks else "  (not what is expected)"
        print(f"{question.name}: t = {t:+.2f}, {verdict}{remark}")


def _copy(guess: object) -> object:
    """Return an equal object: where one lies in memory shall tell nothing."""
    return bytes(bytearray(guess)) if isinstance(guess, bytes) else "".join(list(str(guess)))


def _wrong(value: bytes, at: int) -> bytes:
    return value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]


def _changed(text: str, at: int) -> str:
    other = "A" if text[at] != "A" else "B"
    return text[:at] + other + text[at + 1 :]


def _naive(kept: bytes, guess: object) -> bool:
    return all(left == right for left, right in zip(kept, _bytes(guess), strict=True))


def _bytes(guess: object) -> bytes:
    return guess if isinstance(guess, bytes) else str(guess).encode()


if __name__ == "__main__":
    main()
