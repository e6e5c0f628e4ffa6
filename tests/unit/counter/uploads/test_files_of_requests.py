"""Files sent whole, and in pieces over a line that breaks."""

import html

from counter_files import PIECE, photo_field
from counter_site import Browser, Site
from photos import jpeg, photo
from thiqa.counter.requests.uploading import INCOMPLETE, IS_THERE
from thiqa.counter.uploads.photo import NOT_PLAIN

GOOD = jpeg(photo())
BUSY = jpeg(photo(busy=True))


def test_a_file_is_sent_without_a_script(browser: Browser) -> None:
    field = photo_field(browser)
    answer = field.send(GOOD, "C:\\photos\\أنا.jpg")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith(f"{field.page}#files")
    page = field.look()
    assert f"<bdi>أنا.jpg</bdi>: {IS_THERE}" in page
    given = field.get()
    assert given.headers["content-type"] == "image/jpeg"
    assert given.headers["content-disposition"].startswith("attachment; ")
    assert given.content.startswith(b"\xff\xd8")
    assert field.browser.press(f"{field.url}/remove").status_code == 303
    assert field.get().status_code == 404


def test_what_is_wrong_with_a_photo_is_said_beside_it(browser: Browser) -> None:
    field = photo_field(browser)
    field.send(BUSY)
    assert NOT_PLAIN in html.unescape(field.look())
    assert field.get().status_code == 404
    field.send(GOOD)
    assert IS_THERE in field.look()


def test_a_file_goes_on_where_the_line_broke(site: Site, browser: Browser) -> None:
    field = photo_field(browser)
    assert field.announce(GOOD).json() == {"offset": 0, "state": "receiving", "text": ""}
    assert field.piece(0, GOOD[:PIECE]).json()["offset"] == PIECE
    assert INCOMPLETE in field.look()
    with site.browser() as elsewhere:
        again = photo_field(elsewhere)
        assert again.page == field.page
        assert again.announce(GOOD).json()["offset"] == PIECE
        last = again.piece(PIECE, GOOD[PIECE:])
    assert last.json() == {"offset": last.json()["offset"], "state": "kept", "text": IS_THERE}
    assert field.announce(GOOD).json()["state"] == "kept"
    field.browser.press(f"{field.url}/remove")


def test_a_piece_sent_twice_is_one_piece(browser: Browser) -> None:
    field = photo_field(browser)
    field.announce(GOOD)
    field.piece(0, GOOD[:PIECE])
    repeated = field.piece(0, GOOD[:PIECE])
    assert repeated.status_code == 409
    assert repeated.json() == {"offset": PIECE}
    assert field.piece(PIECE, GOOD[PIECE:]).json()["state"] == "kept"
    field.browser.press(f"{field.url}/remove")


def test_a_file_begun_in_pieces_is_finished_in_a_form(browser: Browser) -> None:
    field = photo_field(browser)
    field.announce(GOOD)
    field.piece(0, GOOD[:PIECE])
    field.send(GOOD)
    assert IS_THERE in field.look()


def test_another_file_takes_the_place_of_the_one_before(browser: Browser) -> None:
    field = photo_field(browser)
    field.send(GOOD)
    assert field.announce(BUSY).json() == {"offset": 0, "state": "receiving", "text": ""}
    said = field.piece(0, BUSY).json()
    assert (said["state"], said["text"]) == ("refused", NOT_PLAIN)
    assert field.get().status_code == 404


def test_a_file_that_is_too_large_is_refused_before_it_comes(browser: Browser) -> None:
    field = photo_field(browser)
    said = field.announce(b"x" * 2_000_001).json()
    assert said["state"] == "refused"
    assert said["text"] == "The file is too large."
    assert field.send(b"x" * 5_100_000).status_code == 303
    assert "The file is too large." in field.look()
