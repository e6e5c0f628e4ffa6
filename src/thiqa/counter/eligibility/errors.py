"""Why a question to another body cannot be asked.

CounterError
└── NotAskedError    the operator has not said where the body answers, or a claim is missing
"""

from thiqa.counter.errors import CounterError


class NotAskedError(CounterError):
    """There is nobody to ask, or not what has to be told."""
