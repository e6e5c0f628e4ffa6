import json
import subprocess
import sys
from typing import Any

SECRET = "AB123456"


def logged(program: str) -> list[dict[str, Any]]:
    """Run a program that logs, in a process of its own; return its events."""
    done = subprocess.run(
        [sys.executable, "-c", f"SECRET = {SECRET!r}\n{program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    assert SECRET not in done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


SET_UP = """
import logging, structlog
from thiqa.logs import configure_logs
configure_logs()
log = structlog.get_logger()
"""


def test_an_event_is_one_object_with_its_level_time_and_process() -> None:
    (event,) = logged(f"{SET_UP}log.info('purged', rows=3)")
    assert (event["event"], event["level"], event["rows"]) == ("purged", "info", 3)
    assert event["timestamp"].endswith("Z")
    assert event["process"] > 0


def test_what_is_below_the_level_is_not_written() -> None:
    assert (
        logged(f"{SET_UP}log.debug('detail')\nlogging.getLogger('httpx').info('GET %s', 1)") == []
    )


def test_an_exception_is_told_by_its_types_and_places() -> None:
    (event,) = logged(f"""{SET_UP}
def fail(number):
    raise KeyError(number)
try:
    try:
        fail(SECRET)
    except KeyError as error:
        raise ValueError('no ' + SECRET) from error
except ValueError as error:
    log.error('broken', exc_info=error)
""")
    outer, inner = event["exception"]
    assert (outer["type"], inner["type"]) == ("ValueError", "KeyError")
    assert inner["frames"][-1].endswith(" fail")


def test_the_exception_at_hand_is_told_too() -> None:
    (event,) = logged(f"""{SET_UP}
try:
    {{}}[SECRET]
except KeyError:
    log.exception('broken')
""")
    assert event["exception"][0]["type"] == "KeyError"


def test_a_library_is_quoted_without_what_it_filled_in() -> None:
    (event,) = logged(f"{SET_UP}logging.getLogger('library').warning('lost %s', SECRET)")
    assert (event["event"], event["logger"]) == ("library", "library")
    assert (event["message"], event["level"]) == ("lost %s", "warning")


def test_a_library_is_quoted_with_its_first_line_alone() -> None:
    (event,) = logged(f"{SET_UP}logging.getLogger('asyncio').error('never read\\n' + SECRET)")
    assert event["message"] == "never read"


def test_an_exception_that_nobody_awaited_is_told_without_its_values() -> None:
    events = logged(f"""{SET_UP}
import asyncio, gc
async def fail():
    raise ValueError(SECRET)
async def main():
    task = asyncio.ensure_future(fail())
    await asyncio.sleep(0)
    del task
    gc.collect()
asyncio.run(main())
""")
    assert events[0]["exception"][0]["type"] == "ValueError"
