"""Somebody else's file, somebody else's page, and a request that was submitted."""

import pytest

from counter_files import Photo, photo_field
from counter_site import Browser, Site
from photos import jpeg, photo

GOOD = jpeg(photo())


def test_another_citizen_neither_reads_nor_changes_it(site: Site, browser: Browser) -> None:
    mine = photo_field(browser)
    mine.send(GOOD)
    site.provider.subject = "another-citizen"
    with site.browser() as other:
        theirs = Photo(other, mine.page)
        photo_field(other)
        assert theirs.get().status_code == 404
        assert theirs.send(GOOD).status_code == 404
        assert theirs.announce(GOOD).status_code == 404
        assert theirs.piece(0, GOOD).status_code == 404
        assert other.press(f"{mine.url}/remove").status_code == 404
    assert mine.get().status_code == 200


def test_nobody_reaches_it_without_a_session(site: Site, browser: Browser) -> None:
    mine = photo_field(browser)
    mine.send(GOOD)
    with site.browser() as nobody:
        theirs = Photo(nobody, mine.page)
        assert theirs.get().status_code == 404
        assert theirs.send(GOOD).status_code == 404
        assert theirs.piece(0, GOOD).status_code == 404


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {}])
def test_another_site_sends_no_file(browser: Browser, headers: dict[str, str]) -> None:
    mine = photo_field(browser)
    files = {"f.photo": ("x.jpg", GOOD, "image/jpeg")}
    assert browser.http.post(mine.url, files=files, headers=headers).status_code == 403
    pieces = browser.http.patch(
        f"{mine.url}/pieces", content=GOOD, headers={**headers, "upload-offset": "0"}
    )
    assert pieces.status_code == 403
    for path in ("announced", "remove"):
        answer = browser.http.post(f"{mine.url}/{path}", data={}, headers=headers)
        assert answer.status_code == 403


def test_a_field_that_is_no_file_takes_none(browser: Browser) -> None:
    mine = photo_field(browser)
    for field in ("reason", "nothing", "../photo"):
        answer = browser.http.post(
            f"{mine.page}/files/{field}",
            files={f"f.{field}": ("x.jpg", GOOD)},
            headers=mine.headers,
        )
        assert answer.status_code == 404


def test_a_file_is_never_shown_in_our_place(browser: Browser) -> None:
    mine = photo_field(browser)
    mine.send(GOOD, 'x"\r\nset-cookie: a=b\r\n.html')
    given = mine.get()
    assert given.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert "set-cookie" not in given.headers
    assert "sandbox" in given.headers["content-security-policy"]
    assert given.headers["x-content-type-options"] == "nosniff"
