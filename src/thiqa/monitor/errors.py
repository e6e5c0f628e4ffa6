"""What can keep a monitor from looking.

MonitorError
├── LogUnreachableError    the log does not answer, or not as one does
└── StateError             what the monitor has kept cannot be read or written
"""

from thiqa.base import ThiqaError


class MonitorError(ThiqaError):
    """A monitor cannot do its work."""


class LogUnreachableError(MonitorError):
    """The log does not answer, or not as a log does."""


class StateError(MonitorError):
    """What the monitor has kept cannot be read, or not be written."""
