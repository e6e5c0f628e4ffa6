"""Structured logs: one JSON object a line, typed events, no personal data.

An event is named in the code; whatever it says besides is chosen there, member by member. Of
a library's message only the constant part is kept, and of an exception its type and the
places that it came through: their values may be somebody's name, number or token.
"""

import logging
import os
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

SERVER_LOGGER = "uvicorn.error"
MAX_FRAMES = 20
MAX_CHAIN = 5

Event = MutableMapping[str, Any]


def configure_logs(level: int = logging.INFO) -> None:
    """Write every event of this process as JSON to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_process,
            _strip_exception,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers = [_LibraryHandler()]
    root.setLevel(logging.WARNING)
    logging.getLogger(SERVER_LOGGER).setLevel(level)


class _LibraryHandler(logging.Handler):
    """Passes on what libraries log, without what they filled in."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record as the event `library`."""
        structlog.get_logger().log(
            record.levelno,
            "library",
            logger=record.name,
            message=str(record.msg).partition("\n")[0],
            exc_info=record.exc_info,
        )


def _add_process(_: Any, __: str, event: Event) -> Event:
    event["process"] = os.getpid()
    return event


def _strip_exception(_: Any, __: str, event: Event) -> Event:
    """Replace an exception by the types and places of its chain, the outermost first."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    chain: list[dict[str, Any]] = []
    while isinstance(error, BaseException) and len(chain) < MAX_CHAIN:
        chain.append({"type": type(error).__qualname__, "frames": _frames(error)})
        error = error.__cause__ or error.__context__
    if chain:
        event["exception"] = chain
    return event


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-MAX_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
