"""Files: the queue, one file opened, and what a clerk does with it."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from thiqa.base import digest, new_secret
from thiqa.counter.catalogue import Outcome
from thiqa.counter.desk.clerks import AtDesk, ClerkPage, Desk, for_clerks, for_supervisors
from thiqa.counter.desk.errors import WordsError
from thiqa.counter.desk.files import (
    find_file,
    known,
    open_file,
    open_upload,
    set_free,
    take,
)
from thiqa.counter.desk.paths import DESK_PATH, FILE_PATH, FIND_PATH
from thiqa.counter.desk.views import (
    WITH_A_COLLEAGUE,
    Attempt,
    ClosedFileView,
    FileRow,
    QueueView,
    file_view,
    row_of,
)
from thiqa.counter.desk.words import read_words
from thiqa.counter.forms import read_form, typed_in
from thiqa.counter.records import Records
from thiqa.counter.requests import by_clerk
from thiqa.counter.requests.errors import RequestMissingError
from thiqa.counter.requests.models import Decision, Request, State
from thiqa.counter.requests.numbers import parse_number
from thiqa.counter.requests.uploading import file_response
from thiqa.counter.uploads.models import StoredFile
from thiqa.web import parse_query
from thiqa.web.browser import see_other

FILES_ON_A_PAGE = 25
NUMBER_FIELD, KEY_FIELD, REASON_FIELD, WORDS_FIELD = "number", "key", "reason", "words"
AFTER_DUE_FIELD, AFTER_NUMBER_FIELD = "due", "after"
KEY_SECONDS = 86_400
LARGEST_DUE = 10**12

Unit = Callable[[Records], Coroutine[Any, Any, object]]


def file_routes(desk: Desk) -> list[Route]:
    """Return the routes of files."""
    of_supervisors = {"free": _free, "reopen": _reopen}
    pages: list[tuple[str, str, ClerkPage]] = [
        ("GET", DESK_PATH, _queue),
        ("POST", FIND_PATH, _find),
        ("GET", FILE_PATH, _file),
        ("GET", f"{FILE_PATH}/sent/{{field}}", _sent),
        ("POST", f"{FILE_PATH}/take", _take),
        ("POST", f"{FILE_PATH}/give-back", _give_back),
        ("POST", f"{FILE_PATH}/{Outcome.GRANTED}", _grant),
        ("POST", f"{FILE_PATH}/{Outcome.REFUSED}", _refuse),
        ("POST", f"{FILE_PATH}/{Outcome.RETURNED}", _ask_back),
        ("POST", f"{FILE_PATH}/approve", _approve),
        ("POST", f"{FILE_PATH}/disapprove", _disapprove),
    ]
    return [
        *(
            Route(f"{FILE_PATH}/{act}", for_supervisors(desk, page), methods=["POST"])
            for act, page in of_supervisors.items()
        ),
        *(Route(path, for_clerks(desk, page), methods=[method]) for method, path, page in pages),
    ]


async def _queue(at_desk: AtDesk) -> Response:
    after, clerk, now = _position(at_desk), at_desk.clerk, at_desk.now

    async def unit(records: Records) -> tuple[list[Request], list[Request]]:
        return (
            await records.requests.held(clerk.id, now),
            await records.requests.queue(clerk.body, FILES_ON_A_PAGE + 1, after=after),
        )

    held, found = await at_desk.read(unit)
    life = at_desk.desk.life
    rows = tuple(row_of(request, clerk, life, now) for request in found[:FILES_ON_A_PAGE])
    view = QueueView(
        body=at_desk.body,
        held=tuple(row_of(request, clerk, life, now) for request in held),
        rows=tuple(row for row in rows if not row.is_yours),
        further_url=_further(rows[-1]) if len(found) > FILES_ON_A_PAGE else None,
        is_first=after == (0, ""),
    )
    return at_desk.show("desk_queue.html", view)


def _further(row: FileRow) -> str:
    """Return the page of the queue that begins after a file."""
    query = {AFTER_DUE_FIELD: row.due_at, AFTER_NUMBER_FIELD: row.number}
    return f"{DESK_PATH}?{urlencode(query)}"


def _position(at_desk: AtDesk) -> tuple[int, str]:
    """Return where a page of the queue begins; what is no position is the beginning."""
    query = parse_query(at_desk.request.scope["query_string"])
    due, number = query.get(AFTER_DUE_FIELD, ""), parse_number(query.get(AFTER_NUMBER_FIELD, ""))
    if number is None or not (due.isascii() and due.isdecimal()) or int(due) > LARGEST_DUE:
        return 0, ""
    return int(due), number


async def _find(at_desk: AtDesk) -> Response:
    number = parse_number((await at_desk.form()).get(NUMBER_FIELD, ""))
    if number is None:
        raise RequestMissingError("not a number of ours")
    return see_other(FILE_PATH.format(number=number))


async def _file(at_desk: AtDesk) -> Response:
    """Show a file: open to the clerk who has it, closed to every other one."""
    request = await at_desk.read(lambda records: find_file(records, at_desk.number, at_desk.clerk))
    if request.holder(at_desk.now) == at_desk.clerk.id:
        return await _open_page(at_desk)
    return at_desk.show("desk_closed_file.html", _closed_view(at_desk, request))


def _closed_view(at_desk: AtDesk, request: Request) -> ClosedFileView:
    row, chief = row_of(request, at_desk.clerk, at_desk.desk.life, at_desk.now), at_desk.clerk
    is_done = request.state is State.DELIVERED or (
        request.state is State.DECIDED and not request.is_granted
    )
    return ClosedFileView(
        at_desk.body,
        row,
        can_free=chief.is_supervisor and row.standing == WITH_A_COLLEAGUE,
        can_reopen=chief.is_supervisor and is_done,
    )


async def _sent(at_desk: AtDesk) -> Response:
    """Give the clerk who has the request a file that the citizen sent."""
    field_id = at_desk.request.path_params["field"]

    async def unit(records: Records) -> StoredFile:
        return await open_upload(records, at_desk.number, at_desk.clerk, field_id, at_desk.now)

    return file_response(await at_desk.run(unit))


async def _open_page(at_desk: AtDesk, attempt: Attempt | None = None) -> Response:
    file = await at_desk.run(
        lambda records: open_file(records, at_desk.number, at_desk.clerk, at_desk.now)
    )
    language = at_desk.desk.front.pages.language_of(at_desk.request)
    view = file_view(
        file,
        at_desk.clerk,
        at_desk.desk.life,
        language=language,
        now=at_desk.now,
        key=new_secret(),
        attempt=attempt,
    )
    return at_desk.show("desk_file.html", view, status=422 if attempt else 200)


async def _take(at_desk: AtDesk) -> Response:
    await at_desk.form()
    await at_desk.run(lambda records: take(records, at_desk.number, at_desk.clerk, at_desk.now))
    return _back_to_file(at_desk)


async def _give_back(at_desk: AtDesk) -> Response:
    await at_desk.form()

    async def unit(records: Records) -> None:
        request = await find_file(records, at_desk.number, at_desk.clerk)
        if request.holder(at_desk.now) == at_desk.clerk.id:
            await by_clerk.give_back(records, request.number, known(at_desk.clerk), at_desk.now)

    await at_desk.run(unit)
    return see_other(DESK_PATH)


async def _free(at_desk: AtDesk) -> Response:
    await at_desk.form()
    await at_desk.run(lambda records: set_free(records, at_desk.number, at_desk.clerk, at_desk.now))
    return _back_to_file(at_desk)


async def _reopen(at_desk: AtDesk) -> Response:
    """Let a colleague look at a decision again."""
    form, life, number = await at_desk.form(), at_desk.desk.life, at_desk.number
    request = await at_desk.read(lambda records: find_file(records, number, at_desk.clerk))
    words = form.get(WORDS_FIELD, "")
    try:
        said = read_words(life.service(request.service), Outcome.REFUSED, "", words)
    except WordsError as error:
        view = replace(_closed_view(at_desk, request), words=words, fault=str(error))
        return at_desk.show("desk_closed_file.html", view, status=422)
    await at_desk.run(
        lambda records: by_clerk.reopen(
            life, records, number, known(at_desk.clerk), said, at_desk.now
        )
    )
    return _back_to_file(at_desk)


async def _grant(at_desk: AtDesk) -> Response:
    return await _decide(at_desk, Outcome.GRANTED)


async def _refuse(at_desk: AtDesk) -> Response:
    return await _decide(at_desk, Outcome.REFUSED)


async def _ask_back(at_desk: AtDesk) -> Response:
    return await _decide(at_desk, Outcome.RETURNED)


async def _decide(at_desk: AtDesk, outcome: Outcome) -> Response:
    """Decide, or say beside each field what is missing."""
    form = await at_desk.form()
    life, clerk, number, now = at_desk.desk.life, known(at_desk.clerk), at_desk.number, at_desk.now
    request = await at_desk.read(lambda records: find_file(records, number, at_desk.clerk))
    service = life.service(request.service)
    fields = service.decision.fields if outcome is Outcome.GRANTED else ()
    reading = read_form(fields, typed_in(fields, form), today=life.calendar.day_of(now))
    reason, words = form.get(REASON_FIELD, ""), form.get(WORDS_FIELD, "")
    try:
        said = read_words(service, outcome, reason, words)
    except WordsError as error:
        return await _open_page(at_desk, Attempt(outcome, reason, words, str(error), reading))
    if not reading.is_complete:
        return await _open_page(at_desk, Attempt(outcome, reason, words, None, reading))

    async def unit(records: Records) -> Request:
        await find_file(records, number, at_desk.clerk)
        if outcome is Outcome.RETURNED:
            return await by_clerk.ask_back(life, records, number, clerk, said, now)
        decision = Decision(outcome, said, reading.values)
        return await by_clerk.decide(life, records, number, clerk, decision, now)

    return await _once(at_desk, form, unit)


async def _approve(at_desk: AtDesk) -> Response:
    form, clerk = await at_desk.form(), known(at_desk.clerk)

    async def unit(records: Records) -> Request:
        await find_file(records, at_desk.number, at_desk.clerk)
        return await by_clerk.approve(
            at_desk.desk.life, records, at_desk.number, clerk, at_desk.now
        )

    return await _once(at_desk, form, unit)


async def _disapprove(at_desk: AtDesk) -> Response:
    form, clerk = await at_desk.form(), known(at_desk.clerk)

    async def unit(records: Records) -> Request:
        await find_file(records, at_desk.number, at_desk.clerk)
        return await by_clerk.disapprove(records, at_desk.number, clerk, at_desk.now)

    return await _once(at_desk, form, unit)


async def _once(at_desk: AtDesk, form: dict[str, str], unit: Unit) -> Response:
    """Do what a form asks for, unless the same form came before: both get the same page."""
    key = digest(f"{at_desk.clerk.id} {form.get(KEY_FIELD, '')}")

    async def keyed(records: Records) -> None:
        if await records.requests.use_form_key(key, at_desk.now + KEY_SECONDS):
            await unit(records)

    await at_desk.run(keyed)
    return _back_to_file(at_desk)


def _back_to_file(at_desk: AtDesk) -> Response:
    return see_other(FILE_PATH.format(number=at_desk.number))
