"""Following a log over HTTP: whatever it publishes must be one tree that only grows."""

from thiqa.monitor.errors import LogUnreachableError, MonitorError, StateError
from thiqa.monitor.log_client import LogClient, open_http
from thiqa.monitor.monitor import STALE_SECONDS, Look, Monitor
from thiqa.monitor.state import StateFolder

__all__ = [
    "STALE_SECONDS",
    "LogClient",
    "LogUnreachableError",
    "Look",
    "Monitor",
    "MonitorError",
    "StateError",
    "StateFolder",
    "open_http",
]
