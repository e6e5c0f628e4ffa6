"""A number that was seen over a shoulder opens nothing, and does not even tell that it exists."""

import pytest

from counter_requests import CITIZEN, FIRST, OF_ANOTHER_BODY, REFUSED, STRANGER, Office, WithOffice
from counter_site import Browser, Site
from thiqa.counter.requests.errors import RequestMissingError
from thiqa.counter.requests.numbers import new_number


def test_another_citizen_can_neither_read_nor_move_a_request(with_office: WithOffice) -> None:
    async def test(office: Office) -> None:
        draft = (await office.draft()).number
        decided = await office.submitted()
        await office.decided(decided, FIRST, REFUSED)
        for number in (draft, decided, new_number()):
            for attempt in (
                office.submit(number, STRANGER),
                office.withdraw(number, STRANGER),
                office.contest(number, STRANGER),
                office.keep(number, "theirs", STRANGER),
                office.find_own(number, STRANGER),
            ):
                with pytest.raises(RequestMissingError):
                    await attempt
        assert await office.fields(draft) == {}
        assert (await office.get(draft)).subject == CITIZEN

    with_office(test)


def test_a_clerk_of_another_body_can_neither_read_nor_move_a_request(
    with_office: WithOffice,
) -> None:
    async def test(office: Office) -> None:
        number = await office.submitted()
        for attempt in (
            office.take(number, OF_ANOTHER_BODY),
            office.decide(number, OF_ANOTHER_BODY),
            office.approve(number, OF_ANOTHER_BODY),
            office.ask_back(number, OF_ANOTHER_BODY),
            office.read_file(number, OF_ANOTHER_BODY),
            office.give_back(number, OF_ANOTHER_BODY),
            office.disapprove(number, OF_ANOTHER_BODY),
        ):
            with pytest.raises(RequestMissingError):
                await attempt
        assert await office.events(number) == ["opened", "submitted", "completed"]

    with_office(test)


def test_over_the_web_the_request_of_another_citizen_is_no_page(
    site: Site, browser: Browser
) -> None:
    site.provider.subject = "whose-it-is"
    number = browser.get(browser.log_in().headers["location"]).headers["location"]
    path = number.removeprefix(site.url)
    site.provider.subject = "who-is-curious"
    with site.browser() as curious:
        curious.log_in()
        for page in (path, f"{path}/withdraw", f"{path}/contest"):
            assert curious.get(page).status_code == 404
        answers = (
            curious.press(f"{path}/form", do="submit", key="k"),
            curious.press(f"{path}/withdraw"),
            curious.press(f"{path}/contest", statement="mine"),
        )
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert "Submit the request" in browser.get(path).text
