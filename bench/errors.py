"""What can go wrong with a benchmark."""


class BenchError(Exception):
    """The benchmark cannot be run, or an answer was not the one that the flow expects."""
