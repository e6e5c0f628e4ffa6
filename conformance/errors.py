"""What can go wrong around the suite; what the suite finds is no error but a result."""

from thiqa.base import ThiqaError


class ConformanceError(ThiqaError):
    """The plans cannot be run; the text says why."""


class SuiteError(ConformanceError):
    """The suite did not answer as its interface says."""


class VisitError(ConformanceError):
    """The citizen cannot go on at a page; the text says what it shows."""
